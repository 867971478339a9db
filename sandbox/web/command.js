// A slash command being filled in: its name and a chip for each option.
import { h, uid, fill, debounce } from './dom.js';
import { pack } from './api.js';
import { Listbox } from './listbox.js';
import { TYPE, complaint, parseTyped, suggestions } from './options.js';
import { toast } from './toast.js';

export class CommandLine {
  /**
   * command: an entry of slashCommands. use: {person, place(), people(), send(words, files),
   * leave(text)}. typed: what was already typed behind the name.
   */
  constructor(command, use, host, typed = '') {
    this.command = command;
    this.use = use;
    this.chips = [];
    this.element = h('div', { class: 'chips', role: 'group', tabindex: '-1', 'aria-label': `Command ${command.name}, press Enter to send` },
      h('span', { class: 'name' }, command.name));
    this.more = h('input', {
      class: 'more', role: 'combobox', 'aria-label': 'More options', autocomplete: 'off', spellcheck: 'false',
      oninput: () => this.spread(this.more.value) || this.offer(0), onfocus: () => this.offer(), onblur: () => this.list.close(),
    });
    this.element.append(this.more);
    this.element.addEventListener('keydown', (event) => this.key(event));
    this.list = new Listbox(this.more, host, { label: 'Options', onpick: (item) => this.add(item.option).input.focus() });
    this.host = host;
    const values = parseTyped(command, typed);
    for (const option of command.options) {
      if (option.required || values[option.name] !== undefined) this.add(option, values[option.name]);
    }
    this.count();
  }

  focus() {
    const empty = this.chips.find((chip) => chip.option.required && !this.value(chip)) ?? this.chips.at(-1);
    (empty?.input ?? (this.more.hidden ? this.element : this.more)).focus();
  }

  rest() {
    return this.command.options.filter((o) => !this.chips.some((chip) => chip.option === o));
  }

  count() {
    const n = this.rest().length;
    this.more.hidden = !n;
    this.more.value = '';
    this.more.placeholder = this.chips.length ? `+${n} more` : `+${n} optional`;
    this.more.size = this.more.placeholder.length;
  }

  /** The options that are not yet in the line and begin with what is typed; Enter sends while none is active. */
  offer(active = -1) {
    const wanted = this.more.value.trim().toLowerCase();
    const found = this.rest().filter((option) => option.name.startsWith(wanted));
    this.list.show(found.map((option) => ({ label: option.name, detail: option.description, option })),
      { about: 'Options, if you want to say more. Enter sends.', active: wanted ? active : -1 });
  }

  add(option, text = '') {
    const id = uid('option');
    const file = option.type === TYPE.file;
    const input = h('input', {
      id, type: file ? 'file' : 'text', size: file ? null : '8', value: file ? null : text, autocomplete: 'off', spellcheck: 'false',
      'data-option': option.name, 'aria-required': option.required ? 'true' : null, 'aria-describedby': `${id}-about`,
      inputmode: option.type === TYPE.integer ? 'numeric' : option.type === TYPE.number ? 'decimal' : null,
      role: file ? null : 'combobox',
    });
    // waiting: suggestions are on their way. entered: Enter was pressed meanwhile, and is meant for them.
    const chip = { option, input, picked: null, waiting: false, entered: false };
    chip.element = h('div', { class: 'chip' },
      h('label', { for: id }, option.name, option.required && h('span', { class: 'sr' }, ' (required)')), input,
      h('span', { id: `${id}-about`, class: 'sr' }, option.description));
    chip.list = new Listbox(input, this.host, {
      label: option.name,
      onpick: (item) => {
        input.value = item.text;
        chip.picked = item;
        chip.list.close();
        this.next(chip);
      },
    });
    chip.suggest = debounce(() => this.suggest(chip), option.autocomplete ? 180 : 0);
    const suggest = () => {
      chip.waiting = Boolean(option.autocomplete);
      chip.suggest();
    };
    input.addEventListener('input', () => {
      chip.picked = null;
      if (!file && this.spread(input.value, chip)) return;
      chip.element.classList.remove('wrong');
      suggest();
    });
    input.addEventListener('change', () => file && this.next(chip));
    input.addEventListener('focus', () => {
      this.list.close();
      suggest();
    });
    input.addEventListener('blur', () => {
      chip.suggest.cancel();
      chip.abort?.abort();
      chip.waiting = chip.entered = false;
      chip.list.close();
    });
    this.chips.push(chip);
    this.more.before(chip.element);
    this.list.close();
    this.count();
    return chip;
  }

  /**
   * Typed or pasted text that names options, "Mug, blue price:25", goes to their chips: what stands
   * before the first name stays in the chip that it was typed into. Returns whether the focus moved.
   */
  spread(text, from = null) {
    const named = Object.entries(parseTyped(this.command, text));
    if (!named.length) return false;
    if (from) from.input.value = text.slice(0, text.search(new RegExp(`(?:^|\\s)${named[0][0]}:`)));
    let last = from;
    for (const [name, value] of named) {
      last = this.chips.find((chip) => chip.option.name === name) ?? this.add(this.command.options.find((o) => o.name === name));
      if (last.option.type !== TYPE.file) last.input.value = value;
    }
    if (last === from) return false;
    last.input.focus();
    return true;
  }

  drop(chip) {
    chip.list.remove();
    chip.element.remove();
    this.chips = this.chips.filter((other) => other !== chip);
    this.count();
  }

  async suggest(chip) {
    const { option, input } = chip;
    chip.abort?.abort();
    chip.abort = new AbortController();
    const { signal } = chip.abort;
    const about = [h('b', {}, option.name), ` ${option.description}`, option.required ? ' · required' : ''];
    chip.list.show([], { about });
    try {
      const words = [...this.words(chip), `${option.name}:${input.value}`];
      const items = await suggestions(option, chip.picked ? '' : input.value, {
        person: this.use.person, place: this.use.place(), people: this.use.people(), words, signal,
      });
      if (signal.aborted || document.activeElement !== input) return;
      // Nothing is chosen for an option that may stay empty until the arrow keys say so.
      const free = option.autocomplete && !option.required && !input.value;
      chip.list.show(items, { about, active: free ? -1 : Math.max(0, items.findIndex((item) => item === chip.picked)) });
    } catch (error) {
      if (error.name === 'AbortError') return;
      chip.list.show([], { about: [about, ` · ${error.message}`] });
    }
    this.answered(chip);
  }

  /** The suggestions are there: an Enter that was pressed before takes the one that is marked, else sends. */
  answered(chip) {
    const { entered } = chip;
    chip.waiting = chip.entered = false;
    if (entered) this.enter(chip, chip.list);
  }

  enter(chip, list) {
    if (list.open && list.at >= 0 && list.items.length && !chip?.picked) return list.pick();
    return this.send();
  }

  value(chip) {
    if (chip.option.type === TYPE.file) return chip.input.files[0]?.name ?? '';
    return chip.picked?.send ?? chip.input.value.trim();
  }

  /** The words of the command as far as it is filled in. */
  words(without) {
    return [...this.command.words, ...this.chips.filter((chip) => chip !== without && this.value(chip))
      .map((chip) => `${chip.option.name}:${this.value(chip)}`)];
  }

  /** Goes on after a chip: to the next one, else stays, ready for Enter. */
  next(chip) {
    const at = this.chips.indexOf(chip);
    const empty = this.chips.find((other, i) => i > at && !this.value(other)) ?? this.chips.find((other) => other !== chip && other.option.required && !this.value(other));
    if (empty) empty.input.focus();
    else if (!this.more.hidden) this.more.focus();
    else chip.input.focus();
  }

  key(event) {
    const chip = this.chips.find((c) => c.input === event.target);
    const list = chip?.list ?? this.list;
    if (event.isComposing || list.key(event)) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      if (list.open && list.items.length) return list.close();
      return this.use.leave('');
    }
    if (event.key === 'Tab' && !event.shiftKey) {
      if (list.open && list.at >= 0 && !chip?.picked && list.pick()) event.preventDefault();
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      if (chip?.waiting) chip.entered = true;
      else this.enter(chip, list);
      return;
    }
    if (event.key === 'Backspace' && event.target === this.element) {
      event.preventDefault();
      return this.use.leave(this.command.name);
    }
    if (event.key === 'Backspace' && event.target === this.more && !this.more.value && this.chips.length) {
      event.preventDefault();
      return this.chips.at(-1).input.focus();
    }
    if (event.key === 'Backspace' && chip && !chip.input.value) {
      event.preventDefault();
      const before = this.chips[this.chips.indexOf(chip) - 1];
      if (chip.option.required) return before ? before.input.focus() : this.use.leave(this.command.name);
      this.drop(chip);
      return (before?.input ?? this.element).focus();
    }
  }

  async send() {
    for (const chip of this.chips) {
      const wrong = complaint(chip.option, this.value(chip));
      chip.element.classList.toggle('wrong', Boolean(wrong));
      chip.input.toggleAttribute('aria-invalid', Boolean(wrong));
      if (wrong) {
        chip.input.focus();
        return toast(`${wrong}.`);
      }
    }
    const files = this.chips.filter((chip) => chip.option.type === TYPE.file).flatMap((chip) => [...chip.input.files]);
    this.use.send(this.words(), await pack(files));
  }

  remove() {
    for (const chip of this.chips) chip.list.remove();
    this.list.remove();
    fill(this.element);
    this.element.remove();
  }
}
