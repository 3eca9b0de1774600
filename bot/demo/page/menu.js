// A button that opens a short menu: arrows move, Escape and a press elsewhere close it.

import { h, set } from './dom.js';

/**
 * menu makes the button and its menu. items() is asked at every opening: [{label, hint, icon, danger, testid, run}].
 * An item with `confirm` asks a second press.
 */
export function menu({ label, face, testid, klass, items }) {
  const list = h('div', { class: 'menu', role: 'menu', 'aria-label': label, hidden: true });
  const button = h('button', {
    type: 'button', class: `round ${klass || ''}`, 'aria-label': label, title: label,
    'aria-haspopup': 'menu', 'aria-expanded': 'false', 'data-testid': testid,
  }, face);
  const root = h('div', { class: 'menu-root' }, button, list);

  const away = (event) => { if (!root.contains(event.target)) shut(false); };
  function shut(refocus) {
    list.hidden = true;
    set(button, 'aria-expanded', 'false');
    document.removeEventListener('pointerdown', away, true);
    if (refocus) button.focus();
  }
  function open() {
    list.replaceChildren(...items().map((item) => entry(item, shut)));
    list.hidden = false;
    set(button, 'aria-expanded', 'true');
    document.addEventListener('pointerdown', away, true);
    list.querySelector('[role=menuitem]')?.focus();
  }

  button.addEventListener('click', () => (list.hidden ? open() : shut(true)));
  button.addEventListener('keydown', (event) => {
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && list.hidden) { event.preventDefault(); open(); }
  });
  list.addEventListener('keydown', (event) => walk(event, list, shut));
  root.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !root.contains(event.relatedTarget) && !list.hidden) shut(false);
  });
  return root;
}

function entry(item, shut) {
  let asked = false;
  const name = h('span', { class: 'name', dir: 'auto' }, item.label);
  return h('button', {
    type: 'button', role: 'menuitem', tabindex: '-1', class: item.danger ? 'danger' : null, 'data-testid': item.testid,
    onclick: () => {
      if (item.confirm && !asked) {
        asked = true;
        name.textContent = item.confirm;
        return;
      }
      shut(true);
      item.run();
    },
  }, item.icon, name, item.hint ? h('span', { class: 'hint', dir: 'auto' }, item.hint) : null);
}

function walk(event, list, shut) {
  const all = [...list.querySelectorAll('[role=menuitem]')];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    shut(true);
  } else if (event.key === 'Tab') {
    shut(false);
  }
}
