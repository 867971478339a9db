// A list of choices above or below a field: the command picker, suggestions, select menus.
import { h, uid, fill } from './dom.js';

/**
 * The list belongs to an input or button (the owner), which keeps the focus; arrow keys move the
 * active choice. items: {label, detail, lead, group, selected, value}.
 */
export class Listbox {
  constructor(owner, host, { label, under = false, onpick }) {
    this.owner = owner;
    this.under = under;
    this.onpick = onpick;
    this.items = [];
    this.at = -1;
    this.about = h('div', { class: 'about', hidden: true });
    this.list = h('div', { role: 'listbox', id: uid('list'), 'aria-label': label });
    this.extra = h('div');
    this.pop = h('div', { class: under ? 'pop under' : 'pop', hidden: true, onmousedown: (e) => e.preventDefault() },
      this.about, this.list, this.extra);
    host.append(this.pop);
    owner.setAttribute('aria-controls', this.list.id);
    owner.setAttribute('aria-expanded', 'false');
    owner.setAttribute('aria-autocomplete', 'list');
  }

  get open() { return !this.pop.hidden; }

  /** Shows items; about is a node or text above them. Nothing to show closes the list. */
  show(items, { about = null, active = 0, multiple = false } = {}) {
    this.items = items;
    fill(this.about, about);
    this.about.hidden = !about;
    this.list.toggleAttribute('aria-multiselectable', multiple);
    fill(this.list, items.map((item, i) => h('div', {
      role: 'option', id: `${this.list.id}-${i}`, 'aria-selected': String(Boolean(item.selected)),
      onclick: () => this.pick(i), onmousemove: () => this.at !== i && this.move(i, false),
    }, item.lead, h('span', {}, item.label, item.detail && h('small', {}, item.detail)))));
    this.pop.hidden = !items.length && !about;
    this.owner.setAttribute('aria-expanded', String(this.open));
    this.fit();
    this.move(Math.min(active, items.length - 1));
  }

  /** A list below its owner goes above it where there is no room. */
  fit() {
    if (!this.under || !this.open) return;
    this.pop.classList.add('under');
    const room = this.pop.closest('.log')?.getBoundingClientRect().bottom ?? innerHeight;
    this.pop.classList.toggle('under', this.pop.getBoundingClientRect().bottom < room);
  }

  move(to, scroll = true) {
    this.list.children[this.at]?.classList.remove('on');
    this.at = to;
    const on = this.list.children[to];
    if (!on) return this.owner.removeAttribute('aria-activedescendant');
    on.classList.add('on');
    if (scroll) on.scrollIntoView({ block: 'nearest' });
    this.owner.setAttribute('aria-activedescendant', on.id);
  }

  pick(i = this.at) {
    const item = this.items[i];
    if (item) this.onpick(item);
    return Boolean(item);
  }

  close() {
    this.pop.hidden = true;
    this.items = [];
    this.at = -1;
    this.owner.setAttribute('aria-expanded', 'false');
    this.owner.removeAttribute('aria-activedescendant');
  }

  /** Arrow keys; returns whether the key was for the list. */
  key(event) {
    const n = this.items.length;
    if (!this.open || !n) return false;
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 }[event.key];
    if (to === undefined) return false;
    event.preventDefault();
    const wraps = event.key.startsWith('Arrow');
    this.move(wraps ? (Math.max(to, this.at < 0 ? -1 : to) + n) % n : Math.max(0, Math.min(n - 1, to)));
    return true;
  }

  remove() { this.pop.remove(); }
}
