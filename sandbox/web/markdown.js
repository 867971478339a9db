// The chat's markdown, as nodes. What it does not know stays plain text.
import { h } from './dom.js';
import { timestamp } from './time.js';

/**
 * Renders text. context: {name(id) → string or undefined, me: id, link(url, label) → node}.
 * inline leaves out headings, lists and quotes, as embed titles do.
 */
export function markdown(text, context, { inline = false } = {}) {
  return inline ? spans(text, context) : blocks(text, context);
}

function blocks(text, context) {
  const out = [];
  const fence = /```(?:([a-z0-9_+-]*)\n)?([\s\S]*?)```/gi;
  let from = 0;
  for (const match of text.matchAll(fence)) {
    out.push(...lines(text.slice(from, match.index).replace(/\n$/, ''), context));
    out.push(h('pre', { tabindex: '0' }, h('code', {}, match[2].replace(/\n$/, ''))));
    from = match.index + match[0].length;
  }
  const rest = text.slice(from);
  out.push(...lines(from ? rest.replace(/^\n/, '') : rest, context));
  return out;
}

const LINE = {
  heading: /^(#{1,3}) +(\S.*)$/,
  subtext: /^-# +(\S.*)$/,
  bullet: /^( *)[-*] +(\S.*)$/,
  numbered: /^( *)(\d{1,9})\. +(\S.*)$/,
  quote: /^> (.*)$/,
};

function lines(text, context) {
  const out = [];
  const all = text.split('\n');
  let plain = [];
  const flush = () => {
    if (plain.length && (plain.length > 1 || plain[0] !== '')) {
      out.push(h('div', { class: 'para' }, spans(plain.join('\n'), context)));
    }
    plain = [];
  };
  for (let i = 0; i < all.length; i++) {
    const line = all[i];
    let match;
    if (line.startsWith('>>> ')) {
      flush();
      out.push(h('blockquote', {}, lines([line.slice(4), ...all.slice(i + 1)].join('\n'), context)));
      break;
    } else if (LINE.quote.test(line)) {
      flush();
      const quoted = [];
      while (i < all.length && LINE.quote.test(all[i])) quoted.push(all[i++].slice(2));
      i--;
      out.push(h('blockquote', {}, lines(quoted.join('\n'), context)));
    } else if ((match = LINE.heading.exec(line))) {
      flush();
      out.push(h('div', { class: `h${match[1].length}`, role: 'heading', 'aria-level': match[1].length + 2 },
        spans(match[2], context)));
    } else if ((match = LINE.subtext.exec(line))) {
      flush();
      out.push(h('div', { class: 'subtext' }, spans(match[1], context)));
    } else if (LINE.bullet.test(line) || LINE.numbered.test(line)) {
      flush();
      const rule = LINE.bullet.test(line) ? LINE.bullet : LINE.numbered;
      const list = h(rule === LINE.bullet ? 'ul' : 'ol', rule === LINE.numbered ? { start: rule.exec(line)[2] } : {});
      while (i < all.length && (match = rule.exec(all[i]))) {
        list.append(h('li', { class: match[1] ? 'deep' : null }, spans(match.at(-1), context)));
        i++;
      }
      i--;
      out.push(list);
    } else {
      plain.push(line);
    }
  }
  flush();
  return out;
}

const wrap = (tag, props = {}) => (m, c) => h(tag, props, spans(m[1], c));
const link = (m, c) => c.link(m[2] ?? m[1] ?? m[0], m[2] ? spans(m[1], { ...c, link: (u) => u }) : null);

// In order: the first rule that matches at a place wins.
const RULES = [
  [/\\([^A-Za-z0-9\s])/y, (m) => m[1]],
  [/``(.+?)``(?!`)/sy, (m) => h('code', {}, m[1])],
  [/`([^`]+)`/y, (m) => h('code', {}, m[1])],
  [/\*\*\*(?=\S)(.+?)\*\*\*/sy, (m, c) => h('strong', {}, h('em', {}, spans(m[1], c)))],
  [/\*\*(.+?)\*\*(?!\*)/sy, wrap('strong')],
  [/__(.+?)__(?!_)/sy, wrap('u')],
  [/\*(?=\S)([^*]+?)\*(?!\*)/sy, wrap('em')],
  [/_([^_]+?)_(?![A-Za-z0-9_])/sy, wrap('em')],
  [/~~(.+?)~~/sy, wrap('s')],
  [/\|\|(.+?)\|\|/sy, spoiler],
  [/\[((?:[^[\]\\]|\\.)+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: "[^"\n]*")?\)/y, link],
  [/<(https?:\/\/[^>\s]+)>/y, link],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]*_]/y, link],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m) => timestamp(Number(m[1]), m[2])],
  [/<@!?(\d+)>/y, (m, c) => h('span', { class: m[1] === c.me ? 'mention me' : 'mention' }, `@${c.name(m[1]) ?? 'unknown'}`)],
  [/<#(\d+)>/y, (m, c) => h('span', { class: 'mention' }, `#${c.name(m[1]) ?? 'channel'}`)],
  [/<\/([^:>]+):\d+>/y, (m) => h('span', { class: 'mention' }, `/${m[1]}`)],
  [/<a?:(\w+):\d+>/y, (m) => `:${m[1]}:`],
  [/@(everyone|here)\b/y, (m) => h('span', { class: 'mention' }, m[0])],
];

function spans(text, context) {
  const out = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const hit = match(text, at, context);
    if (!hit) {
      plain += text[at++];
      continue;
    }
    if (plain) out.push(plain);
    plain = '';
    out.push(hit.node);
    at += hit.length;
  }
  if (plain) out.push(plain);
  return out;
}

function match(text, at, context) {
  if (!'\\`*_~|[<h@'.includes(text[at])) return null;
  // An underscore or an address inside a word is only text: snake_case.
  if ('_h'.includes(text[at]) && at > 0 && /[A-Za-z0-9]/.test(text[at - 1])) return null;
  for (const [rule, render] of RULES) {
    rule.lastIndex = at;
    const found = rule.exec(text);
    if (found) return { node: render(found, context), length: found[0].length };
  }
  return null;
}

function spoiler(m, context) {
  const hidden = h('span', {
    class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Spoiler, press to show', 'aria-expanded': 'false',
    onclick: () => show(),
    onkeydown: (event) => (event.key === 'Enter' || event.key === ' ') && (event.preventDefault(), show()),
  }, spans(m[1], context));
  const show = () => {
    hidden.classList.add('shown');
    hidden.removeAttribute('role');
    hidden.removeAttribute('aria-label');
    hidden.removeAttribute('aria-expanded');
  };
  return hidden;
}
