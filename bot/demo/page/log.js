// The messages of one chat: keyed by id. A reader who is at the newest message stays there, and begins at its first line.

import { h, icon, keyed, say } from './dom.js';
import { MessageView } from './message.js';

const near = 24; // pixels that count as nothing

/** ChatLog is the scrolling list of one chat; hidden ones keep their place. */
export class ChatLog {
  constructor({ label, chat, testid, empty, lang, dir }) {
    this.chat = chat;
    this.fresh = 0;
    this.known = null;
    this.stuck = true; // the reader is at the newest message
    this.end = true; // and at its end
    this.turned = false; // the newest message is to be shown from its beginning
    this.newest = '';
    this.asked = false; // the reader waits for the next message
    this.list = h('div', {
      class: 'list', role: 'log', 'aria-live': 'polite', 'aria-label': label, tabindex: '0', 'data-testid': testid, lang, dir,
    });
    this.room = h('div', { class: 'messages' });
    this.empty = h('div', { class: 'empty', 'data-testid': `${testid}-empty` }, empty);
    this.list.append(this.empty, this.room);
    this.count = h('span', { class: 'words' });
    this.jump = h('button', {
      type: 'button', class: 'jump', hidden: true, 'data-testid': `${testid}-jump`, onclick: () => this.bottom(true),
    }, icon('down'), this.count);
    this.el = h('div', { class: 'log', hidden: true }, this.list, this.jump);
    this.list.addEventListener('scroll', () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.settle()).observe(this.list);
  }

  /** update shows the messages as they are now. */
  update(messages) {
    const held = this.room.contains(document.activeElement) || this.empty.contains(document.activeElement);
    const before = this.known;
    const views = keyed(this.room, messages, (m) => m.id, (m) => new MessageView(m, this.chat), (view, m) => view.update(m));
    this.known = new Set(views.keys());
    this.empty.hidden = messages.length > 0;
    const added = messages.filter((m) => !before?.has(m.id));
    if (added.some((m) => this.chat.mine(m))) this.stuck = true;
    const last = messages.at(-1);
    const newest = last ? JSON.stringify([last.id, last.text]) : '';
    if (newest !== this.newest) {
      this.stuck ||= this.asked;
      this.turned ||= this.stuck;
      this.asked = false;
    }
    this.newest = newest;
    if (before && !this.stuck) this.fresh += added.length;
    const lost = messages.length > 0 && !this.room.contains(document.activeElement);
    if (held && lost) this.refocus();
    this.settle();
  }

  /** show brings the chat to the front or puts it away. */
  show(visible) {
    if (this.el.hidden === !visible) return;
    this.el.hidden = !visible;
    if (visible) this.settle();
  }

  /** follow makes the next message be shown, wherever the reader is: the reader has just asked for it. */
  follow() {
    this.asked = true;
  }

  /** bottom goes to the newest message. */
  bottom(refocus) {
    this.stuck = true;
    this.end = true;
    this.turned = false;
    this.settle();
    if (refocus) this.list.focus({ preventScroll: true });
  }

  // The focused message is gone (a new screen took its place): the focus goes to the newest, not to the top of the page.
  refocus() {
    const newest = this.room.lastElementChild;
    (newest || this.list).focus({ preventScroll: true });
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (clientHeight === 0) return;
    this.end = scrollHeight - scrollTop - clientHeight < near;
    this.stuck = this.end || scrollTop > this.begin() - near;
    this.affordance();
  }

  // begin is where the newest message begins.
  begin() {
    const last = this.room.lastElementChild;
    return last ? last.offsetTop - 10 : 0;
  }

  settle() {
    const { clientHeight, scrollHeight } = this.list;
    if (clientHeight > 0 && this.stuck) {
      if (this.turned) this.end = scrollHeight - this.begin() - clientHeight < near;
      if (this.end) this.list.scrollTop = scrollHeight;
      else if (this.turned) this.list.scrollTop = this.begin();
      this.turned = false;
    }
    this.affordance();
  }

  affordance() {
    if (this.stuck) this.fresh = 0;
    this.jump.hidden = this.end;
    say(this.count, this.fresh > 0 ? `${this.fresh} new below` : this.stuck ? 'More below' : 'Newest');
    this.count.classList.toggle('sr', this.fresh === 0);
  }
}
