// What the banks and Stripe do under the hood: menus of acts for a payment, a dispute and an account.
import { h } from './dom.js';
import { post, tried } from './api.js';
import { toast } from './toast.js';

/** A menu whose choice is done at once. Each act is [label, call, body, what has happened]. */
function menu(title, acts) {
  const select = h('select', { class: 'input', 'aria-label': title }, h('option', { value: '' }, title), acts.map(([label], i) => h('option', { value: i }, label)));
  select.addEventListener('change', async () => {
    const [, path, body, happened] = acts[select.value];
    select.value = '';
    select.disabled = true;
    if (await tried(() => post(path, body))) toast(happened, 'info');
    select.disabled = false;
  });
  return select;
}

/** What the buyer's bank can do about a payment. */
export function ofPayment({ charge, refunded }) {
  return menu("The buyer's bank…", [
    ['charges it back', 'dispute', { charge }, "The buyer's bank has charged it back."],
    ['asks about it', 'dispute', { charge, inquiry: true }, "The buyer's bank asks about it. No money was taken."],
    ['warns of fraud', 'fraud-warning', { charge }, "The buyer's bank has warned of fraud."],
    ...(refunded ? [['returns the refund', 'refund-fails', { charge }, "The buyer's bank has returned the refund."]] : []),
  ]);
}

/** What can happen to a seller's account. */
export function ofAccount({ id: account, transfers, payouts }) {
  const lost = transfers !== 'active';
  return menu('What happens…', [
    ['The balance goes to the bank', 'seller-balance-to-bank', { account }, 'The balance is on its way to the bank.'],
    ...(payouts?.some((p) => p.status !== 'failed') ? [['The bank returns the last payout', 'bank-payout-fails', { account }, 'The bank has returned the payout.']] : []),
    lost ? ['Stripe allows transfers again', 'capability', { account, name: 'transfers', do: 'regain' }, 'The account can be paid again.']
      : ['Stripe stops transfers to it', 'capability', { account, name: 'transfers', do: 'lose' }, 'The account cannot be paid for now.'],
  ]);
}

/** A dispute, with how it can go on. */
export function disputeRow({ id: dispute, amount, status, reason, inquiry, open }) {
  const end = (outcome, label) => [label, 'dispute/end', { dispute, outcome }, 'The bank has decided.'];
  const acts = inquiry ? [['charges it back', 'dispute/escalate', { dispute }, "The buyer's bank has charged it back."], end('won', 'is satisfied')]
    : [end('won', 'decides for the seller'), end('partly', 'decides for both, by half'), end('lost', 'decides for the buyer')];
  return h('div', { class: 'pay' }, h('span', {}, reason.replaceAll('_', ' ')), h('b', {}, amount), h('small', {}, status.replaceAll('_', ' ')),
    open ? menu('The bank…', acts) : null);
}
