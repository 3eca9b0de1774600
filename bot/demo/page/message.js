// One message: bubble, quote, file and rows of buttons. It is changed in place, never rebuilt, so that focus stays.

import { clock, h, icon, keyed, say, set } from './dom.js';
import { isTall } from './langs.js';
import { rich } from './rich.js';

/**
 * MessageView shows one message of a chat. The chat gives:
 * who(message) the name to show, mine(message), find(id) another message, press(message, button),
 * command(name) for commands in a text, tools(message) further buttons [{label, icon, testid, run}].
 */
export class MessageView {
  constructor(message, chat) {
    this.chat = chat;
    this.last = {};
    this.name = h('p', { class: 'who', dir: 'auto' });
    this.reply = h('p', { class: 'replied', dir: 'auto' });
    this.file = h('div', { class: 'file' });
    this.text = h('div', { class: 'text', dir: 'auto', 'data-testid': 'message-text' });
    this.meta = h('p', { class: 'meta' });
    this.reaction = h('p', { class: 'reaction', hidden: true });
    this.tools = h('div', { class: 'tools' });
    this.rows = h('div', { class: 'rows', role: 'group', 'aria-label': 'Buttons of this message', 'data-testid': 'message-buttons' });
    this.bubble = h('div', { class: 'bubble' }, this.name, this.reply, this.file, this.text, this.reaction, this.meta);
    this.el = h('article', { class: 'message', tabindex: '-1', 'data-testid': 'message', 'data-id': message.id },
      h('div', { class: 'line' }, this.bubble, this.tools), this.rows);
  }

  /** update shows the message as it is now and returns whether something that can be read has changed. */
  update(message) {
    this.message = message;
    const who = this.chat.who(message);
    const mine = this.chat.mine(message);
    set(this.el, 'data-from', message.service ? 'service' : mine ? 'me' : message.from === 'bot' ? 'bot' : 'other');
    set(this.el, 'aria-label', [who, clock(message.date)].filter(Boolean).join(', '));
    say(this.name, who);
    say(this.meta, [message.edited ? 'edited' : '', clock(message.date)].filter(Boolean).join(' · '));
    this.reaction.hidden = !message.reaction;
    say(this.reaction, message.reaction || '');
    this.quote(message);
    const first = this.last.text === undefined;
    const read = this.body(message);
    const pressed = this.buttons(message);
    this.toolbar(message);
    const news = !first && (read || pressed);
    if (news) this.flash();
    return news;
  }

  body(message) {
    const words = message.text || message.service || '';
    const text = JSON.stringify([words, message.entities || []]);
    const file = JSON.stringify(message.file || null);
    if (text === this.last.text && file === this.last.file) return false;
    Object.assign(this.last, { text, file });
    this.text.replaceChildren(...rich(words, message.entities, message.from === 'bot' ? this.chat.command : null));
    this.text.hidden = !words;
    this.text.classList.toggle('tall', isTall(words));
    this.file.hidden = !message.file;
    this.file.replaceChildren(...(message.file ? picture(message.file) : []));
    return true;
  }

  quote(message) {
    const other = message.replyTo ? this.chat.find(message.replyTo) : null;
    this.reply.hidden = !message.replyTo;
    const words = other ? other.text || `[${other.file?.kind || 'file'}]` : 'a message that is gone';
    if (message.replyTo) say(this.reply, words.length > 120 ? `${words.slice(0, 120)}…` : words);
  }

  buttons(message) {
    const rows = (message.buttons || []).map((row, index) => ({ index, row })).filter(({ row }) => row.length > 0);
    const all = JSON.stringify(message.buttons || []);
    const same = all === this.last.buttons;
    this.last.buttons = all;
    this.rows.hidden = rows.length === 0;
    if (same) return false;
    const held = this.rows.contains(document.activeElement);
    keyed(this.rows, rows, ({ index, row }) => `${index}/${row.length}`,
      () => ({ el: h('div', { class: 'row', 'data-testid': 'button-row' }) }),
      (view, { row }) => keyed(view.el, row.map((button, at) => ({ button, at })),
        ({ button, at }) => JSON.stringify([button.data || button.url || '', at, Boolean(button.url)]),
        ({ button }) => this.button(button),
        (pressable, { button }) => pressable.update(button)));
    for (const waiting of this.rows.querySelectorAll('[aria-busy]')) this.rest(waiting);
    if (held && !this.rows.contains(document.activeElement)) this.el.focus({ preventScroll: true });
    return true;
  }

  button(button) {
    const label = h('span', { dir: 'auto' });
    const face = { class: 'press', 'data-testid': 'message-button', 'data-data': button.data };
    const isLink = /^(https?|tel|mailto):/i.test(button.url || '');
    const el = isLink
      ? h('a', { ...face, href: button.url, target: '_blank', rel: 'noopener noreferrer' }, label, h('span', { class: 'sr' }, ' (opens a web page)'))
      : h('button', { ...face, type: 'button', onclick: () => this.press(el, button) }, label);
    return { el, update: (now) => { say(label, now.label || ''); label.classList.toggle('tall', isTall(now.label || '')); } };
  }

  async press(el, button) {
    if (el.hasAttribute('aria-busy')) return;
    set(el, 'aria-busy', 'true');
    // A press that changes nothing (a stale button, say) must not wait for ever.
    setTimeout(() => this.rest(el), 4000);
    if (!(await this.chat.press(this.message, button))) this.rest(el);
  }

  rest(el) {
    el.removeAttribute('aria-busy');
  }

  toolbar(message) {
    const tools = this.chat.tools(message);
    keyed(this.tools, tools, (tool) => tool.label, (tool) => ({
      el: h('button', {
        type: 'button', class: 'tool', 'aria-label': tool.label, title: tool.label, 'data-testid': tool.testid,
        onclick: () => tool.run(this.message),
      }, icon(tool.icon)),
    }), () => {});
  }

  flash() {
    this.bubble.classList.remove('changed');
    void this.bubble.offsetWidth; // lets the animation start anew
    this.bubble.classList.add('changed');
  }
}

function picture(file) {
  const kind = file.kind || 'file';
  const glyph = { photo: 'photo', location: 'pin', voice: 'voice', audio: 'voice', video_note: 'voice' }[kind] || 'file';
  const name = file.name || { photo: 'Photo', location: 'Pin on the map', voice: 'Voice message' }[kind] || kind;
  // A picture is seen to be one; a screen reader is told.
  const klass = kind === 'photo' && !file.name ? 'sr' : 'name';
  const label = file.id
    ? h('a', { class: klass, dir: 'auto', href: `/demo/file?id=${encodeURIComponent(file.id)}`, download: name, 'data-testid': 'file-link' }, name)
    : h('span', { class: klass, dir: 'auto' }, name);
  return [h('span', { class: 'picture', 'data-kind': glyph }, icon(glyph)), label];
}
