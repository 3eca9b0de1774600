// The left side: phones of persons, one at a time.

import { ChatLog } from './log.js';
import { Composer } from './composer.js';
import { h, icon, keyed, say, set, toast } from './dom.js';
import { dirOf, nameOf, tagOf } from './langs.js';
import { menu } from './menu.js';
import { look, open, post, state, ui, unread } from './state.js';

const keyOf = (id) => `person/${id}`;

/** PersonPane draws the phones; add() opens the dialog for a new person. */
export class PersonPane {
  constructor(root, { add }) {
    this.answered = new Map();
    this.tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Persons', 'data-testid': 'person-tabs' });
    this.tabs.addEventListener('keydown', (event) => this.walk(event));
    this.bot = h('bdi');
    this.sub = h('p', { class: 'sub' });
    this.place = h('div', { class: 'logs' });
    this.blockedBar = h('div', { class: 'blocked', hidden: true },
      h('p', { dir: 'auto' }, 'This person has blocked the bot.'),
      h('button', { type: 'button', class: 'main', 'data-testid': 'person-unblock', onclick: () => this.block(false) }, 'Unblock'));
    this.composer = new Composer({
      testid: 'person', label: 'Message to the bot', placeholder: 'Message', before: this.keys(),
      send: (text, about) => this.send(text, about),
    });
    this.nobody = h('div', { class: 'empty nobody' }, h('p', null, 'There is nobody here yet.'),
      h('button', { type: 'button', class: 'main', onclick: add }, 'Add a person'));
    this.phone = h('div', { class: 'phone', role: 'tabpanel', id: 'phone', 'data-testid': 'phone' },
      this.head(), this.place, this.blockedBar, this.composer.el);
    root.append(h('div', { class: 'persons' }, this.tabs,
      h('button', { type: 'button', class: 'round add-person', 'aria-label': 'Add a person', title: 'Add a person', 'data-testid': 'add-person', onclick: add }, icon('plus'))),
    h('div', { class: 'phone-frame' }, this.phone), this.nobody);
  }

  head() {
    return h('header', { class: 'phone-head' }, h('img', { src: 'icon.svg', alt: '', width: '36', height: '36' }),
      h('div', { class: 'names' }, h('h2', null, this.bot), this.sub),
      menu({
        label: 'This chat', face: icon('dots'), testid: 'person-menu', klass: 'onhead', items: () => {
          const blocked = this.now?.blocked;
          const gone = {
            label: 'Delete the chat', hint: 'on both sides', confirm: 'Really delete? Press again', danger: true,
            testid: 'person-deletechat', run: () => this.act('deletechat'),
          };
          return [{
            label: blocked ? 'Unblock the bot' : 'Block the bot', icon: icon('lock'), danger: !blocked,
            testid: 'person-block', run: () => this.block(!blocked),
          }, gone];
        },
      }));
  }

  keys() {
    const commands = menu({
      label: 'Commands of the bot', face: icon('slash'), testid: 'person-commands', items: () => (state()?.commands || []).map((c) => {
        const name = `/${c.command.replace(/^\//, '')}`;
        return { label: name, hint: c.description, testid: `person-command-${name.slice(1)}`, run: () => this.send(name) };
      }),
    });
    const attach = menu({
      label: 'Attach', face: icon('clip'), testid: 'person-attach', items: () => [
        { label: 'Photo', hint: 'a made-up picture', icon: icon('photo'), testid: 'person-photo', run: () => this.act('photo') },
        { label: 'Pin on the map', hint: 'a made-up place', icon: icon('pin'), testid: 'person-location', run: () => this.act('location') },
        { label: 'Voice message', hint: 'made up', icon: icon('voice'), testid: 'person-voice', run: () => this.act('voice') },
      ],
    });
    return [commands, attach];
  }

  act(act, more) {
    return this.now ? post(act, { person: this.now.id, ...more }) : null;
  }

  block(blocked) {
    return this.act('block', { blocked });
  }

  send(text, about) {
    return about ? this.act('edit', { message: about.id, text }) : this.act('send', { text });
  }

  /** focus puts the cursor where one goes on. */
  focus() {
    const start = this.place.querySelector('.log:not([hidden]) .empty:not([hidden]) button');
    if (start) start.focus();
    else if (!this.composer.el.hidden) this.composer.input.focus();
    else this.phone.querySelector('button')?.focus();
  }

  /** draw shows the state. */
  draw(visible) {
    const { persons = [], bot } = state();
    this.now = persons.find((person) => person.id === ui.person) || persons[0] || null;
    this.nobody.hidden = persons.length > 0;
    this.phone.parentElement.hidden = persons.length === 0;
    if (this.now && visible) look(keyOf(this.now.id), this.now.messages || []);
    keyed(this.tabs, persons, (person) => person.id, (person) => this.tab(person), (view, person) => view.update(person));
    keyed(this.place, persons, (person) => person.id, (person) => this.log(person), (log, person) => {
      log.show(person === this.now);
      log.update(person.messages || []);
    });
    if (!this.now) return;
    const chosen = this.tabs.querySelector('[aria-selected=true]');
    if (chosen !== this.chosen) chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.chosen = chosen;
    this.answers();
    const { lang, name, blocked, id } = this.now;
    say(this.bot, bot?.name || 'Safe Harbour');
    say(this.sub, `${name} · ${nameOf(lang)}`);
    set(this.phone, 'dir', dirOf(lang));
    set(this.phone, 'aria-labelledby', `person-tab-${id}`);
    this.blockedBar.hidden = !blocked;
    this.composer.el.hidden = Boolean(blocked);
    this.composer.show(id, dirOf(lang));
  }

  // What the bot answers to a press is a line that passes, as in the app. There is no number to an answer, only the list.
  answers() {
    const { id, answers = [] } = this.now;
    const before = this.answered.get(id);
    const all = JSON.stringify(answers);
    this.answered.set(id, all);
    const last = answers.at(-1);
    if (before !== undefined && before !== all && last?.text) toast(last.text);
  }

  /** waiting counts what nobody has looked at. */
  waiting() {
    return (state()?.persons || []).reduce((sum, person) => sum + unread(keyOf(person.id), person.messages || []), 0);
  }

  tab(person) {
    const badge = h('span', { class: 'badge', hidden: true });
    const name = h('span', { class: 'name', dir: 'auto' });
    const lang = h('span', { class: 'lang', lang: tagOf(person.lang), dir: 'auto' });
    const el = h('button', {
      type: 'button', role: 'tab', id: `person-tab-${person.id}`, 'aria-controls': 'phone',
      'data-testid': 'person-tab', 'data-person': person.id, onclick: () => open({ person: person.id }),
    }, h('span', { class: 'words' }, name, lang), badge);
    const update = (now) => {
      const chosen = now === this.now;
      set(el, 'aria-selected', chosen ? 'true' : 'false');
      set(el, 'tabindex', chosen ? '0' : '-1');
      say(name, now.name);
      say(lang, nameOf(now.lang));
      const news = unread(keyOf(now.id), now.messages || []);
      badge.hidden = news === 0;
      say(badge, news > 0 ? String(news) : '');
    };
    return { el, update };
  }

  log(person) {
    const current = () => (state().persons || []).find((other) => other.id === person.id) || person;
    const chat = {
      who: (message) => (message.from === 'me' ? current().name : state().bot?.name || 'Bot'),
      mine: (message) => message.from === 'me',
      find: (id) => current().messages.find((message) => message.id === id),
      press: (message, button) => post('press', { chat: person.id, message: message.id, data: button.data }),
      command: (name) => post('send', { person: person.id, text: name }),
      tools: (message) => (message.from !== 'me' || !message.text || message.text.startsWith('/') ? [] : [{
        label: 'Change this message', icon: 'edit', testid: 'message-edit', run: (m) => this.composer.tell({ id: m.id, title: 'Change', text: m.text, draft: m.text }),
      }]),
    };
    const start = h('button', { type: 'button', class: 'main', 'data-testid': 'person-start', onclick: () => this.send('/start') }, 'Start');
    return new ChatLog({
      label: `Chat of ${person.name} with the bot`, chat, testid: 'person-log', lang: tagOf(person.lang), dir: dirOf(person.lang),
      empty: [h('img', { src: 'icon.svg', alt: '', width: '64', height: '64' }), h('p', { dir: 'auto', lang: 'en' }, 'Press Start to begin.'), start],
    });
  }

  walk(event) {
    const all = [...this.tabs.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    next.focus();
    next.click();
  }
}
