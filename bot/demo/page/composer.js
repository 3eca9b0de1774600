// Where one writes: a text field that grows, drafts per chat, a bar for what is answered or changed. Enter sends.

import { h, icon, say, set } from './dom.js';

/** Composer is the text field of a pane. send(text, about) answers false when the text is to stay. */
export class Composer {
  constructor({ testid, label, placeholder, before, send, typed }) {
    this.drafts = new Map();
    this.key = null;
    this.about = null;
    this.sendIt = send;
    this.typed = typed || (() => {});
    this.dir = 'ltr';
    this.aboutTitle = h('strong');
    this.aboutText = h('span', { dir: 'auto' });
    this.bar = h('div', { class: 'about', hidden: true, 'data-testid': `${testid}-about` },
      h('p', null, this.aboutTitle, this.aboutText),
      h('button', { type: 'button', class: 'round', 'aria-label': 'Cancel', title: 'Cancel (Escape)', 'data-testid': `${testid}-cancel`, onclick: () => this.cancel() }, icon('close')));
    this.input = h('textarea', {
      rows: '1', id: `${testid}-input`, 'aria-label': label, placeholder, autocomplete: 'off',
      enterkeyhint: 'send', 'data-testid': `${testid}-input`,
    });
    this.button = h('button', { type: 'submit', class: 'round send', 'aria-label': 'Send', title: 'Send (Enter)', 'data-testid': `${testid}-send` }, icon('send'));
    this.form = h('form', { class: 'write', onsubmit: (event) => { event.preventDefault(); this.submit(); } }, before, this.input, this.button);
    this.el = h('div', { class: 'composer' }, this.bar, this.form);
    this.input.addEventListener('input', () => this.grow());
    this.input.addEventListener('keydown', (event) => this.keydown(event));
  }

  /** show changes to the draft of another chat. */
  show(key, dir) {
    this.dir = dir || 'ltr';
    if (key !== this.key) {
      if (this.key !== null) this.drafts.set(this.key, this.input.value);
      this.key = key;
      this.input.value = this.drafts.get(key) || '';
      this.cancel();
    }
    this.grow();
  }

  /** tell puts what the next text is about (an answer, a change) above the field. */
  tell(about) {
    this.about = about;
    say(this.aboutTitle, about.title);
    say(this.aboutText, about.text.slice(0, 160));
    this.bar.hidden = false;
    if (about.draft !== undefined) this.input.value = about.draft;
    this.grow();
    this.input.focus();
  }

  cancel() {
    const had = this.about;
    this.about = null;
    this.bar.hidden = true;
    if (had?.draft !== undefined) this.input.value = '';
    if (had && this.el.contains(document.activeElement)) this.input.focus();
    this.grow();
  }

  keydown(event) {
    if (event.key === 'Escape' && this.about) {
      event.preventDefault();
      event.stopPropagation();
      this.cancel();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      this.submit();
    }
  }

  async submit() {
    const text = this.input.value;
    if (!text.trim()) { this.input.focus(); return; }
    const { about, key } = this;
    this.about = null;
    this.bar.hidden = true;
    this.input.value = '';
    this.grow();
    if (await this.sendIt(text, about)) return;
    // It did not go out: give the words back, unless others were written or opened meanwhile.
    if (this.key !== key) this.drafts.set(key, text);
    else if (!this.input.value) {
      this.input.value = text;
      if (about) this.tell({ ...about, draft: about.draft === undefined ? undefined : text });
      this.grow();
    }
  }

  /** grow fits the field to its text, up to six lines, and its direction to its first letter. */
  grow() {
    set(this.input, 'dir', this.input.value ? 'auto' : this.dir);
    this.input.style.height = 'auto';
    if (this.input.scrollHeight > 0) this.input.style.height = `${Math.min(this.input.scrollHeight, 150)}px`;
    this.typed(this.input.value, this.about);
  }
}
