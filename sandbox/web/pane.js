// One person's screen.
import { h, icon, fill, debounce } from './dom.js';
import { act, get, post, tried } from './api.js';
import { avatar, nameOf } from './avatar.js';
import { Composer } from './composer.js';
import { openLink } from './frame.js';
import { dayLine, plainText, renderMessage } from './message.js';
import { openModal } from './modal.js';
import { commandsOf } from './options.js';
import { toast } from './toast.js';

export class Pane {
  /** world: {app, people, commands, names, acted(person, word, body), news(person)}; onswitch(pane, name) when another person is chosen here. */
  constructor(world, name, onswitch) {
    this.world = world;
    this.name = name;
    this.place = 'dm';
    this.dismissed = new Set();
    this.shown = new Map();
    this.refresh = debounce(() => this.load(), 15);
    this.nav = h('nav', { 'aria-label': 'Conversations' });
    this.select = h('select', { 'aria-label': 'Person', onchange: () => onswitch(this, this.select.value) });
    this.dms = h('input', { type: 'checkbox', onchange: () => this.act('dms', { open: this.dms.checked }) });
    this.face = h('span');
    this.title = h('h2');
    this.hint = h('span', { class: 'hint' });
    this.log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0' });
    this.stuck = true;
    this.log.addEventListener('scroll', () => { this.stuck = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 90; }, { passive: true });
    this.log.addEventListener('load', () => this.stick(), true);
    this.log.addEventListener('keydown', (event) => this.walk(event));
    new ResizeObserver(() => this.stick()).observe(this.log);
    this.composer = new Composer({
      get person() { return name; },
      app: () => world.app,
      place: () => this.place,
      people: () => this.others(),
      commands: () => world.commands,
      placeholder: () => `Message ${this.placeName(this.place)}`,
      context: () => this.use().context,
      act: (word, body) => this.act(word, body),
    });
    this.element = h('section', { class: 'pane', 'data-person': name, 'aria-label': name },
      h('div', { class: 'pane-in' },
        h('div', { class: 'side' }, h('h2', {}, 'Direct messages'), this.nav,
          h('div', { class: 'me' }, this.face, h('div', { class: 'who' }, this.select,
            h('label', { class: 'dms', title: 'Whether the bot may write to this person' }, this.dms, 'DMs open')))),
        h('div', { class: 'talk' }, h('div', { class: 'head' }, this.title, this.hint), this.log, this.composer.element)));
    this.people();
    this.go('dm');
  }

  get me() { return this.world.people.find((user) => user.username === this.name) ?? { username: this.name, global_name: this.name }; }

  others() { return this.world.people; }

  placeName(place) {
    if (place === 'dm') return `@${this.world.app.username}`;
    if (place === 'server') return '#market';
    const other = place.slice(3);
    return `@${nameOf(this.world.people.find((user) => user.username === other) ?? { username: other })}`;
  }

  /** After people have come. */
  people() {
    const { world, name } = this;
    const me = this.me;
    this.element.setAttribute('aria-label', `${nameOf(me)}'s screen`);
    fill(this.face, avatar(me, 'small'));
    fill(this.select, world.people.map((user) => h('option', { value: user.username, selected: user.username === name }, nameOf(user))));
    const entry = (place, lead, label) => h('button', {
      class: 'place', type: 'button', 'data-place': place, 'aria-current': String(place === this.place), onclick: () => this.go(place),
    }, lead, h('span', {}, label));
    fill(this.nav, entry('dm', avatar(world.app, 'small'), world.app.username), entry('server', icon('hash'), 'market'),
      world.people.filter((user) => user.username !== name).slice(0, 12)
        .map((user) => entry(`dm:${user.username}`, avatar(user, 'small'), nameOf(user))));
  }

  go(place) {
    this.place = place;
    for (const button of this.nav.children) button.setAttribute('aria-current', String(button.dataset.place === place));
    const name = this.placeName(place);
    this.title.textContent = name.replace(/^@/, '');
    this.hint.textContent = place === 'dm' ? `as ${nameOf(this.me)}` : place === 'server' ? 'a channel that the bot has joined' : 'between the two; the bot cannot read it';
    this.log.setAttribute('aria-label', `${nameOf(this.me)}: messages with ${name}`);
    this.shown.clear();
    fill(this.log);
    this.composer.reset();
    this.load(true);
  }

  /** Acts as this person; what changed is loaded when the sandbox says so. */
  async act(word, body) {
    const outcome = await act(this.name, word, body);
    if (outcome) this.world.acted(this.name, word, body);
    if (outcome?.open_url) this.open(outcome.open_url, 'Page');
    this.refresh();
    return outcome;
  }

  async load(jump = false) {
    const place = this.place;
    const view = await tried(() => get(`people/${this.name}/view?in=${encodeURIComponent(place)}`));
    if (!view || place !== this.place) return;
    this.dms.checked = view.dms_open;
    this.render(view.messages.filter((m) => !this.dismissed.has(m.id)), jump);
    this.form(view.modal);
  }

  /** Brings the log up to date, touching only what is new or changed. */
  render(messages, jump) {
    this.stuck ||= jump;
    const first = this.shown.size === 0;
    const use = { ...this.use(), find: (id) => messages.find((m) => m.id === id) };
    const next = new Map();
    const nodes = [];
    messages.forEach((message, i) => {
      const before = messages[i - 1];
      const mark = `${message.revision}/${message.thinking}/${before?.id}`;
      let entry = this.shown.get(message.id);
      if (entry?.mark !== mark) {
        const focused = entry?.nodes.some((node) => node.contains(document.activeElement));
        entry = { mark, fresh: !entry, nodes: [dayLine(message, before), renderMessage(message, before, use)].filter(Boolean) };
        if (entry.fresh && !first) entry.nodes.at(-1).classList.add('fresh');
        if (focused) queueMicrotask(() => entry.nodes.at(-1).focus({ preventScroll: true }));
      }
      next.set(message.id, entry);
      nodes.push(...entry.nodes);
    });
    if (!messages.length) nodes.push(this.empty());
    if (!first && [...next.keys()].some((id) => !this.shown.has(id))) this.world.news(this.name);
    this.shown = next;
    this.arrange(nodes);
    this.stick();
  }

  /** Arrow keys go from message to message. */
  walk(event) {
    const messages = [...this.log.querySelectorAll('.message')];
    const at = messages.indexOf(event.target);
    if (at < 0 && event.target !== this.log) return;
    const to = { ArrowUp: at < 0 ? -1 : Math.max(0, at - 1), ArrowDown: at + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || !messages.at(to)) return;
    event.preventDefault();
    messages.at(to).focus();
  }

  /** Keeps the newest message in sight, unless the person has scrolled up. */
  stick() {
    if (this.stuck) this.log.scrollTop = this.log.scrollHeight;
  }

  /** Puts nodes into the log in order, leaving those that already stand right. */
  arrange(nodes) {
    const keep = new Set(nodes);
    for (const child of [...this.log.children]) if (!keep.has(child)) child.remove();
    nodes.forEach((node, i) => this.log.children[i] !== node && this.log.insertBefore(node, this.log.children[i] ?? null));
  }

  empty() {
    const name = this.placeName(this.place);
    const says = this.place === 'dm' ? 'Type / to see what the bot can do, or write to it.' : this.place === 'server' ? 'Answers to commands here are seen by one person only.' : 'Commands that the bot allows here work as its own answers.';
    return h('div', { class: 'empty' }, this.place === 'dm' ? avatar(this.world.app) : null, h('b', {}, name.replace(/^@/, '')), says);
  }

  use() {
    const { world } = this;
    const link = (url, label) => h('a', {
      href: url, rel: 'noopener noreferrer', target: '_blank',
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.open(url, event.currentTarget.textContent);
      },
    }, label ?? url);
    return {
      me: this.me,
      app: world.app,
      people: () => this.others(),
      context: { me: this.me.id, link, name: (id) => world.names.get(id) },
      dismiss: (message) => {
        this.dismissed.add(message.id);
        this.load();
        this.composer.focus();
      },
      reply: (message) => this.composer.reply(message),
      open: (url, title) => this.open(url, title),
      tap: (message, c, button) => this.wait(button, 'tap', { label: c.label || c.emoji?.name, message: message.id, in: this.place }),
      choose: (message, c, options) => this.act('choose', { options, message: message.id, in: this.place }),
      messageMenu: (message) => this.messageMenu(message),
      personMenu: (user) => this.personMenu(user),
    };
  }

  /** A pressed button shows that it waits. */
  async wait(button, word, body) {
    if (button.getAttribute('aria-busy')) return;
    button.setAttribute('aria-busy', 'true');
    await this.act(word, body);
    button.removeAttribute('aria-busy');
  }

  messageMenu(message) {
    const apps = message.ephemeral ? [] : commandsOf(this.world.commands, 3, this.place);
    return [
      !message.ephemeral && { label: 'Reply', run: () => this.composer.reply(message) },
      { label: 'Copy text', run: () => navigator.clipboard?.writeText(plainText(message)).then(() => toast('Copied.', 'info')) },
      apps.length && { group: 'Apps' },
      ...apps.map((c) => ({ label: c.name, run: () => this.act('menu', { item: c.name, on: message.id, in: this.place }) })),
    ].filter(Boolean);
  }

  personMenu(user) {
    const apps = commandsOf(this.world.commands, 2, this.place);
    const other = !user.bot && user.username !== this.name;
    return [
      { label: `Mention @${nameOf(user)}`, run: () => this.composer.mention(user) },
      other && { label: 'Message', run: () => this.go(`dm:${user.username}`) },
      apps.length && { group: 'Apps' },
      ...apps.map((c) => ({ label: c.name, run: () => this.act('menu', { item: c.name, on: user.username, in: this.place }) })),
    ].filter(Boolean);
  }

  open(url, title) {
    openLink(this.element, url, title || 'Page', () => this.refresh());
  }

  form(modal) {
    const key = modal ? JSON.stringify(modal) : '';
    if (key === this.formKey) return;
    this.formKey = key;
    this.dialog?.close();
    this.dialog = null;
    if (!modal) {
      const lost = document.activeElement === document.body && matchMedia('(hover: hover)').matches;
      return lost ? this.composer.focus() : undefined;
    }
    this.dialog = openModal(modal, {
      user: this.me, app: this.world.app, people: () => this.others(), context: this.use().context,
      close: () => this.act('close', {}),
      submit: async (fields) => {
        try {
          const outcome = await post(`people/${this.name}/fill`, { fields, in: this.place });
          this.refresh();
          this.world.acted(this.name, 'fill', { fields });
          return outcome.failed ? `${outcome.failed}.` : '';
        } catch (error) {
          return error.message;
        }
      },
    });
  }
}
