// Embeds, attachments and pictures of a message.
import { h, icon } from './dom.js';
import { markdown } from './markdown.js';
import { sentText } from './time.js';

const here = (url) => typeof url === 'string' && (url.startsWith(`${location.origin}/`) || url.startsWith('/'));

/** A colour number as CSS, for the bar of a card. */
export function bar(element, color) {
  if (Number.isInteger(color)) element.style.setProperty('--bar', `#${color.toString(16).padStart(6, '0')}`);
  return element;
}

/** A picture of this sandbox; one from elsewhere is named and not fetched. */
export function picture(url, className, alt = '') {
  if (!url) return null;
  if (here(url)) return h('img', { class: className, src: url, alt, loading: 'lazy' });
  return h('span', { class: 'outside' }, `Picture: ${url}`);
}

export function embed(e, context) {
  const text = (value, options) => markdown(value, context, options);
  const title = e.title && text(e.title, { inline: true });
  return bar(h('article', { class: 'embed' },
    e.thumbnail && picture(e.thumbnail.url, 'thumb'),
    e.author && h('div', { class: 'by' }, e.author.name),
    e.title && h('div', { class: 'title' }, e.url ? context.link(e.url, title) : title),
    e.description && h('div', { class: 'desc rich' }, text(e.description)),
    e.fields?.length && h('dl', { class: 'fields' }, e.fields.map((field) =>
      h('div', { class: field.inline ? 'field inline' : 'field' },
        h('dt', {}, text(field.name, { inline: true })), h('dd', { class: 'rich' }, text(field.value))))),
    e.image && picture(e.image.url, 'large', 'Picture'),
    (e.footer || e.timestamp) && h('div', { class: 'foot' },
      [e.footer?.text, e.timestamp && sentText(Date.parse(e.timestamp))].filter(Boolean).join(' • ')),
  ), e.color);
}

export function attachments(list) {
  if (!list?.length) return null;
  return h('div', { class: 'files' }, list.map((file) => (
    file.content_type?.startsWith('image/') && here(file.url)
      ? h('a', { href: file.url, target: '_blank', rel: 'noopener' }, picture(file.url, 'media', file.description || file.filename))
      : fileCard(file.filename, file.url, file.size))));
}

export function fileCard(name, url, size) {
  return h('div', { class: 'file' }, icon('file'), h('span', {},
    here(url) ? h('a', { href: url, download: name }, name) : name,
    size ? h('small', {}, ` ${size < 1024 ? `${size} bytes` : `${Math.round(size / 1024)} kB`}`) : null));
}
