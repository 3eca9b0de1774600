// What the demo server says, kept up to date; and what this window has open.

import { toast } from './dom.js';

let current = null;
let online = 'wait';
let asking = null;
let again = false;
const listeners = new Set();

/** state is the last state of the server, or null before the first answer. */
export const state = () => current;

/** connection is "wait", "yes" or "no". */
export const connection = () => online;

/** onChange calls back after every change of the state or of what is open. */
export function onChange(listener) {
  listeners.add(listener);
}

/** changed tells everybody that something changed. */
export function changed() {
  for (const listener of listeners) listener();
}

/** ui is what this window has open. It outlives a reload, not the window. */
export const ui = restore();

function restore() {
  const fresh = { person: null, topic: null, member: null, pane: 'person', seen: {} };
  try {
    return { ...fresh, ...JSON.parse(sessionStorage.getItem('safe-harbour-demo') || '{}') };
  } catch {
    return fresh;
  }
}

/** open changes what this window has open. */
export function open(part) {
  Object.assign(ui, part);
  try {
    sessionStorage.setItem('safe-harbour-demo', JSON.stringify({ ...ui, seen: {} }));
  } catch { /* a window without storage forgets, no more */ }
  changed();
}

/** refresh asks for the whole state. Calls that come while one is under way share one more; all wait for the last. */
export function refresh() {
  again = true;
  asking ||= (async () => {
    while (again) {
      again = false;
      await ask();
      changed();
    }
    asking = null;
  })();
  return asking;
}

async function ask() {
  try {
    const answer = await fetch('demo/state', { cache: 'no-store' });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const next = await answer.json();
    if (current && next.version < current.version) ui.seen = {}; // another run of the program: its messages count anew
    current = next;
    online = 'yes';
  } catch {
    online = 'no';
  }
}

/** post sends one act of a person or of staff. It answers with what the server said, or null after telling the user. */
export async function post(act, body) {
  try {
    const answer = await fetch(`demo/${act}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text.trim().slice(0, 300) || `The demo answered ${answer.status}.`);
    refresh();
    try { return JSON.parse(text) || {}; } catch { return {}; }
  } catch (fault) {
    toast(fault instanceof TypeError ? 'The demo program does not answer. Is it still running?' : fault.message, 'fault');
    return null;
  }
}

/** listen keeps the state up to date, through restarts of the program too. */
export function listen() {
  const events = new EventSource('demo/events');
  const news = (event) => {
    let version = Infinity;
    try { version = JSON.parse(event.data).version ?? Infinity; } catch { /* any event means: ask */ }
    if (!current || version !== current.version) refresh();
  };
  events.addEventListener('message', news);
  events.addEventListener('change', news);
  events.addEventListener('open', refresh);
  events.addEventListener('error', () => {
    online = 'no';
    changed();
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
  refresh();
}

/** unread counts the messages of a chat that came since it was last looked at. */
export function unread(key, messages) {
  const seen = ui.seen[key] ?? 0;
  return messages.reduce((sum, message) => sum + (message.id > seen && message.from !== 'me' && !message.service ? 1 : 0), 0);
}

/** look remembers that a chat's messages were seen up to the last one. */
export function look(key, messages) {
  const last = messages.reduce((max, message) => Math.max(max, message.id), 0);
  if (!(ui.seen[key] >= last)) ui.seen[key] = last;
}
