// Short notices at the bottom of the page: what could not be done, in a sentence.
import { h, icon, fill } from './dom.js';

/** Shows a notice in place of the one before; kind is 'error' or 'info'. Errors stay until dismissed or 8 seconds. */
export function toast(text, kind = 'error') {
  const box = document.getElementById('toasts');
  const note = h('div', { class: `toast ${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    h('span', {}, text),
    h('button', { class: 'plain', 'aria-label': 'Dismiss', onclick: () => note.remove() }, icon('close')));
  fill(box, note);
  // The top layer puts it above an open form.
  box.hidePopover();
  box.showPopover();
  setTimeout(() => note.remove(), kind === 'error' ? 8000 : 5000);
}
