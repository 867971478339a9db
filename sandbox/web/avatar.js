// A person's mark: initials on a colour of their own, or the till for the bot.
import { h } from './dom.js';

export const nameOf = (user) => user.global_name || user.username;

export function avatar(user, size = '') {
  if (user.bot) {
    return h('span', { class: `avatar ${size}`, 'aria-hidden': 'true' }, h('img', { src: '/web/mark.svg', alt: '' }));
  }
  let hue = 0;
  for (const c of user.username ?? '') hue = (hue * 5 + c.codePointAt(0)) % 5039;
  hue %= 6;
  const initials = nameOf(user).split(/[\s_.-]+/).map((word) => [...word][0]).slice(0, 2).join('').toUpperCase();
  return h('span', { class: `avatar hue${hue} ${size}`, 'aria-hidden': 'true' }, initials || '?');
}
