// The menu that a right click, a long press or the keyboard's menu key opens.
import { h } from './dom.js';

let close = () => {};

/** Opens a menu at a point. entries: {label, run} or {group}. */
export function openMenu(x, y, entries, label) {
  close();
  const back = document.activeElement;
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label },
    entries.map((entry) => (entry.group
      ? h('div', { class: 'group', role: 'presentation' }, entry.group)
      : h('button', { role: 'menuitem', tabindex: '-1', onclick: () => { close(); entry.run(); } }, entry.label))));
  document.body.append(menu);
  menu.style.left = `${Math.max(6, Math.min(x, innerWidth - menu.offsetWidth - 6))}px`;
  menu.style.top = `${Math.max(6, Math.min(y, innerHeight - menu.offsetHeight - 6))}px`;
  const buttons = [...menu.querySelectorAll('button')];
  buttons[0]?.focus();

  const outside = (event) => menu.contains(event.target) || close(false);
  close = (refocus = true) => {
    close = () => {};
    menu.remove();
    document.removeEventListener('pointerdown', outside, true);
    if (refocus && back?.isConnected) back.focus();
  };
  document.addEventListener('pointerdown', outside, true);
  menu.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) buttons.at(to % buttons.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Lets an element open a menu by right click, the menu key and a long press. */
export function hasMenu(element, entries, label) {
  element.addEventListener('contextmenu', (event) => {
    if (event.target.closest('input, textarea, a[href]')) return;
    event.preventDefault();
    event.stopPropagation();
    let { clientX: x, clientY: y } = event;
    if (!x && !y) ({ left: x, bottom: y } = document.activeElement.getBoundingClientRect());
    openMenu(x, y, entries(), label);
  });
  // Some touch browsers send no contextmenu event.
  let press = 0;
  element.addEventListener('touchstart', (event) => {
    const { clientX, clientY } = event.touches[0];
    press = setTimeout(() => document.querySelector('.menu') || openMenu(clientX, clientY, entries(), label), 550);
  }, { passive: true });
  for (const kind of ['touchend', 'touchmove', 'touchcancel']) {
    element.addEventListener(kind, () => clearTimeout(press), { passive: true });
  }
}
