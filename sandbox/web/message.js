// One message as a person sees it.
import { h, icon } from './dom.js';
import { avatar, nameOf } from './avatar.js';
import { attachments, embed } from './embed.js';
import { components } from './components.js';
import { markdown } from './markdown.js';
import { openMenu, hasMenu } from './menu.js';
import { dayText, sentText, shortTime } from './time.js';

const TOGETHER = 7 * 60 * 1000;

/** Whether a message goes under the one before it, without a head of its own. */
function follows(message, before) {
  return before && before.author.id === message.author.id && !message.reply_to && !message.invoked
    && before.ephemeral === message.ephemeral && Date.parse(message.timestamp) - Date.parse(before.timestamp) < TOGETHER;
}

/**
 * Renders a message. use: {me, context, people, app, find(id), dismiss(m), tap, choose, open,
 * messageMenu(m) → entries, personMenu(user) → entries}.
 */
export function renderMessage(message, before, use) {
  const sent = Date.parse(message.timestamp);
  const under = follows(message, before);
  const name = nameOf(message.author);
  const edited = message.edited_timestamp && !message.thinking && !message.invoked;
  const mentioned = message.mentions?.some((user) => user.id === use.me.id);
  const wants = {
    ...use, tap: (c, b) => use.tap(message, c, b), choose: (c, values) => use.choose(message, c, values),
  };
  const more = h('button', {
    class: 'plain', type: 'button', 'aria-label': `More on this message from ${name}`, 'aria-haspopup': 'menu',
    onclick: (event) => {
      const at = event.currentTarget.getBoundingClientRect();
      openMenu(at.left, at.bottom, use.messageMenu(message), 'Message');
    },
  }, icon('more'));
  const author = h('button', { class: 'author', type: 'button', 'aria-haspopup': 'menu', title: `${name} (${message.author.username})` }, name);
  const openPerson = () => {
    const at = author.getBoundingClientRect();
    openMenu(at.left, at.bottom, use.personMenu(message.author), name);
  };
  author.addEventListener('click', openPerson);
  hasMenu(author, () => use.personMenu(message.author), name);

  const element = h('article', {
    class: ['message', under && 'follow', message.ephemeral && 'ephemeral', mentioned && 'mentioned'].filter(Boolean).join(' '),
    'data-id': message.id, 'data-ephemeral': message.ephemeral ? '' : null,
    tabindex: '-1', 'aria-label': `${name}, ${shortTime(sent)}${message.ephemeral ? ', only you can see this' : ''}`,
  },
    origin(message, use.find(message.reply_to), use.context),
    under ? h('span') : avatar(message.author),
    h('div', { class: 'body' },
      !under && h('div', { class: 'byline' }, author, message.author.bot && h('span', { class: 'tag' }, 'APP'),
        h('time', { datetime: message.timestamp, title: `${dayText(sent)} ${shortTime(sent)}` }, sentText(sent))),
      message.thinking
        ? h('div', { class: 'thinking', role: 'status' }, h('span', { class: 'spin' }), `${name} is thinking…`)
        : [
          content(message, edited, use.context),
          attachments(message.attachments?.filter((file) => !shownInside(message, file))),
          message.embeds?.map((e) => embed(e, use.context)),
          message.components?.length ? h('div', { class: 'parts' }, components(message.components, wants)) : null,
        ],
      message.ephemeral && h('div', { class: 'only' }, icon('eye'), 'Only you can see this ·',
        h('button', { type: 'button', onclick: () => use.dismiss(message) }, 'Dismiss message'))),
    h('div', { class: 'actions' },
      !message.ephemeral && h('button', { class: 'plain', type: 'button', 'aria-label': `Reply to ${name}`, onclick: () => use.reply(message) }, icon('reply')),
      more));
  hasMenu(element, () => use.messageMenu(message), 'Message');
  return element;
}

/** The text, with the mark of an edit behind its last word. */
function content(message, edited, context) {
  if (!message.content) return null;
  const text = h('div', { class: 'rich' }, markdown(message.content, context));
  const end = text.lastElementChild?.matches('.para, .subtext') ? text.lastElementChild : text;
  if (edited) end.append(' ', h('span', { class: 'edited', title: sentText(Date.parse(message.edited_timestamp)) }, '(edited)'));
  return text;
}

/** What the message answers: a command, or another message. */
function origin(message, answered, context) {
  if (message.invoked && message.invoker?.id) {
    return h('div', { class: 'context' }, icon('reply'), h('span', {}, h('b', {}, nameOf(message.invoker)), ' used ', h('b', {}, message.invoked)));
  }
  if (message.reply_to) {
    return h('div', { class: 'context' }, icon('reply'), h('span', {}, 'Reply to ', h('b', {}, message.reply_author || 'a message'),
      answered && ` ${preview(answered, context).slice(0, 120)}`));
  }
  return null;
}

/** A file that an embed or a component shows already is not listed again. */
function shownInside(message, file) {
  const parts = JSON.stringify([message.embeds ?? [], message.components ?? []]);
  return file.url && parts.includes(JSON.stringify(file.url).slice(1, -1).split('?')[0]);
}

/** The line between two days, or null. */
export function dayLine(message, before) {
  const day = dayText(Date.parse(message.timestamp));
  if (before && dayText(Date.parse(before.timestamp)) === day) return null;
  return h('div', { class: 'day', role: 'separator' }, day);
}

/** A message on one line, as it reads: without marks, with names and times in their place. */
export function preview(message, context) {
  const read = (line) => h('div', {}, markdown(line, context)).textContent;
  return plainText(message).replace(/```(?:\w*\n)?/g, '\n').split('\n').map(read).join(' ').replace(/\s+/g, ' ').trim();
}

/** A message's words as they were written, for copying. */
export function plainText(message) {
  return [message.content, ...(message.embeds ?? []).flatMap((e) => [e.title, e.description])].filter(Boolean).join('\n');
}
