// One topic of the staff group: its card, its messages, and where staff write.

import { ChatLog } from './log.js';
import { Composer } from './composer.js';
import { h, icon, keyed, say, set } from './dom.js';
import { menu } from './menu.js';
import { MessageView } from './message.js';
import { post, state } from './state.js';

// The card and the head of the topic tell as much.
const dull = new Set(['topic created', 'topic edited', 'message pinned']);
const speaks = /^\/r(@\w+)?(\s|$)/i;

/** Topic shows the open topic; member() is who acts, back() returns to the list on a narrow screen. */
export class Topic {
  constructor({ member, back }) {
    this.member = member;
    this.logs = new Map();
    this.name = h('h3', { dir: 'auto', 'data-testid': 'topic-name' });
    this.closed = h('span', { class: 'closed', hidden: true, 'data-testid': 'topic-closed' }, 'closed');
    this.place = h('div', { class: 'logs' });
    this.cardPlace = h('div', { class: 'card-place' });
    this.hint = h('p', { class: 'mode', id: 'staff-hint', 'data-testid': 'staff-hint' });
    const speak = h('button', {
      type: 'button', class: 'speak', 'aria-label': 'Speak to the person: begin with /r', title: 'Speak to the person', 'data-testid': 'staff-speak',
      onclick: () => this.speak(),
    }, '/r');
    this.composer = new Composer({
      testid: 'staff', label: 'Note, or /r and words for the person', placeholder: 'Write a note', before: [speak],
      send: (text, about) => this.send(text, about), typed: (text, about) => this.mode(text, about),
    });
    set(this.composer.input, 'aria-describedby', 'staff-hint');
    this.composer.el.append(this.hint);
    this.menu = menu({
      label: 'This topic', face: icon('dots'), testid: 'topic-menu', items: () => [{
        label: 'Delete this topic', hint: 'as staff can in Telegram', confirm: 'Really delete? Press again', danger: true,
        testid: 'topic-delete', run: () => this.now && post('deletetopic', { topic: this.now.id }),
      }],
    });
    this.el = h('section', { class: 'topic', 'aria-label': 'Open topic', 'data-testid': 'topic-open' },
      h('header', { class: 'topic-head' },
        h('button', { type: 'button', class: 'round back', 'aria-label': 'Back to the topics', 'data-testid': 'topic-back', onclick: back }, icon('back')),
        this.name, this.closed, this.menu),
      this.cardPlace, this.place, this.composer.el);
  }

  /** draw shows the topic, keeping the places of the others. */
  draw(group, topics, now) {
    this.now = now;
    this.group = group;
    keyed(this.place, topics, (topic) => topic.id, (topic) => this.log(topic), (log, topic) => {
      log.show(topic === now);
      log.update((topic.messages || []).filter((message) => message.id !== pinnedOf(topic) && !dull.has(message.service)));
    });
    const cards = topics.filter((topic) => cardOf(topic));
    keyed(this.cardPlace, cards, (topic) => `${topic.id}/${pinnedOf(topic)}`, (topic) => this.card(topic), (view, topic) => {
      view.el.hidden = topic !== now;
      view.update(cardOf(topic));
    });
    if (!now) return;
    say(this.name, now.name || 'General');
    this.closed.hidden = !now.closed;
    this.menu.hidden = now.id === 0; // the general topic cannot be deleted
    this.composer.show(now.id, 'ltr');
  }

  chat(topic) {
    const current = () => (state().group?.topics || []).find((other) => other.id === topic.id) || topic;
    return {
      who: (message) => {
        if (message.from === 'bot') return state().bot?.name || 'Bot';
        return nameOf(message.from) + (speaks.test(message.text || '') ? ' → the person' : '');
      },
      mine: (message) => message.from !== 'bot',
      find: (id) => (current().messages || []).find((message) => message.id === id),
      press: (message, button) => {
        this.logs.get(topic.id)?.follow();
        return post('press', { chat: state().group.id, message: message.id, data: button.data, as: this.member()?.id });
      },
      tools: (message) => [{
        label: 'Reply', icon: 'reply', testid: 'message-reply', run: (m) => this.reply(m),
      }].filter(() => !message.service && message.id !== pinnedOf(current())),
    };
  }

  log(topic) {
    const log = new ChatLog({
      label: `Topic ${topic.name || 'General'}`, chat: this.chat(topic), testid: 'staff-log',
      empty: [h('p', null, cardOf(topic) ? 'Nothing but the card so far. What you write here is a note for staff.' : 'Nothing here yet.')],
    });
    this.logs.set(topic.id, log);
    return log;
  }

  // The card is the pinned message. It stays above the messages and can be folded.
  card(topic) {
    const view = new MessageView(cardOf(topic), this.chat(topic));
    view.el.setAttribute('data-testid', 'topic-card-message');
    const id = `card-${topic.id}`;
    const body = h('div', { class: 'card-body', id, tabindex: '0', role: 'region', 'aria-label': 'Pinned card' }, view.el);
    const fold = h('button', { type: 'button', class: 'fold', 'aria-expanded': 'true', 'aria-controls': id, 'data-testid': 'topic-card-fold' },
      icon('card'), h('span', null, 'Card'), icon('chevron'));
    fold.addEventListener('click', () => {
      body.hidden = !body.hidden;
      set(fold, 'aria-expanded', body.hidden ? 'false' : 'true');
    });
    const el = h('section', { class: 'card', 'aria-label': 'Card of the case', 'data-testid': 'topic-card' }, fold, body);
    return { el, update: (message) => view.update(message) };
  }

  reply(message) {
    this.composer.tell({ id: message.id, title: 'Reply', text: message.text || `[${message.file?.kind || 'file'}]`, toBot: message.from === 'bot' });
  }

  speak() {
    const { input } = this.composer;
    input.value = speaks.test(input.value) ? input.value.replace(speaks, '').trimStart() : `/r ${input.value}`;
    this.composer.grow();
    input.focus();
  }

  // mode says beforehand who will read the words, because a slip here cannot be taken back.
  mode(text, about) {
    const to = speaks.test(text) ? 'person' : about?.toBot ? 'reply' : text.startsWith('/') ? 'command' : 'note';
    set(this.composer.el, 'data-mode', to);
    say(this.hint, {
      person: 'Goes to the person.',
      reply: 'A reply to the bot’s copy of the person’s words goes to the person.',
      command: 'A command to the bot.',
      note: 'Text is a note, only staff see it. /r speaks to the person, or reply to the bot’s copy.',
    }[to]);
  }

  send(text, about) {
    const member = this.member();
    if (!member || !this.now) return null;
    return post('say', { member: member.id, topic: this.now.id, text, ...(about ? { reply: about.id } : {}) });
  }
}

function nameOf(from) {
  const members = state().group?.members || [];
  return members.find((member) => member.id === from || member.name === from)?.name || String(from);
}

function pinnedOf(topic) {
  const { pinned } = topic;
  if (Array.isArray(pinned)) return pinned.at(-1);
  if (pinned && pinned !== true) return pinned;
  return (topic.messages || []).find((message) => message.pinned)?.id;
}

/** cardOf gives the pinned message of a topic, if there is one. */
export function cardOf(topic) {
  const id = pinnedOf(topic);
  return id ? (topic.messages || []).find((message) => message.id === id) : undefined;
}

/** wordsFor gives what staff said to the person in a topic. */
export function wordsFor(topic) {
  const messages = topic.messages || [];
  const fromBot = (id) => messages.some((message) => message.id === id && message.from === 'bot');
  return messages.filter((message) => message.from !== 'bot' && (speaks.test(message.text || '') || fromBot(message.replyTo)))
    .map((message) => (message.text || '').replace(speaks, '').trim()).filter(Boolean);
}
