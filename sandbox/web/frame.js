// Hosted pages (checkout, onboarding) opened over one person's screen, so that the other person's
// stays in sight.
import { h, icon, uid } from './dom.js';

/** Whether an address belongs to this sandbox and may be framed. */
export const hosted = (url) => {
  try {
    return new URL(url).origin === location.origin;
  } catch {
    return false;
  }
};

/** Whether a link goes to another hosted page. */
const leadsOn = (url) => hosted(url) && /^\/(pay|saved|onboard)\//.test(new URL(url).pathname);

/** Opens url over a pane; titles it; onclose runs when the person closes it. */
export function openFrame(pane, url, title, onclose) {
  pane.querySelector('.frame')?.remove();
  const back = document.activeElement;
  const id = uid('frame');
  const page = h('iframe', { src: url, title, referrerpolicy: 'no-referrer' });
  const close = () => {
    box.remove();
    if (back?.isConnected) back.focus();
    onclose();
  };
  const button = h('button', { class: 'button', type: 'button', onclick: close }, icon('close'), 'Close');
  const box = h('section', { class: 'frame', role: 'dialog', 'aria-labelledby': id },
    h('header', {}, h('h2', { id }, title),
      h('a', { class: 'button', href: url, target: '_blank', rel: 'noopener' }, 'New tab', icon('link')), button),
    page);
  const escape = (event) => event.key === 'Escape' && close();
  box.addEventListener('keydown', escape);
  page.addEventListener('load', () => {
    const inside = page.contentDocument;
    // Back at the bot's own address, or out of the sandbox: the hosted pages are done.
    if (!inside || inside.URL !== 'about:blank' && !leadsOn(inside.URL)) return close();
    inside.addEventListener('keydown', escape);
    // "Go back to Discord" leads out of the hosted pages: here that is the chat underneath.
    inside.addEventListener('click', (event) => {
      const link = event.target.closest('a[href]');
      if (!link || leadsOn(link.href)) return;
      event.preventDefault();
      close();
    });
    if (inside.title) box.querySelector('h2').textContent = inside.title;
  });
  pane.append(box);
  page.focus();
  return box;
}

/** Opens any link of a message: framed if it is the sandbox's own, else in a new tab. */
export function openLink(pane, url, title, onclose) {
  if (hosted(url)) openFrame(pane, url, title, onclose);
  else window.open(url, '_blank', 'noopener,noreferrer');
}
