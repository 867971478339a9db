// What to try: the whole sale in eight steps, for somebody who sees the page for the first time.
import { h, icon, fill } from './dom.js';

const KEY = 'till-guide';

const given = (name) => (word, body) => word === 'command' && body.words[0] === name;

/**
 * Each step: who does it, what it says, optionally a command that its button begins, and which act
 * (a word of the control API with its body) completes it.
 */
const STEPS = [
  { who: 'seller', title: 'Become a seller', text: 'As Seller, give /sell: name the shop and its country, then open the page at Stripe from the answer. Made-up details do.', command: '/sell', done: given('/sell') },
  { who: 'buyer', title: 'Ask a question', text: 'As Buyer, ask the shop about a mug with /ask. It arrives at Seller, who can answer.', command: '/ask', values: { question: 'Is the mug blue on the inside, too?' }, done: given('/ask') },
  { who: 'seller', title: 'Request a payment', text: 'As Seller, send the request: /request to Buyer, an item and a price.', command: '/request', values: { buyer: '@buyer', item: 'Mug, blue, 350 ml', price: '25.00' }, done: given('/request') },
  { who: 'buyer', title: 'Pay', text: 'As Buyer, press Pay on the card and use a test card. The page also has cards that fail.', done: (word, body) => word === 'tap' && body.label?.startsWith('Pay') },
  { who: 'seller', title: 'Mark as shipped', text: 'As Seller, press Mark as shipped under the paid order and give a tracking number such as 1Z999AA10123456784.', done: (word, body) => word === 'fill' && Object.keys(body.fields).some((name) => /tracking|number/i.test(name)) },
  { who: null, title: 'Watch the parcel', text: 'Press +1 day, three times: the parcel travels, and both cards follow it. Under the hood has it lost, late or sent back instead.', done: (word) => word === 'clock' || word === 'scan' },
  { who: null, title: 'Move the clock', text: 'Press +14 days in the top bar. Everything that falls due on the way happens in its turn, the payout too.', done: (word) => word === 'clock' },
  { who: 'seller', title: 'See the payout', text: 'As Seller, give /payouts. Under the hood shows the same money at Stripe.', command: '/payouts', done: given('/payouts') },
];

export class Guide {
  /** begin(person, command, values) puts a command into that person's line. */
  constructor(host, button, begin, onopen) {
    this.onopen = onopen;
    this.host = host;
    this.button = button;
    this.done = new Set(this.read().done ?? []);
    this.items = [];
    const list = h('ol', {}, STEPS.map((step, i) => {
      const tick = h('input', { type: 'checkbox', class: 'sr', checked: this.done.has(i), 'aria-label': `Done: ${step.title}` });
      const item = this.items[i] = h('li', { class: this.done.has(i) ? 'done' : null }, tick, h('b', {}, step.title), h('div', {}, step.text),
        step.command && h('button', {
          class: 'button', type: 'button', onclick: () => {
            if (matchMedia('(max-width: 1180px)').matches) this.toggle(false);
            begin(step.who, step.command, step.values);
          },
        }, `Start ${step.command}`));
      tick.addEventListener('change', () => this.mark(i, tick.checked));
      return item;
    }));
    fill(host,
      h('header', {}, h('h2', {}, 'What to try'),
        h('button', { class: 'plain', type: 'button', 'aria-label': 'Close the guide', onclick: () => this.toggle(false) }, icon('close'))),
      h('p', {}, 'You play both sides. The bot is the real one; only the chat service, Stripe and the carriers are imitated here. No real money moves.'),
      list,
      h('p', {}, 'Type / in a message line for all commands. Right-click a message or a name for more.'));
    button.addEventListener('click', () => this.toggle(host.hidden));
    this.toggle(this.read().open ?? !matchMedia('(max-width: 1180px)').matches, false);
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  }

  save() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ open: !this.host.hidden, done: [...this.done] }));
    } catch {
      // Not kept, then.
    }
  }

  /** Hears of an act, and ticks the step that it completes. */
  saw(person, word, body) {
    STEPS.forEach((step, i) => {
      if ((step.who === person || !step.who) && !this.done.has(i) && step.done(word, body)) this.mark(i, true);
    });
  }

  mark(i, on) {
    if (on) this.done.add(i);
    else this.done.delete(i);
    this.items[i].querySelector('input').checked = on;
    this.items[i].classList.toggle('done', on);
    this.save();
  }

  toggle(open, save = true) {
    this.host.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    if (open && save) this.onopen();
    if (save) this.save();
    if (!open && save) this.button.focus();
  }
}
