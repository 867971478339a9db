// Under the hood: Stripe's balances and payments, and faults to rehearse bad days with.
import { h, icon, fill, debounce } from './dom.js';
import { get, post, tried } from './api.js';
import { sentText } from './time.js';
import { toast } from './toast.js';
import { parcel } from './parcel.js';
import { ofPayment, ofAccount, disputeRow } from './bank.js';

const CALLS = [
  ['500', 'Calls fail before the act'], ['500-after', 'Calls fail after the act'], ['429', 'Calls are told to slow down'],
  ['drop', 'Connections are cut before the act'], ['drop-after', 'Connections are cut after the act'],
];
const FAULTS = {
  discord: [...CALLS, ['429-html', 'Slow down, without JSON'], ['closed-dm', 'Direct messages are refused'], ['dm-too-fast', 'New DMs are refused'],
    ['duplicate', 'Events come twice'], ['reconnect', 'Asks to reconnect'], ['invalid-session', 'Ends the session'], ['close-4000', 'Cuts the connection']],
  stripe: [...CALLS, ['delay', 'One answer takes so many seconds'], ['lose-webhook', 'Webhooks get lost'], ['duplicate-webhook', 'Webhooks come twice'],
    ['reorder-webhooks', 'Webhooks come out of order'], ['refund-fails-late', 'Refunds fail days later'], ['payout-fails', 'Bank payouts fail']],
  carrier: [...CALLS, ['lose-webhook', 'Webhooks get lost'], ['duplicate-webhook', 'Webhooks come twice'], ['reorder-webhooks', 'Webhooks come out of order']],
};

export class Hood {
  /** onopen runs when the panel opens, to make room. */
  constructor(host, button, onopen) {
    this.onopen = onopen;
    this.host = host;
    this.button = button;
    this.money = h('div');
    this.payments = h('div');
    this.disputes = h('section', { hidden: true });
    this.parcels = h('div');
    fill(host,
      h('header', {}, h('h2', {}, 'Under the hood'),
        h('button', { class: 'plain', type: 'button', 'aria-label': 'Close under the hood', onclick: () => this.toggle(false) }, icon('close'))),
      h('section', {}, h('h3', {}, 'Money at Stripe'), this.money),
      h('section', {}, h('h3', {}, 'Parcels'), this.parcels),
      h('section', {}, h('h3', {}, 'Checkouts'), this.payments),
      this.disputes,
      h('section', {}, h('h3', {}, 'Bad days'), this.faults()));
    this.refresh = debounce(() => this.load(), 120);
    button.addEventListener('click', () => this.toggle(host.hidden));
  }

  toggle(open) {
    this.host.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    if (open) {
      this.onopen();
      this.load();
    } else {
      this.button.focus();
    }
  }

  changed() {
    if (!this.host.hidden) this.refresh();
  }

  async load() {
    const [books, way] = await Promise.all([tried(() => get('books')), tried(() => get('parcels'))]);
    if (!books || !way) return;
    fill(this.parcels, way.parcels.length ? way.parcels.slice(0, 8).map(parcel)
      : h('p', {}, 'None yet. One is on its way when the seller marks an order as shipped with a tracking number.'));
    fill(this.money, (books.accounts ?? []).map((account) => this.account(account)));
    const sessions = books.sessions ?? [];
    const disputes = books.disputes ?? [];
    this.disputes.hidden = !disputes.length;
    fill(this.disputes, h('h3', {}, 'Disputes'), disputes.slice(0, 8).map(disputeRow));
    fill(this.payments, sessions.length ? sessions.slice(0, 8).map((s) => this.session(s)) : h('p', {}, 'None yet. A checkout begins when the buyer presses Pay.'));
  }

  account(a) {
    const state = a.platform ? 'Money held for orders' : a.payouts_enabled ? 'Payouts set up' : a.details_submitted ? 'Being checked' : 'Onboarding not finished';
    const rows = (a.balances ?? []).map((b) => [
      h('tr', {}, h('th', { scope: 'row' }, 'Available'), h('td', {}, b.available_text)),
      h('tr', {}, h('th', { scope: 'row' }, 'Pending'), h('td', {}, b.pending_text)),
    ]);
    return h('div', { class: 'account' }, h('b', {}, a.platform ? 'Platform' : "Seller's account"), ` · ${state}`,
      rows.length ? h('table', {}, h('tbody', {}, rows)) : h('p', {}, 'No money yet.'),
      a.payouts?.length ? h('table', {}, h('tbody', {}, a.payouts.slice(0, 4).map((p) =>
        h('tr', {}, h('th', { scope: 'row' }, `To bank, ${p.status.replace('_', ' ')}`), h('td', {}, p.amount))))) : null,
      !a.platform && a.details_submitted ? ofAccount(a) : null);
  }

  session(s) {
    const paid = s.payment_status === 'paid';
    const state = s.status === 'complete' ? (paid ? 'paid' : 'processing') : s.status;
    return h('div', { class: 'pay' }, h('span', {}, (s.lines ?? []).join(', ') || s.id), h('b', {}, s.total_text),
      h('small', {}, `${state} · ${sentText(Date.parse(s.created))}`),
      s.charge && paid ? ofPayment(s) : null);
  }

  faults() {
    const service = h('select', { class: 'input', 'aria-label': 'Service' },
      h('option', { value: 'discord' }, 'Chat'), h('option', { value: 'stripe' }, 'Stripe'), h('option', { value: 'carrier' }, 'Carrier'));
    const kind = h('select', { class: 'input', 'aria-label': 'What goes wrong' });
    const times = h('input', { class: 'input', type: 'number', min: '1', max: '1000', value: '1', 'aria-label': 'How many times' });
    const offer = () => fill(kind, FAULTS[service.value].map(([name, text]) => h('option', { value: name }, text)));
    service.addEventListener('change', offer);
    offer();
    const form = h('form', {}, h('p', {}, 'The next calls or events go wrong. The bot must cope.'),
      h('div', { class: 'pair' }, service, times), kind, h('button', { class: 'button', type: 'submit' }, 'Let it go wrong'));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const ok = await tried(() => post('faults', { service: service.value, kind: kind.value, n: Number(times.value) || 1 }));
      if (ok) toast(`From now: ${kind.selectedOptions[0].text}.`, 'info');
    });
    return form;
  }
}
