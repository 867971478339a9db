// The form that the bot opens for a person.
import { h, icon, uid, fill } from './dom.js';
import { avatar, nameOf } from './avatar.js';
import { choicesOf } from './components.js';
import { markdown } from './markdown.js';

const PARAGRAPH = 2;
const STRING_SELECT = 3;
const TEXT = 4;
const DISPLAY = 10;

/**
 * Shows a form. use: {user, app, people(), context, submit(fields) → error sentence or "", close()}.
 * Resolves nothing: the form closes when the sandbox says that it is gone.
 */
export function openModal(modal, use) {
  const fields = modal.fields.map((field) => (field.kind === DISPLAY ? text(field, use) : field.kind === TEXT ? input(field) : choice(field, use)));
  const title = uid('title');
  const problem = h('p', { class: 'error', role: 'alert' });
  const submit = h('button', { class: 'button primary', type: 'submit' }, 'Submit');
  const dismiss = () => {
    dialog.close();
    use.close();
  };
  const form = h('form', { novalidate: true },
    h('header', {}, avatar(use.app), h('h2', { id: title }, modal.title),
      h('button', { class: 'plain', type: 'button', 'aria-label': 'Close', onclick: dismiss }, icon('close'))),
    h('div', { class: 'as' }, avatar(use.user, 'small'), `${nameOf(use.user)} fills this in`),
    h('div', { class: 'fields' }, fields.map((f) => f.element), problem),
    h('footer', {}, h('button', { class: 'button', type: 'button', onclick: dismiss }, 'Cancel'), submit));
  const dialog = h('dialog', { class: 'form', 'aria-labelledby': title, 'data-modal': use.user.username }, form);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    dismiss();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const wrong = fields.filter((f) => f.check && f.check());
    if (wrong.length) return wrong[0].focus();
    const values = {};
    for (const f of fields) if (f.id) values[f.id] = f.value();
    submit.disabled = true;
    submit.setAttribute('aria-busy', 'true');
    fill(problem, await use.submit(values));
    submit.disabled = false;
    submit.removeAttribute('aria-busy');
  });
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
  fields.find((f) => f.focus)?.focus();
  return dialog;
}

function text(field, use) {
  return { element: h('div', { class: 'rich' }, markdown(field.value || field.label || '', use.context)) };
}

const star = (field) => field.required && h('span', { class: 'need', 'aria-hidden': 'true' }, ' *');

function input(field) {
  const id = uid('field');
  const error = h('div', { class: 'error', id: `${id}-error`, role: 'alert' });
  const count = h('span', { class: 'count', 'aria-hidden': 'true' });
  const box = h(field.style === PARAGRAPH ? 'textarea' : 'input', {
    id, class: 'input', value: field.value ?? '', placeholder: field.placeholder, maxlength: field.max || 4000,
    name: field.custom_id, 'aria-required': String(field.required), autocomplete: 'off',
    'aria-describedby': [field.description && `${id}-help`, error.id].filter(Boolean).join(' '),
  });
  const write = () => { count.textContent = field.max ? `${[...box.value].length}/${field.max}` : ''; };
  box.addEventListener('input', () => {
    write();
    if (box.getAttribute('aria-invalid')) check();
  });
  const check = () => {
    const length = [...box.value].length;
    let sentence = '';
    if (field.required && !box.value.trim()) sentence = 'This field is required.';
    else if (box.value && field.min && length < field.min) sentence = `Write at least ${field.min} characters.`;
    else if (field.max && length > field.max) sentence = `Write at most ${field.max} characters.`;
    fill(error, sentence);
    if (sentence) box.setAttribute('aria-invalid', 'true');
    else box.removeAttribute('aria-invalid');
    return Boolean(sentence);
  };
  write();
  return {
    id: field.label || field.custom_id, value: () => box.value, check, focus: () => box.focus(),
    element: h('div', {}, count, h('label', { for: id }, field.label, star(field)),
      field.description && h('div', { class: 'help', id: `${id}-help` }, field.description), box, error),
  };
}

function choice(field, use) {
  const id = uid('field');
  const error = h('div', { class: 'error', id: `${id}-error`, role: 'alert' });
  const preset = new Set((field.options ?? []).filter((o) => o.default).map((o) => o.value));
  const items = choicesOf({ type: field.kind, options: field.options }, use.people(), preset);
  // The sandbox finds an option by its label, a person by name.
  const sent = (item) => (field.kind === STRING_SELECT ? item.plain : item.value);
  const most = field.max || 1;
  const least = field.required ? field.min || 1 : 0;
  const help = field.description && h('div', { class: 'help', id: `${id}-help` }, field.description);
  let chosen;
  let control;
  if (most === 1) {
    control = h('select', { id, class: 'input', name: field.custom_id, 'aria-required': String(field.required), 'aria-describedby': error.id },
      h('option', { value: '' }, field.placeholder || 'Make a selection'),
      items.map((item) => h('option', { value: sent(item), selected: item.selected },
        item.detail ? `${item.plain} (${item.detail})` : item.plain)));
    chosen = () => (control.value ? [control.value] : []);
  } else {
    control = h('div', {}, items.map((item) => h('label', { class: 'tick' },
      h('input', { type: 'checkbox', value: sent(item), checked: item.selected }), item.label)));
    chosen = () => [...control.querySelectorAll('input:checked')].map((box) => box.value);
  }
  const check = () => {
    const n = chosen().length;
    const sentence = n < least ? (least === 1 ? 'Choose one.' : `Choose at least ${least}.`) : n > most ? `Choose at most ${most}.` : '';
    fill(error, sentence);
    return Boolean(sentence);
  };
  const parts = [help, control, error];
  return {
    id: field.label || field.custom_id, value: () => chosen().join('; '), check, focus: () => (control.querySelector('input') ?? control).focus(),
    element: most === 1
      ? h('div', {}, h('label', { for: id }, field.label, star(field)), parts)
      : h('fieldset', {}, h('legend', {}, field.label, star(field)), parts),
  };
}
