// Thousands of nodes on one canvas; one of them is current, by keyboard or pointer.
import { byId, colour, element, replace, shown } from './dom.js';

const STATES = ['offering', 'withheld', 'stale', 'silent'];
const STEPS = 5;
const TITLES = {
  cpuUsed: 'CPU used',
  cpuBatch: 'CPU used by batch',
  cpuOffered: 'CPU offered to batch',
  memoryUsed: 'memory used',
};
const SMALLEST = 9;
const LARGEST = 34;

export class NodeMap {
  constructor(explain) {
    this.canvas = byId('map');
    this.explain = explain;
    this.data = null;
    this.shown = [];
    this.current = -1;
    this.columns = 1;
    this.size = LARGEST;
    this.metric = 'cpuUsed';
    this.canvas.addEventListener('keydown', (event) => this.key(event));
    this.canvas.addEventListener('mousemove', (event) => this.select(this.at(event)));
    this.canvas.addEventListener('click', (event) => this.open(this.at(event)));
    this.canvas.addEventListener('focus', () => this.select(Math.max(0, this.current)));
    new ResizeObserver(() => this.draw()).observe(this.canvas.parentElement);
  }

  show(data) {
    this.data = data;
    this.filter(byId('filter').value);
  }

  filter(text) {
    if (!this.data) {
      return;
    }
    const wanted = text.trim().toLowerCase();
    this.shown = this.data.name.flatMap((name, i) => (name.toLowerCase().includes(wanted) ? [i] : []));
    this.current = Math.min(this.current, this.shown.length - 1);
    this.draw();
  }

  choose(metric) {
    this.metric = metric;
    this.draw();
  }

  layout() {
    const width = this.canvas.parentElement.clientWidth || 600;
    const height = Math.max(200, Math.min(560, window.innerHeight * 0.6));
    const fit = Math.floor(Math.sqrt((width * height) / Math.max(1, this.shown.length)));
    this.size = Math.max(SMALLEST, Math.min(LARGEST, fit));
    this.columns = Math.max(1, Math.floor(width / this.size));
    return [width, Math.max(1, Math.ceil(this.shown.length / this.columns)) * this.size];
  }

  step(node) {
    const share = this.data[this.metric][node];
    return share < 0 ? -1 : Math.min(STEPS - 1, Math.floor((share * STEPS) / 1000));
  }

  draw() {
    if (!this.data) {
      return;
    }
    const [width, height] = this.layout();
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    const paint = this.canvas.getContext('2d');
    paint.scale(ratio, ratio);
    const heat = Array.from({ length: STEPS }, (_, i) => colour(`heat-${i}`));
    const states = STATES.map(colour);
    const unknown = colour('unknown');
    this.shown.forEach((node, place) => {
      const step = this.metric === 'state' ? 0 : this.step(node);
      paint.fillStyle = this.metric === 'state' ? states[this.data.state[node]] : step < 0 ? unknown : heat[step];
      this.cell(paint, place, (x, y, side) => paint.fillRect(x, y, side, side));
    });
    this.marks(paint, states);
    this.name();
    this.legend();
  }

  cell(paint, place, fill) {
    const side = this.size - 2;
    fill((place % this.columns) * this.size + 1, Math.floor(place / this.columns) * this.size + 1, side);
  }

  // Besides colour: a bar for a node that is not in order, a cross for one that is switched off, a frame for the current one.
  marks(paint, states) {
    paint.lineWidth = 2;
    this.shown.forEach((node, place) => {
      if (this.metric !== 'state' && this.data.state[node] >= 2) {
        paint.fillStyle = states[this.data.state[node]];
        this.cell(paint, place, (x, y, side) => paint.fillRect(x, y + side - 3, side, 3));
      }
      if (this.data.off[node]) {
        paint.strokeStyle = states[3];
        this.cell(paint, place, (x, y, side) => {
          paint.beginPath();
          paint.moveTo(x, y);
          paint.lineTo(x + side, y + side);
          paint.moveTo(x + side, y);
          paint.lineTo(x, y + side);
          paint.stroke();
        });
      }
    });
    if (this.current >= 0) {
      paint.strokeStyle = colour('text');
      this.cell(paint, this.current, (x, y, side) => paint.strokeRect(x, y, side, side));
    }
  }

  at(event) {
    const place = Math.floor(event.offsetY / this.size) * this.columns + Math.floor(event.offsetX / this.size);
    return place < this.shown.length && event.offsetX < this.columns * this.size ? place : -1;
  }

  key(event) {
    const page = this.columns * 10;
    const moves = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.columns,
      ArrowUp: -this.columns,
      PageDown: page,
      PageUp: -page,
      Home: -this.shown.length,
      End: this.shown.length,
    };
    if (event.key in moves) {
      event.preventDefault();
      this.select(Math.max(0, Math.min(this.shown.length - 1, this.current + moves[event.key])));
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.open(this.current);
    }
  }

  select(place) {
    if (place >= 0 && place < this.shown.length && place !== this.current) {
      this.current = place;
      this.draw();
      byId('cell').textContent = this.describe(this.shown[place]);
    }
  }

  open(place) {
    if (place >= 0 && place < this.shown.length) {
      this.select(place);
      this.explain(this.data.name[this.shown[place]]);
    }
  }

  describe(node) {
    const shares = Object.entries(TITLES)
      .map(([key, title]) => `${title} ${this.data[key][node] < 0 ? 'not known' : shown(this.data[key][node] / 10)}`)
      .join(', ');
    return `${this.data.name[node]}: ${STATES[this.data.state[node]]}${this.data.off[node] ? ', switched off' : ''}; ${shares}`;
  }

  name() {
    const all = this.data.name.length;
    this.canvas.setAttribute(
      'aria-label',
      `Heat map of ${this.shown.length === all ? all : `${this.shown.length} of ${all}`} nodes`,
    );
    if (this.shown.length === 0) {
      byId('cell').textContent = all === 0 ? 'There are no nodes.' : 'No node has such a name.';
    }
  }

  legend() {
    const item = (kind, text) => element('li', {}, element('span', { class: `swatch ${kind}` }), text);
    const items =
      this.metric === 'state'
        ? STATES.map((state) => item(state, state))
        : [
            ...Array.from({ length: STEPS }, (_, i) => item(`heat-${i}`, `${i * 20}–${(i + 1) * 20} %`)),
            item('unknown-swatch', 'not known'),
            item('stale', 'bar: stale'),
            item('silent', 'bar: silent; cross: switched off'),
          ];
    replace(byId('legend'), ...items);
  }
}
