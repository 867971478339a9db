// Building the page without markup in strings: text from people and from the bot only ever
// becomes text nodes and attributes, never HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** h('button', {class: 'x', onclick: f, 'aria-label': 'Send'}, child, …) */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'selected') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  append(element, children);
  return element;
}

export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    parent.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces an element's content. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

let last = 0;
/** An id that no other element on the page has. */
export function uid(prefix = 'id') {
  return `${prefix}-${++last}`;
}

const ICONS = {
  send: 'M3 20l18-8L3 4v6l12 2-12 2z',
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
  close: 'M6.4 5L5 6.4 10.6 12 5 17.6 6.4 19 12 13.4 17.6 19 19 17.6 13.4 12 19 6.4 17.6 5 12 10.6z',
  more: 'M6 10a2 2 0 100 4 2 2 0 000-4zm6 0a2 2 0 100 4 2 2 0 000-4zm6 0a2 2 0 100 4 2 2 0 000-4z',
  reply: 'M10 9V5l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z',
  down: 'M7 9.5l5 5 5-5z',
  file: 'M6 2h9l5 5v15H6zM14 3.5V8h4.5z',
  link: 'M14 4h6v6h-2V7.4l-8.3 8.3-1.4-1.4L16.6 6H14zM5 6h5v2H7v9h9v-3h2v5H5z',
  clock: 'M12 2a10 10 0 100 20 10 10 0 000-20zm0 2a8 8 0 110 16 8 8 0 010-16zm-1 3v6l5 3 1-1.7-4-2.3V7z',
  theme: 'M12 3a9 9 0 100 18 9 9 0 000-18zm0 2v14a7 7 0 010-14z',
  guide: 'M12 2a10 10 0 100 20 10 10 0 000-20zm-1 15h2v2h-2zm1-12a4 4 0 014 4c0 2.6-3 2.8-3 6h-2c0-4 3-4 3-6a2 2 0 10-4 0H8a4 4 0 014-4z',
  hood: 'M4 4h16v4H4zm0 6h10v4H4zm0 6h16v4H4z',
  hash: 'M9 4l-.7 4H4v2h4l-.7 4H3v2h4l-.7 4h2l.7-4h4l-.7 4h2l.7-4h4v-2h-3.700l.7-4h4V8h-4l.7-4h-2L14 8h-4l.7-4zm.7 6h4l-.7 4H9z',
  eye: 'M12 5C6 5 2 12 2 12s4 7 10 7 10-7 10-7-4-7-10-7zm0 3a4 4 0 110 8 4 4 0 010-8z',
};

/** A small drawing beside a label; screen readers skip it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** Runs f once things have been quiet for a while; cancel() drops what waits. */
export function debounce(f, wait) {
  let timer = 0;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...args), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}
