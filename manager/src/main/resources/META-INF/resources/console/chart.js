// The lines of CPU over time, and the same numbers as a table.
import { byId, clock, cores, element, replace } from './dom.js';

const LINES = [
  ['used', 'used by all'],
  ['batch', 'used by batch'],
  ['offered', 'offered to batch'],
  ['limit', 'limit of best effort'],
];
const HEIGHT = 240;
const LEFT = 60;
const BOTTOM = 22;
const TOP = 8;
const ROWS = 24;
const NARROWEST = 480;

function ceiling(history) {
  const most = Math.max(1000, ...LINES.flatMap(([name]) => history[name].filter((value) => value !== null)));
  const unit = 10 ** Math.floor(Math.log10(most));
  return Math.ceil(most / unit) * unit;
}

// A gap where a value is not known: a line must not claim what nobody measured.
function path(times, values, x, y) {
  let text = '';
  let down = false;
  values.forEach((value, i) => {
    if (value === null) {
      down = false;
      return;
    }
    text += `${down ? 'L' : 'M'}${x(times[i]).toFixed(1)} ${y(value).toFixed(1)}`;
    down = true;
  });
  return text;
}

function describe(history) {
  const last = history.time.length - 1;
  return LINES.filter(([name]) => history[name][last] !== null)
    .map(([name, title]) => `${title} ${cores(history[name][last])}`)
    .join(', ');
}

export function draw(history) {
  byId('source').textContent = `Source: ${history.source}.`;
  if (history.time.length < 2) {
    replace(byId('chart'), element('p', { class: 'quiet' }, 'Nothing has been kept yet; a point is added each minute.'));
    replace(byId('history-table'));
    return;
  }
  const [first, last] = [history.time[0], history.time.at(-1)];
  const most = ceiling(history);
  // As wide as its place, so that letters keep their size.
  const width = Math.max(NARROWEST, byId('chart').clientWidth);
  const x = (time) => LEFT + ((width - LEFT) * (time - first)) / Math.max(1, last - first);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
  const svg = element('svg:svg', {
    viewBox: `0 0 ${width} ${HEIGHT}`,
    role: 'img',
    'aria-label': `CPU in cores from ${clock(new Date(first * 1000))} to ${clock(new Date(last * 1000))}; at the end ${describe(history)}`,
  });
  for (let i = 0; i <= 4; i++) {
    const value = (most * i) / 4;
    svg.append(
      element('svg:path', { class: 'grid', d: `M${LEFT} ${y(value)}H${width}` }),
      element('svg:text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, most < 10000 ? cores(value) : String(Math.round(value / 1000))),
    );
    const time = first + ((last - first) * i) / 4;
    svg.append(
      element(
        'svg:text',
        { x: x(time), y: HEIGHT - 5, 'text-anchor': i === 0 ? 'start' : i === 4 ? 'end' : 'middle' },
        clock(new Date(time * 1000)),
      ),
    );
  }
  const known = LINES.filter(([name]) => history[name].some((value) => value !== null));
  for (const [name] of known) {
    svg.append(element('svg:path', { class: name, d: path(history.time, history[name], x, y) }));
  }
  const keys = element('p', { class: 'quiet' });
  for (const [name, title] of known) {
    keys.append(element('span', { class: `swatch key-${name}` }), `${title}   `);
  }
  replace(byId('chart'), svg, keys);
  table(history, known);
}

function table(history, known) {
  const head = element('tr', {}, element('th', { scope: 'col' }, 'Time'));
  known.forEach(([, title]) => head.append(element('th', { scope: 'col' }, `${title}, cores`)));
  const rows = [];
  const step = Math.max(1, Math.ceil(history.time.length / ROWS));
  for (let i = history.time.length - 1; i >= 0; i -= step) {
    const row = element('tr', {}, element('td', {}, clock(new Date(history.time[i] * 1000))));
    known.forEach(([name]) => row.append(element('td', {}, history[name][i] === null ? '-' : cores(history[name][i]))));
    rows.push(row);
  }
  replace(byId('history-table'), element('thead', {}, head), element('tbody', {}, ...rows));
}
