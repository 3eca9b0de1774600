// Three steps for a newcomer. They tick themselves off as the case goes on.

import { h, icon, set } from './dom.js';
import { state } from './state.js';
import { cardOf, wordsFor } from './topic.js';

const place = 'safe-harbour-guide';

const steps = [
  { title: 'Be the person', text: 'Press Start, choose a language and a need, tap answers. Say yes to a helper: an urgent answer opens a case.' },
  { title: 'Be the staff', text: 'The case is a topic with a card. Press “Take this case”. What you write is a note; write “/r I am here” to speak to the person.' },
  { title: 'Be the person again', text: 'Nothing is sent first: your words wait until the person taps or writes. Tap the next answer, read them, then press Hide.' },
];

/** Guide draws the strip of steps. */
export class Guide {
  constructor(root, button) {
    this.root = root;
    this.button = button;
    this.done = 0;
    this.read = false; // the person has staff's words on the screen, or had
    this.items = steps.map((step, at) => h('li', { 'data-testid': `guide-step-${at + 1}` },
      h('span', { class: 'number', 'aria-hidden': 'true' }, String(at + 1)),
      h('div', null, h('strong', null, step.title), h('p', null, step.text), h('span', { class: 'sr done' }))));
    this.over = h('p', { class: 'over', 'data-testid': 'guide-over', hidden: true }, 'That was a whole case, from both sides.');
    root.append(h('ol', null, this.items), this.over,
      h('button', { type: 'button', class: 'plain', 'data-testid': 'guide-close', onclick: () => this.show(false, true) }, 'Got it'));
    root.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.show(false, true); });
    button.addEventListener('click', () => this.show(this.root.hidden, true));
    this.show(!remembered(), false);
  }

  show(visible, byHand) {
    this.root.hidden = !visible;
    set(this.button, 'aria-expanded', visible ? 'true' : 'false');
    if (!byHand) return;
    remember(!visible);
    if (visible) this.root.querySelector('button').focus();
    else this.button.focus();
  }

  /** draw marks what has been done. */
  draw() {
    this.done = Math.max(this.done, this.progress(state()));
    const { done } = this;
    this.over.hidden = done < steps.length;
    this.items.forEach((item, at) => {
      const is = at < done ? 'done' : at === done ? 'now' : 'later';
      if (item.dataset.is === is) return;
      set(item, 'data-is', is);
      set(item, 'aria-current', is === 'now' ? 'step' : null);
      item.querySelector('.number').replaceChildren(is === 'done' ? icon('check') : String(at + 1));
      item.querySelector('.done').textContent = is === 'done' ? ' (done)' : '';
    });
  }

  // progress counts the steps that have been played, judged by what can be seen: staff's words, on the person's screen and
  // off it again.
  progress(now) {
    const topics = now.group?.topics || [];
    if (!topics.some((topic) => cardOf(topic))) return 0;
    const said = topics.flatMap((topic) => wordsFor(topic));
    if (said.length === 0) return 1;
    const screens = (now.persons || []).flatMap((person) => person.messages || []).filter((message) => message.from === 'bot');
    const seen = said.some((words) => screens.some((screen) => (screen.text || '').includes(words)));
    if (seen) this.read = true;
    return this.read && !seen ? 3 : 2;
  }
}

function remembered() {
  try { return localStorage.getItem(place) === 'closed'; } catch { return false; }
}

function remember(closed) {
  try { localStorage.setItem(place, closed ? 'closed' : 'open'); } catch { /* shown again next time */ }
}
