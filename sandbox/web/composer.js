// The line to type in: messages, replies, files, and the picker of slash commands.
import { h, icon, fill } from './dom.js';
import { pack } from './api.js';
import { avatar, nameOf } from './avatar.js';
import { CommandLine } from './command.js';
import { Listbox } from './listbox.js';
import { filterCommands, slashCommands } from './options.js';
import { preview } from './message.js';
import { toast } from './toast.js';

const LARGEST = 10 * 1024 * 1024;

export class Composer {
  /** use: {person, app, place(), people(), commands(), placeholder(), context(), act(word, body) → outcome or null}. */
  constructor(use) {
    this.use = use;
    this.files = [];
    this.replyTo = null;
    this.command = null;
    this.text = h('textarea', {
      rows: '1', maxlength: '2000', 'aria-label': 'Message', role: 'combobox', 'aria-haspopup': 'listbox', enterkeyhint: 'send',
    });
    this.picker = h('input', { type: 'file', multiple: true, hidden: true, 'aria-hidden': 'true' });
    this.above = h('div', { class: 'above', hidden: true });
    this.attach = h('button', { class: 'plain', type: 'button', 'aria-label': 'Attach files', onclick: () => this.picker.click() }, icon('plus'));
    this.sendButton = h('button', { class: 'plain', type: 'button', 'aria-label': 'Send', onclick: () => this.send() }, icon('send'));
    this.line = h('div', { class: 'line' }, this.attach, this.text, this.sendButton);
    this.element = h('div', { class: 'composer' }, this.above, this.line, this.picker);
    this.list = new Listbox(this.text, this.element, { label: 'Commands', onpick: (item) => this.start(item.command) });

    this.text.addEventListener('input', () => this.typed());
    this.text.addEventListener('keydown', (event) => this.key(event));
    // Enter has sent by now: it must not also break the line, here or where the focus has gone.
    this.text.addEventListener('beforeinput', (event) => this.entered && event.inputType === 'insertLineBreak' && event.preventDefault());
    this.element.addEventListener('keydown', (event) => { this.entered = event.key === 'Enter' && !event.shiftKey; }, true);
    this.text.addEventListener('blur', () => this.list.close());
    this.text.addEventListener('focus', () => this.typed());
    this.text.addEventListener('paste', (event) => event.clipboardData.files.length && this.addFiles(event.clipboardData.files));
    this.picker.addEventListener('change', () => {
      this.addFiles(this.picker.files);
      this.picker.value = '';
    });
    this.element.addEventListener('dragover', (event) => event.preventDefault());
    this.element.addEventListener('drop', (event) => {
      event.preventDefault();
      this.addFiles(event.dataTransfer.files);
    });
  }

  focus() { (this.command ?? this.text).focus(); }

  /** After another place was chosen. */
  reset() {
    this.leave('');
    this.reply(null);
    this.text.placeholder = this.use.placeholder();
  }

  /** Begins a command as if it had been typed, for the guide. */
  begin(name, values = {}) {
    const command = slashCommands(this.use.commands(), this.use.place()).find((c) => c.name === name);
    if (!command) return toast(`The bot has no ${name} here. Is it running?`, 'info');
    this.start(command, Object.entries(values).map(([k, v]) => `${k}:${v}`).join(' '));
  }

  typed() {
    const text = this.text.value;
    if (!text.startsWith('/') || text.includes('\n')) return this.list.close();
    const all = slashCommands(this.use.commands(), this.use.place());
    const space = all.find((c) => text.startsWith(`${c.name} `));
    if (space) return this.start(space, text.slice(space.name.length + 1));
    const found = filterCommands(all, text).slice(0, 25);
    this.list.show(found.map((command) => ({
      label: command.name, detail: command.description, lead: avatar(this.use.app(), 'small'), command,
    })), { about: all.length ? (found.length ? 'Commands' : 'No command of that name.') : 'The bot has registered no commands here yet.' });
  }

  start(command, typed = '') {
    this.list.close();
    this.command?.remove();
    this.text.value = '';
    this.text.hidden = this.attach.hidden = true;
    this.command = new CommandLine(command, {
      person: this.use.person,
      place: this.use.place,
      people: this.use.people,
      leave: (text) => this.leave(text, true),
      send: (words, files) => this.run(words, files),
    }, this.element, typed);
    this.text.after(this.command.element);
    this.command.focus();
  }

  /** Back from a command to plain text. */
  leave(text, focus = false) {
    this.command?.remove();
    this.command = null;
    this.text.hidden = this.attach.hidden = false;
    this.text.value = text;
    // Later, so that the key that led here is not typed into the line.
    if (focus) setTimeout(() => this.text.focus());
  }

  async run(words, files) {
    const command = this.command;
    this.leave('', true);
    const outcome = await this.use.act('command', { words, files, in: this.use.place() });
    // What could not be sent comes back, to be mended.
    if (!outcome && !this.command && !this.text.value && !files.length) {
      this.start(command.command, words.slice(command.command.words.length).join(' '));
    }
  }

  key(event) {
    if (event.isComposing || this.list.key(event)) return;
    if (event.key === 'Escape') {
      if (this.list.open) this.list.close();
      else if (this.replyTo) this.reply(null);
      else return;
      event.stopPropagation();
    } else if ((event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && this.list.open && this.list.at >= 0)) {
      event.preventDefault();
      if (!this.list.open || !this.list.pick()) this.send();
    }
  }

  async send() {
    if (this.command) return this.command.send();
    const text = this.text.value.trim();
    if (!text && !this.files.length) return;
    if (text.startsWith('/')) return toast('There is no such command. Type / to see all commands.', 'info');
    const { files, replyTo } = this;
    this.text.value = '';
    this.files = [];
    this.reply(null);
    const body = { text, files: await pack(files), in: this.use.place() };
    if (replyTo) body.message = replyTo.id;
    const outcome = await this.use.act(replyTo ? 'reply' : 'dm', body);
    if (!outcome && !this.text.value) {
      this.text.value = text;
      this.files = files;
      this.reply(replyTo);
    }
  }

  /** Puts a mention into the line. */
  mention(user) {
    this.leave('');
    this.text.value = `<@${user.id}> `;
    this.text.focus();
  }

    /** Answers a message, or no message. */
  reply(message) {
    this.replyTo = message;
    this.note();
    if (message) this.focus();
  }

  addFiles(list) {
    for (const file of list) {
      if (file.size > LARGEST) toast(`${file.name} is larger than 10 MB.`);
      else if (this.files.length >= 10) toast('Ten files at most go with one message.');
      else this.files.push(file);
    }
    this.note();
    this.text.focus();
  }

  note() {
    const close = (label, onclick) => h('button', { class: 'plain', type: 'button', 'aria-label': label, onclick }, icon('close'));
    fill(this.above,
      this.replyTo && h('span', {}, 'Replying to ', h('b', {}, nameOf(this.replyTo.author)), ` ${preview(this.replyTo, this.use.context()).slice(0, 60)}`),
      this.replyTo && close('Do not reply', () => this.reply(null)),
      this.files.map((file, i) => h('span', { class: 'file' }, icon('file'), file.name,
        close(`Remove ${file.name}`, () => {
          this.files.splice(i, 1);
          this.note();
        }))));
    this.above.hidden = !this.replyTo && !this.files.length;
  }
}
