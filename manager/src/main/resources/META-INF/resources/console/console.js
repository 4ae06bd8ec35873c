// One page that asks its own server again and again. Addresses are relative, so that it works behind a proxy with a prefix.
import { bytes, byId, clock, cores, element, percent, replace, shown } from './dom.js';
import { draw } from './chart.js';
import { NodeMap } from './map.js';

const EVERY = { summary: 10_000, nodes: 30_000, history: 60_000 };
const THEMES = ['system', 'light', 'dark'];
const THEME_KEY = 'sublet-theme';

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) {
    throw new Error(answer.status === 404 ? 'the console is switched off' : `the manager answers with ${answer.status}`);
  }
  return answer.json();
}

// One failed question is told and asked again; the page keeps what it has.
function repeat(name, path, show) {
  let timer = 0;
  const once = async () => {
    clearTimeout(timer);
    try {
      show(await ask(path()));
      document.body.removeAttribute('data-stale');
    } catch (failure) {
      document.body.setAttribute('data-stale', name);
      byId('status').textContent = `Not up to date: ${failure.message}.`;
    }
    timer = setTimeout(once, EVERY[name]);
  };
  once();
  return once;
}

function bar(title, online, batch, whole) {
  const all = percent(online + batch, whole);
  return element(
    'div',
    { class: 'bar' },
    element('p', {}, `${title}: ${shown(all)}`),
    element(
      'svg:svg',
      { viewBox: '0 0 100 1', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${title} ${shown(all)}` },
      element('svg:rect', { class: 'online', width: percent(online, whole), height: 1 }),
      element('svg:rect', { class: 'batch', x: percent(online, whole), width: percent(batch, whole), height: 1 }),
    ),
  );
}

function figure(title, value) {
  return element('div', {}, element('dt', {}, title), element('dd', {}, value));
}

function showSwitch(state) {
  const badge = byId('switch');
  const off = state.cluster === 'off';
  badge.className = `badge ${state.cluster === 'on' && state.nodesOff > 0 ? 'off' : state.cluster}`;
  const nodes = state.nodesOff > 0 ? `, ${state.nodesOff} ${state.nodesOff === 1 ? 'node' : 'nodes'} switched off` : '';
  badge.textContent = `Colocation ${state.cluster === 'unknown' ? 'not configured' : off ? 'off' : 'on'}${nodes}`;
  badge.title = state.names.join(', ');
}

function showSummary(summary) {
  const { nodes, cpu, memory } = summary;
  byId('status').textContent =
    `${nodes.total} ${nodes.total === 1 ? 'node' : 'nodes'}, ${nodes.offering} offering, at ${clock(new Date(summary.at))}` +
    ` from ${summary.leads ? 'the replica that leads' : 'a replica that stands by'}.`;
  showSwitch(summary.switch);
  replace(
    byId('bars'),
    bar('CPU with colocation', cpu.used - cpu.batch, cpu.batch, cpu.capacity),
    bar('CPU without colocation', cpu.used - cpu.batch, 0, cpu.capacity),
    bar('Memory with colocation', memory.used - memory.batch, memory.batch, memory.capacity),
    bar('Memory without colocation', memory.used - memory.batch, 0, memory.capacity),
  );
  replace(
    byId('figures'),
    figure('Gained by batch', `${cores(cpu.batch)} cores, ${bytes(memory.batch)}`),
    figure('Offered to batch', `${cores(cpu.offered)} cores, ${bytes(memory.offered)}`),
    figure('Capacity', `${cores(cpu.capacity)} cores, ${bytes(memory.capacity)}`),
    figure('Nodes measured', `${nodes.measured} of ${nodes.total}`),
  );
  byId('attention-section').hidden = summary.attention.length === 0;
  replace(byId('attention'), ...summary.attention.map((line) => element('li', {}, line)));
  byId('no-decisions').hidden = summary.decisions.length > 0;
  byId('decisions-scroll').hidden = summary.decisions.length === 0;
  replace(
    document.querySelector('#decisions tbody'),
    ...summary.decisions.map((decision) =>
      element(
        'tr',
        {},
        element('td', {}, element('time', { datetime: decision.at }, clock(new Date(decision.at)))),
        element('td', {}, decision.node),
        element('td', {}, decision.reason),
        element('td', {}, decision.text),
      ),
    ),
  );
}

async function explain(node) {
  byId('node-section').hidden = false;
  byId('node-title').textContent = `Why ${node} offers what it does`;
  byId('node').textContent = 'Loading…';
  try {
    const answer = await fetch(`../explain/node/${encodeURIComponent(node)}?format=text`);
    byId('node').textContent = answer.ok ? await answer.text() : `The manager answers with ${answer.status}.`;
  } catch (failure) {
    byId('node').textContent = `The manager does not answer: ${failure.message}.`;
  }
  byId('node-title').focus();
}

function remembered() {
  try {
    return localStorage.getItem(THEME_KEY) ?? 'system';
  } catch {
    return 'system';
  }
}

function theme(map) {
  const button = byId('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = THEMES.includes(remembered()) ? remembered() : 'system';
  const apply = () => {
    document.documentElement.dataset.theme = chosen === 'system' ? (system.matches ? 'dark' : 'light') : chosen;
    button.textContent = `Theme: ${chosen}`;
    map.draw();
  };
  button.addEventListener('click', () => {
    chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length];
    try {
      localStorage.setItem(THEME_KEY, chosen);
    } catch {
      // A browser that keeps nothing shows the theme until the page is left.
    }
    apply();
  });
  system.addEventListener('change', apply);
  apply();
}

const map = new NodeMap(explain);
theme(map);
repeat('summary', () => 'data/summary', showSummary);
repeat('nodes', () => 'data/nodes', (data) => map.show(data));
const history = repeat('history', () => `data/history?hours=${byId('hours').value}`, draw);
byId('hours').addEventListener('change', history);
byId('metric').addEventListener('change', () => map.choose(byId('metric').value));
byId('filter').addEventListener('input', () => map.filter(byId('filter').value));
byId('close').addEventListener('click', () => {
  byId('node-section').hidden = true;
  byId('map').focus();
});
