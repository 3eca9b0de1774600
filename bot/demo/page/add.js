// The dialog that adds a person.

import { h } from './dom.js';
import { dirOf, langs, tagOf } from './langs.js';
import { open, post, refresh } from './state.js';

/** addDialog fills the dialog and returns what opens it; added() is called when there is a new person. */
export function addDialog(dialog, added) {
  const name = h('input', { id: 'add-name', type: 'text', maxlength: '40', autocomplete: 'off', required: true, dir: 'auto', 'data-testid': 'add-name' });
  const lang = h('select', { id: 'add-lang', 'data-testid': 'add-lang' },
    langs.map((one) => h('option', { value: one.code, lang: tagOf(one.code), dir: dirOf(one.code) }, one.name)));
  const form = h('form', { method: 'dialog' },
    h('h2', { id: 'add-title' }, 'Add a person'),
    h('label', { for: 'add-name' }, 'Name'), name,
    h('label', { for: 'add-lang' }, 'Language of the phone'), lang,
    h('p', { class: 'sub' }, 'The bot takes the phone’s language as a hint and asks.'),
    h('div', { class: 'actions' },
      h('button', { type: 'button', class: 'plain', 'data-testid': 'add-cancel', onclick: () => dialog.close() }, 'Cancel'),
      h('button', { type: 'submit', class: 'main', 'data-testid': 'add-submit' }, 'Add')));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!name.value.trim()) return;
    const answer = await post('person', { name: name.value.trim(), lang: lang.value });
    if (!answer) return;
    await refresh();
    dialog.close();
    if (answer.id !== undefined) open({ person: answer.id });
    added();
  });
  dialog.append(form);
  return () => {
    name.value = '';
    dialog.showModal();
    name.focus();
  };
}
