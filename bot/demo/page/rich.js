// Text with the Bot API's entities, as elements. Never parses markup: text is text.

import { h } from './dom.js';

const inline = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };
const block = { pre: 'pre', blockquote: 'blockquote', expandable_blockquote: 'blockquote' };

/** rich gives the nodes of a text. command(name) is called when a bot command in it is pressed. */
export function rich(text, entities, command) {
  const sorted = [...(entities || [])]
    .filter((e) => e && e.length > 0 && e.offset >= 0 && e.offset + e.length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, sorted, command);
}

// span gives the nodes from start to end; inside is what lies in between. JavaScript counts in UTF-16, as the Bot API does.
function span(text, start, end, inside, command) {
  const nodes = [];
  let at = start;
  let rest = inside;
  while (rest.length > 0) {
    const [first, ...others] = rest;
    const stop = Math.min(first.offset + first.length, end);
    if (first.offset < at || stop <= first.offset) { rest = others; continue; }
    const isBlock = first.type in block;
    let before = text.slice(at, first.offset);
    if (isBlock) before = before.replace(/\n$/, '');
    if (before) nodes.push(before);
    const held = others.filter((e) => e.offset < stop);
    rest = others.filter((e) => e.offset >= stop);
    nodes.push(wrap(first, text.slice(first.offset, stop), span(text, first.offset, stop, held, command), command));
    at = stop;
    // A block ends its own line; the line break that follows in the text would be an empty line.
    if (isBlock && text[at] === '\n' && at < end) at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, words, kids, command) {
  const { type } = entity;
  if (type in block) return h(block[type], { class: 'quote', dir: 'auto' }, kids);
  if (type in inline) return h(inline[type], null, kids);
  if (type === 'spoiler') return h('span', { class: 'spoiler', tabindex: '0' }, kids);
  if (type === 'bot_command' && command) {
    return h('button', { type: 'button', class: 'link', onclick: () => command(words) }, kids);
  }
  const target = type === 'text_link' ? entity.url : type === 'url' ? words : '';
  if (/^https?:\/\//i.test(target || '')) {
    return h('a', { href: target, target: '_blank', rel: 'noopener noreferrer' }, kids);
  }
  return h('span', null, kids);
}
