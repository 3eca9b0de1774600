// The right side: the staff group with its topics, one topic open.

import { h, keyed, say, set } from './dom.js';
import { look, open, state, ui, unread } from './state.js';
import { cardOf, Topic } from './topic.js';

const keyOf = (id) => `topic/${id}`;

/** StaffPane draws the group. */
export class StaffPane {
  constructor(root) {
    this.root = root;
    this.title = h('h2', { dir: 'auto' });
    this.members = h('div');
    const acting = h('fieldset', { class: 'members', 'data-testid': 'staff-members' }, h('legend', null, 'Acting as'), this.members);
    this.list = h('ul', { class: 'topics-list', 'data-testid': 'topic-list' });
    this.list.addEventListener('keydown', (event) => this.walk(event));
    this.none = h('p', { class: 'none' }, 'No topics yet.');
    this.topic = new Topic({ member: () => this.member(), back: () => this.leave() });
    this.welcome = h('div', { class: 'empty welcome', 'data-testid': 'staff-empty' },
      h('img', { src: 'icon.svg', alt: '', width: '64', height: '64' }),
      h('p', { class: 'strong' }, 'No cases yet'),
      h('p', null, 'When a person says yes to being helped, a topic opens here with a card.'));
    root.append(
      h('header', { class: 'staff-head' }, h('div', { class: 'names' }, this.title, h('p', { class: 'sub' }, 'Staff group')), acting),
      h('div', { class: 'desk' },
        h('nav', { class: 'topics', 'aria-label': 'Topics' }, this.list, this.none), this.welcome, this.topic.el));
  }

  /** member is the staff member who acts in this window. */
  member() {
    const members = state()?.group?.members || [];
    return members.find((m) => m.id === ui.member) || members[0] || null;
  }

  /** focus puts the cursor where one goes on. */
  focus() {
    const chosen = this.list.querySelector('[aria-current=true]') || this.list.querySelector('button');
    if (this.now && !this.topic.composer.el.hidden && this.topic.el.offsetParent) this.topic.composer.input.focus();
    else if (chosen) chosen.focus();
    else this.root.focus();
  }

  /** draw shows the state. */
  draw(visible) {
    const group = state().group || {};
    const topics = group.topics || [];
    say(this.title, group.title || 'Staff');
    keyed(this.members, group.members || [], (m) => m.id, (m) => this.choice(m), (view, m) => view.update(m));
    this.choose(topics);
    const shown = visible && this.root.dataset.view === 'topic';
    if (this.now && (shown || !narrow()) && visible) look(keyOf(this.now.id), this.now.messages || []);
    this.none.hidden = topics.length > 0;
    keyed(this.list, topics, (topic) => topic.id, (topic) => this.item(topic), (view, topic) => view.update(topic));
    const bare = topics.every((topic) => (topic.messages || []).every((message) => message.service));
    this.welcome.hidden = !(bare && topics.length <= 1);
    this.topic.el.hidden = !this.now || !this.welcome.hidden;
    this.topic.draw(group, topics, this.now);
  }

  // choose opens the topic that was open; the first case opens by itself, as there is nothing else to look at.
  choose(topics) {
    const chosen = topics.find((topic) => topic.id === ui.topic);
    const first = topics.find((topic) => cardOf(topic)) || topics.find((topic) => (topic.messages || []).length > 0);
    this.now = chosen || first || topics[0] || null;
    set(this.root, 'data-view', chosen ? 'topic' : 'list');
  }

  leave() {
    const id = ui.topic;
    open({ topic: null });
    (this.list.querySelector(`[data-topic="${id}"]`) || this.list.querySelector('button'))?.focus();
  }

  /** waiting counts what nobody has looked at. */
  waiting() {
    return (state()?.group?.topics || []).reduce((sum, topic) => sum + unread(keyOf(topic.id), topic.messages || []), 0);
  }

  choice(member) {
    const input = h('input', { type: 'radio', name: 'member', value: member.id, 'data-testid': 'staff-member', onchange: () => open({ member: member.id }) });
    const name = h('span', { dir: 'auto' });
    const el = h('label', { class: 'member' }, input, name);
    return { el, update: (now) => { say(name, now.name); input.checked = this.member()?.id === now.id; } };
  }

  item(topic) {
    const name = h('span', { class: 'name', dir: 'auto' });
    const glance = h('span', { class: 'glance', dir: 'auto' });
    const closed = h('span', { class: 'closed', hidden: true }, 'closed');
    const badge = h('span', { class: 'badge', hidden: true });
    const count = h('span', { class: 'sr' });
    const button = h('button', {
      type: 'button', class: 'topic-item', 'data-testid': 'topic', 'data-topic': topic.id, onclick: () => open({ topic: topic.id }),
    }, h('span', { class: 'words' }, name, glance), closed, badge, count);
    const update = (now) => {
      const chosen = now === this.now;
      set(button, 'aria-current', chosen ? 'true' : null);
      set(button, 'tabindex', chosen ? '0' : '-1');
      set(button, 'data-closed', Boolean(now.closed));
      say(name, now.name || 'General');
      const last = (now.messages || []).findLast((message) => !message.service);
      say(glance, last ? (last.text || `[${last.file?.kind || 'file'}]`).split('\n')[0].slice(0, 80) : 'nothing yet');
      closed.hidden = !now.closed;
      const news = unread(keyOf(now.id), now.messages || []);
      badge.hidden = news === 0;
      say(badge, news > 0 ? String(news) : '');
      set(badge, 'aria-hidden', 'true');
      say(count, news > 0 ? `, ${news} unread` : '');
    };
    return { el: h('li', null, button), update };
  }

  walk(event) {
    const all = [...this.list.querySelectorAll('button')];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    next.focus();
    if (!narrow()) next.click();
  }
}

/** narrow says whether the two sides are tabs. */
export function narrow() {
  return matchMedia('(max-width: 799.98px)').matches;
}
