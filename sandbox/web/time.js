// Business time on the page: the sandbox's clock, and instants written for the reader.
import { h } from './dom.js';

let base = Date.now();
let since = performance.now();
let still = false;

/** Takes the clock as the control API tells it: {now, frozen, moving}. */
export function setTime(clock) {
  base = Date.parse(clock.now);
  since = performance.now();
  still = clock.frozen || clock.moving;
  refresh();
}

/** The sandbox's now, in milliseconds. */
export function now() {
  return still ? base : base + performance.now() - since;
}

const format = (options) => new Intl.DateTimeFormat(undefined, options);
const STYLES = {
  t: format({ timeStyle: 'short' }),
  T: format({ timeStyle: 'medium' }),
  d: format({ dateStyle: 'short' }),
  D: format({ dateStyle: 'long' }),
  f: format({ dateStyle: 'long', timeStyle: 'short' }),
  F: format({ dateStyle: 'full', timeStyle: 'short' }),
};
const CLOCK = format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = format({ dateStyle: 'long' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' });
const UNITS = [['year', 31536000], ['month', 2629800], ['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];

/** "in 4 days", "2 hours ago". */
export function relative(ms) {
  const seconds = Math.round((ms - now()) / 1000);
  const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? UNITS.at(-1);
  return RELATIVE.format(Math.round(seconds / size), unit);
}

/** <t:seconds:style> as the reader's own time. */
export function timestamp(seconds, style = 'f') {
  const ms = seconds * 1000;
  if (Math.abs(ms) > 8.64e15) return `<t:${seconds}>`;
  return h('time', {
    class: 'stamp', datetime: new Date(ms).toISOString(), title: STYLES.F.format(ms),
    'data-relative': style === 'R' ? ms : null,
  }, style === 'R' ? relative(ms) : STYLES[style].format(ms));
}

export const clockText = () => CLOCK.format(now());
export const dayText = (ms) => DAY.format(ms);
export const shortTime = (ms) => STYLES.t.format(ms);

/** When a message was sent: the time today, else date and time. */
export function sentText(ms) {
  return DAY.format(ms) === DAY.format(now()) ? shortTime(ms) : `${STYLES.d.format(ms)} ${shortTime(ms)}`;
}

/** Brings every relative time on the page up to date. */
export function refresh() {
  for (const element of document.querySelectorAll('time[data-relative]')) {
    const text = relative(Number(element.dataset.relative));
    if (element.textContent !== text) element.textContent = text;
  }
}
