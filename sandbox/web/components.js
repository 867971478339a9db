// Buttons, selects and the layout parts of a message.
import { h, icon } from './dom.js';
import { avatar, nameOf } from './avatar.js';
import { bar, picture, fileCard } from './embed.js';
import { Listbox } from './listbox.js';
import { markdown } from './markdown.js';
import { toast } from './toast.js';

const STYLES = { 1: 'primary', 2: '', 3: 'success', 4: 'danger', 5: '' };
const emoji = (e) => (e?.name ? `${e.id ? `:${e.name}:` : e.name} ` : null);

/**
 * Renders components. use: {context, people, tap(component, button), choose(component, values),
 * open(url, title)}.
 */
export function components(list, use) {
  return list.map((component) => part(component, use));
}

function part(c, use) {
  switch (c.type) {
    case 1: return h('div', { class: 'rows' }, c.components?.map((child) => part(child, use)));
    case 2: return button(c, use);
    case 3: case 5: case 6: case 7: case 8: return select(c, use);
    case 9: return h('div', { class: 'section' },
      h('div', { class: 'texts' }, components(c.components ?? [], use)), c.accessory && part(c.accessory, use));
    case 10: return h('div', { class: 'rich' }, markdown(c.content ?? '', use.context));
    case 11: return picture(c.media?.url, 'media thumb', c.description ?? '');
    case 12: return h('div', { class: 'gallery' }, c.items?.map((item) => picture(item.media?.url, 'media', item.description || 'Picture')));
    case 13: return fileCard(c.name || 'file', c.file?.url, c.size);
    case 14: return h('hr', { class: c.divider === false ? 'rule bare' : 'rule' });
    case 17: return bar(h('div', { class: 'box' }, components(c.components ?? [], use)), c.accent_color);
    default: return null;
  }
}

function button(c, use) {
  const label = [emoji(c.emoji), c.label];
  if (c.style === 5) {
    return h('button', {
      class: 'button', type: 'button', disabled: c.disabled, onclick: () => use.open(c.url, c.label),
    }, label, icon('link'));
  }
  return h('button', {
    class: `button ${STYLES[c.style] ?? ''}`, type: 'button', disabled: c.disabled,
    onclick: (event) => use.tap(c, event.currentTarget),
  }, label);
}

/** The choices of a select, as list items with the value that is sent. */
export function choicesOf(c, people, chosen) {
  if (c.options?.length || c.type === 3) {
    return (c.options ?? []).map((o) => ({
      label: [emoji(o.emoji), o.label], detail: o.description, value: o.value, plain: o.label, selected: chosen.has(o.value),
    }));
  }
  return people.map((user) => ({
    label: nameOf(user), lead: avatar(user, 'small'), value: user.username, plain: nameOf(user), selected: chosen.has(user.username),
  }));
}

function select(c, use) {
  const chosen = new Set((c.options ?? []).filter((o) => o.default).map((o) => o.value));
  const most = c.max_values ?? 1;
  const least = c.min_values ?? 1;
  const placeholder = c.placeholder || 'Make a selection';
  const text = h('span');
  const owner = h('button', { type: 'button', role: 'combobox', 'aria-haspopup': 'listbox', 'aria-label': placeholder, disabled: c.disabled },
    text, icon('down'));
  const box = h('div', { class: 'select' }, owner);
  const items = () => choicesOf(c, use.people(), chosen);
  const write = () => { text.textContent = items().filter((i) => i.selected).map((i) => i.plain).join(', ') || placeholder; };
  const send = () => {
    if (chosen.size < least) return toast(`Choose at least ${least}.`);
    list.close();
    // The sandbox finds an option by its label, a person by name.
    use.choose(c, items().filter((i) => i.selected).map((i) => (c.type === 3 ? i.plain : i.value)));
  };
  const list = new Listbox(owner, box, {
    label: placeholder, under: true,
    onpick: (item) => {
      if (most === 1) {
        chosen.clear();
        chosen.add(item.value);
        write();
        return send();
      }
      if (!chosen.delete(item.value) && chosen.size < most) chosen.add(item.value);
      write();
      show(list.at);
    },
  });
  const show = (active = 0) => list.show(items(), { active, multiple: most > 1 });
  if (most > 1) list.extra.append(h('div', { class: 'apply' }, h('button', { class: 'button primary', type: 'button', onclick: send }, 'Apply')));
  owner.addEventListener('click', () => (list.open ? list.close() : show()));
  owner.addEventListener('blur', (event) => box.contains(event.relatedTarget) || list.close());
  owner.addEventListener('keydown', (event) => {
    if (list.key(event)) return;
    if (event.key === 'Escape' && list.open) {
      event.stopPropagation();
      list.close();
    } else if (list.open && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      list.pick();
    } else if (list.open && event.key === 'Tab' && most > 1) {
      event.preventDefault();
      list.extra.querySelector('button').focus();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      show();
    }
  });
  write();
  return box;
}
