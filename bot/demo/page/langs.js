// The languages that a person's phone can be set to in the demo.

/** langs is the list in the dialog: the code that the phone tells the bot, and the language's own name. */
export const langs = [
  { code: 'en', name: 'English' },
  { code: 'zh-hans', name: '简体中文' },
  { code: 'ar', name: 'العربية' },
  { code: 'vi', name: 'Tiếng Việt' },
  { code: 'id', name: 'Bahasa Indonesia' },
];

const rightToLeft = new Set(['ar', 'ur', 'fa', 'he', 'ps', 'ckb', 'sd', 'ug', 'dv', 'yi']);

/** nameOf gives a language's own name, or its code where the page does not know it. */
export function nameOf(code) {
  const known = langs.find((lang) => lang.code === String(code).toLowerCase());
  if (known) return known.name;
  try {
    return new Intl.DisplayNames([code], { type: 'language' }).of(code) || code;
  } catch {
    return code || '';
  }
}

/** dirOf says in which direction a language is written. */
export function dirOf(code) {
  return rightToLeft.has(String(code || '').toLowerCase().split(/[-_]/)[0]) ? 'rtl' : 'ltr';
}

/** tagOf writes a code as an HTML lang attribute wants it. */
export function tagOf(code) {
  return String(code || 'en').replace('_', '-').replace(/^zh-hans/i, 'zh-Hans').replace(/^zh-hant/i, 'zh-Hant');
}

// Scripts whose letters stand and hang far: their lines need more room.
const tall = /[\u0900-\u0DFF\u0E00-\u0FFF\u1000-\u109F\u1780-\u17FF]/;

/** isTall says whether a text needs taller lines. */
export function isTall(text) {
  return tall.test(text);
}
