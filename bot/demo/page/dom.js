// Small helpers for building and keeping the page's elements. Nothing here knows what a message is.

/** h makes an element. Props: `class`, `onclick` and the like, attributes; null, undefined and false are left out. */
export function h(tag, props, ...kids) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else el.setAttribute(name, value === true ? '' : String(value));
  }
  el.append(...kids.flat().filter((kid) => kid !== null && kid !== undefined && kid !== false));
  return el;
}

/** set changes an attribute only when it differs, so that screen readers hear no change that is none. */
export function set(el, name, value) {
  if (value === null || value === undefined || value === false) {
    if (el.hasAttribute(name)) el.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (el.getAttribute(name) !== text) el.setAttribute(name, text);
}

/** say changes an element's text only when it differs. */
export function say(el, text) {
  if (el.textContent !== text) el.textContent = text;
}

const kept = new WeakMap();

/**
 * keyed makes the children of parent those of items, in order, and keeps the element of an item that stays. An element
 * is moved only when the order changed, because moving an element takes the focus from it.
 */
export function keyed(parent, items, keyOf, create, update) {
  const old = kept.get(parent) || new Map();
  const now = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (now.has(key)) continue;
    now.set(key, { item, view: old.get(key)?.view || create(item) });
  }
  for (const [key, { view }] of old) {
    if (!now.has(key)) view.el.remove();
  }
  let at = parent.firstChild;
  for (const { item, view } of now.values()) {
    update(view, item);
    if (view.el === at) at = at.nextSibling;
    else parent.insertBefore(view.el, at);
  }
  kept.set(parent, now);
  return now;
}

const paths = {
  send: 'M4 12 20 4.500l-4.500 15-4-6zM11.500 13.500 20 4.500',
  clip: 'M19 11.500 11.800 18.700a4.500 4.500 0 0 1-6.400-6.400l7.600-7.600a3 3 0 0 1 4.300 4.300l-7.500 7.500a1.500 1.500 0 0 1-2.200-2.200L14.400 7.500',
  slash: 'M5 7.500h14M5 12h14M5 16.500h9',
  dots: 'M12 6h.01M12 12h.01M12 18h.01',
  plus: 'M12 5v14M5 12h14',
  down: 'M12 5v13M6.500 12.500 12 18l5.500-5.500',
  back: 'M14.500 6 8.500 12l6 6',
  close: 'M7 7l10 10M17 7 7 17',
  pin: 'M12 21c4.500-4.700 6.500-7.800 6.500-10.700a6.500 6.500 0 0 0-13 0C5.500 13.200 7.500 16.300 12 21zM12 12.600a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600z',
  photo: 'M4 7.500A1.500 1.500 0 0 1 5.500 6h13A1.500 1.500 0 0 1 20 7.500v9a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 16.500zM5 16.500l4.500-5 3.500 3.700 2-2 4 4M15.500 9.500h.01',
  file: 'M7 4h7l4 4v12H7zM14 4v4h4',
  reply: 'M9.500 6.500 5 11l4.500 4.500M5 11h8a6 6 0 0 1 6 6v1',
  edit: 'M5 19l1-4L16 5l3 3L9 18z',
  lock: 'M7 11h10v8H7zM9 11V8.500a3 3 0 0 1 6 0V11',
  card: 'M9 4h6l-.8 5.500L17 12.500v1.500H7v-1.500l2.800-3zM12 14v6',
  chevron: 'M7 10l5 5 5-5',
  voice: 'M12 4a2.500 2.500 0 0 0-2.500 2.500v5a2.500 2.500 0 0 0 5 0v-5A2.500 2.500 0 0 0 12 4zM6.500 11.500a5.500 5.500 0 0 0 11 0M12 17v3',
  check: 'M5.500 12.500 10 17l8.500-9.500',
};

/** icon draws one of the page's icons; it says nothing to a screen reader, so its button needs a label. */
export function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', paths[name] || '');
  svg.append(path);
  return svg;
}

/** toast says something for a few seconds; a screen reader hears it. */
export function toast(text, kind) {
  const box = document.getElementById('toasts');
  const el = h('p', { class: 'toast', 'data-kind': kind || 'info', dir: 'auto' }, text);
  box.append(el);
  while (box.children.length > 3) box.firstChild.remove();
  setTimeout(() => el.remove(), kind === 'fault' ? 8000 : 3500);
}

/** clock writes a time of day; dates of the Bot API are seconds, other servers write ISO strings. */
export function clock(date) {
  if (!date) return '';
  const at = new Date(typeof date === 'number' ? date * 1000 : date);
  if (Number.isNaN(at.getTime())) return '';
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
