// What slash commands take: the commands as a flat list, and suggestions for one option.
import { avatar, nameOf } from './avatar.js';
import { post } from './api.js';

const SUB = 1;
const GROUP = 2;
export const TYPE = { integer: 4, boolean: 5, user: 6, mentionable: 9, number: 10, file: 11 };

/** Where a command may be used: contexts 0 server, 1 DM with the bot, 2 other DMs. */
function offered(command, place) {
  const context = place === 'server' ? 0 : place === 'dm' ? 1 : 2;
  if (command.contexts) return command.contexts.includes(context);
  return context === 0 || (context === 1 && command.dm_permission !== false);
}

/** Commands of one type that a client would offer in a place. */
export function commandsOf(all, type, place) {
  return all.filter((c) => (c.type || 1) === type && offered(c, place));
}

/** Slash commands with each subcommand as an entry: {words, name, description, options}. */
export function slashCommands(all, place) {
  const out = [];
  const add = (words, item) => {
    const subs = (item.options ?? []).filter((o) => o.type === SUB || o.type === GROUP);
    if (subs.length) return subs.forEach((sub) => add([...words, sub.name], sub));
    out.push({ words, name: words.join(' '), description: item.description, options: item.options ?? [] });
  };
  for (const c of commandsOf(all, 1, place)) add([`/${c.name}`], c);
  return out.sort((a, b) => a.name.localeCompare(b.name));
}

/** Names that begin with the text first, then those that contain it. */
export function filterCommands(commands, text) {
  const wanted = text.toLowerCase().replace(/^\//, '').trim();
  const starts = commands.filter((c) => c.name.slice(1).toLowerCase().startsWith(wanted));
  return [...starts, ...commands.filter((c) => !starts.includes(c) && c.name.toLowerCase().includes(wanted))];
}

/** Suggestions for an option, as list items; [] if anything may be typed. */
export async function suggestions(option, text, { person, place, people, words, signal }) {
  const wanted = text.trim().replace(/^@/, '').toLowerCase();
  const matches = (label) => label.toLowerCase().includes(wanted);
  if (option.type === TYPE.user || option.type === TYPE.mentionable) {
    return people.filter((u) => matches(u.username) || matches(nameOf(u)))
      .map((u) => ({ label: nameOf(u), detail: u.username, lead: avatar(u, 'small'), text: `@${u.username}`, send: u.username }));
  }
  if (option.type === TYPE.boolean) {
    return ['True', 'False'].filter(matches).map((label) => ({ label, text: label, send: label.toLowerCase() }));
  }
  if (option.choices?.length) {
    return option.choices.filter((c) => matches(c.name)).map((c) => ({ label: c.name, text: c.name, send: c.name }));
  }
  if (option.autocomplete) {
    const { choices } = await post(`people/${person}/complete`, { words, in: place }, signal);
    return choices.map((c) => ({ label: c.name, text: c.name, send: c.name }));
  }
  return [];
}

/** What is wrong with an option's value, as a sentence, or "". */
export function complaint(option, value) {
  if (!value) return option.required ? `${option.name} is required` : '';
  if (option.type === TYPE.integer && !/^-?\d+$/.test(value)) return `${option.name} is a whole number`;
  if (option.type === TYPE.number && Number.isNaN(Number(value))) return `${option.name} is a number`;
  if ((option.type === TYPE.integer || option.type === TYPE.number)) {
    if (option.min_value !== undefined && Number(value) < option.min_value) return `${option.name} is at least ${option.min_value}`;
    if (option.max_value !== undefined && Number(value) > option.max_value) return `${option.name} is at most ${option.max_value}`;
  }
  if (option.min_length && [...value].length < option.min_length) return `${option.name} has at least ${option.min_length} characters`;
  if (option.max_length && [...value].length > option.max_length) return `${option.name} has at most ${option.max_length} characters`;
  return '';
}

/** Splits a typed command: "/request buyer:@buyer item:Mug, blue" into its option values. */
export function parseTyped(command, rest) {
  const values = {};
  const names = command.options.map((o) => o.name).sort((a, b) => b.length - a.length);
  if (!names.length) return values;
  const marks = [...rest.matchAll(new RegExp(`(?:^|\\s)(${names.join('|')}):`, 'g'))];
  marks.forEach((mark, i) => {
    values[mark[1]] = rest.slice(mark.index + mark[0].length, marks[i + 1]?.index ?? rest.length).trim();
  });
  return values;
}
