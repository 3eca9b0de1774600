// The page of the demo: a person's phone and the staff group, both driving the real bot on this machine.

import { addDialog } from './add.js';
import { say, set } from './dom.js';
import { Guide } from './guide.js';
import { PersonPane } from './person.js';
import { narrow, StaffPane } from './staff.js';
import { connection, listen, look, onChange, open, state, ui } from './state.js';

const byId = (id) => document.getElementById(id);

const add = addDialog(byId('add-person'), () => panes.person.focus());
const panes = {
  person: new PersonPane(byId('person-pane'), { add: () => add() }),
  staff: new StaffPane(byId('staff-pane')),
};
const guide = new Guide(byId('guide'), byId('guide-open'));
const sides = [...document.querySelectorAll('[data-side]')];
let started = false;

function draw() {
  status();
  const now = state();
  if (!now) return;
  if (!started) begin(now);
  const isNarrow = narrow();
  set(document.body, 'data-pane', ui.pane);
  for (const side of sides) {
    const pane = side.dataset.side;
    panes[pane].draw(!isNarrow || ui.pane === pane);
    set(side, 'aria-pressed', ui.pane === pane ? 'true' : 'false');
    const badge = side.querySelector('.badge');
    const count = panes[pane].waiting();
    badge.hidden = count === 0;
    say(badge, count > 0 ? String(count) : '');
  }
  guide.draw();
}

// What was there before this window opened is not news.
function begin(now) {
  started = true;
  for (const person of now.persons || []) if (ui.seen[`person/${person.id}`] === undefined) look(`person/${person.id}`, person.messages || []);
  for (const topic of now.group?.topics || []) if (ui.seen[`topic/${topic.id}`] === undefined) look(`topic/${topic.id}`, topic.messages || []);
}

function status() {
  const online = connection();
  set(byId('status'), 'data-online', online);
  say(byId('status').querySelector('.words'), {
    wait: 'Connecting…', yes: 'Everything stays on this machine', no: 'No answer from the demo. Trying again…',
  }[online]);
}

function go(pane) {
  open({ pane });
  panes[pane].focus();
}

for (const side of sides) side.addEventListener('click', () => open({ pane: side.dataset.side }));
document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const pane = { Digit1: 'person', Digit2: 'staff' }[event.code];
  if (!pane) return;
  event.preventDefault();
  go(pane);
});
for (const skip of document.querySelectorAll('.skip')) {
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    go(skip.hash === '#staff-pane' ? 'staff' : 'person');
  });
}
matchMedia('(max-width: 799.98px)').addEventListener('change', draw);
onChange(draw);
listen();
