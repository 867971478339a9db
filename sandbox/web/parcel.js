// A parcel under the hood: where it is, and buttons that have its carrier scan it.
import { h } from './dom.js';
import { post, tried } from './api.js';
import { sentText } from './time.js';

const SCANS = [
  ['pre_transit', 'Label made'], ['in_transit', 'On its way'], ['out_for_delivery', 'Out for delivery'], ['delivered', 'Delivered'],
  ['available_for_pickup', 'Ready for pickup'], ['return_to_sender', 'Going back'], ['failure', 'Cannot be delivered'],
  ['cancelled', 'Label cancelled'], ['error', 'Carrier does not answer'], ['unknown', 'Carrier knows nothing'],
];
const words = new Map(SCANS);

/** One parcel, the newest scan first. */
export function parcel(p) {
  const last = p.scans.at(-1);
  const status = h('select', { class: 'input', 'aria-label': `Next scan of ${p.number}` }, SCANS.map(([name, text]) => h('option', { value: name }, text)));
  status.value = next(p.status);
  const scan = h('button', { class: 'button', type: 'button', onclick: () => tried(() => post('scan', { number: p.number, status: status.value })) }, 'Scan it now');
  const go = h('button', { class: 'plain', type: 'button', onclick: () => tried(() => post('travel', { number: p.number })) }, 'Let it travel by itself');
  return h('div', { class: 'pay parcel' }, h('span', {}, `${p.carrier || 'Parcel'} ${p.number}`), h('b', {}, words.get(p.status) ?? p.status),
    h('small', {}, last ? `${last.message}${last.place ? ` · ${last.place}` : ''} · ${sentText(Date.parse(last.at))}` : 'No scan yet'),
    p.next ? h('small', {}, 'It travels by itself as time moves: press +1 day.') : null,
    h('div', { class: 'pair' }, status, scan), p.next || p.status === 'delivered' ? null : go);
}

function next(status) {
  const way = ['pre_transit', 'in_transit', 'out_for_delivery', 'delivered'];
  return way[Math.min(way.indexOf(status) + 1, way.length - 1)];
}
