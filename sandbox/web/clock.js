// The clock in the top bar, and the buttons that move it.
import { h, icon, fill } from './dom.js';
import { post } from './api.js';
import { clockText, refresh, setTime } from './time.js';
import { toast } from './toast.js';

const STEPS = [['1h', 'hour'], ['1d', 'day'], ['4d', 'days'], ['14d', 'days']];

export class Clock {
  /** onmove runs after the clock has been moved. */
  constructor(host, onmove) {
    this.onmove = onmove;
    this.text = h('b', { 'data-clock': '' });
    this.state = h('span', { class: 'sr', role: 'status' });
    this.spin = h('span', { class: 'spin', hidden: true });
    this.own = h('input', { class: 'input', 'aria-label': 'Move the clock by', placeholder: '2d6h', title: 'Such as 30m, 6h, 2d or 1d12h' });
    this.buttons = STEPS.map(([by, unit]) => h('button', {
      class: 'button', type: 'button', 'data-advance': by, 'aria-label': `Move the clock ahead by ${parseInt(by, 10)} ${unit}`, onclick: () => this.move(by),
    }, `+${parseInt(by, 10)}`, h('span', { class: 'long' }, ` ${unit}`), h('span', { class: 'short' }, unit[0])));
    const go = h('button', { class: 'button', type: 'submit' }, 'Move');
    const form = h('form', {}, this.own, go);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.own.value.trim()) this.move(this.own.value.trim());
      else this.own.focus();
    });
    this.buttons.push(go);
    fill(host, h('div', { class: 'now' }, icon('clock'), h('span', {}, 'Sandbox time:'), this.text, this.spin, this.state),
      h('div', { class: 'moves' }, this.buttons.slice(0, -1), form));
    setInterval(() => this.tick(), 1000);
  }

  /** Takes the clock's state from the control API. */
  set(state) {
    setTime(state);
    this.busy(this.moving || state.moving);
    this.tick();
  }

  tick() {
    const text = clockText();
    if (this.text.textContent !== text) this.text.textContent = text;
    refresh();
  }

  busy(on) {
    this.spin.hidden = !on;
    for (const button of this.buttons) button.disabled = on;
    const text = on ? 'The clock is moving.' : '';
    if (this.state.textContent !== text) this.state.textContent = text;
  }

  async move(by) {
    this.moving = true;
    this.busy(true);
    const back = document.activeElement;
    try {
      const state = await post('clock', { advance: by });
      this.moving = false;
      this.own.value = '';
      this.set(state);
      this.onmove(by);
      toast(`It is now ${clockText()} in the sandbox.`, 'info');
    } catch (error) {
      toast(error.message);
    } finally {
      this.moving = false;
      this.busy(false);
      if (back?.isConnected && document.activeElement === document.body) back.focus();
    }
  }
}
