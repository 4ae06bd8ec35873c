// Elements and numbers. Text is only ever set as text, never as markup.
export const byId = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = name.startsWith('svg:')
    ? document.createElementNS('http://www.w3.org/2000/svg', name.slice(4))
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function replace(parent, ...children) {
  parent.replaceChildren(...children);
}

export const cores = (milliCpu) => (milliCpu / 1000).toFixed(1);

export function bytes(amount) {
  const gib = amount / 2 ** 30;
  return gib >= 1024 ? `${(gib / 1024).toFixed(1)} TiB` : `${gib.toFixed(1)} GiB`;
}

export const percent = (part, whole) => (whole > 0 ? (100 * part) / whole : 0);

export const shown = (share) => `${share.toFixed(1)} %`;

export const clock = (time) => time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
