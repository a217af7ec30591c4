// Names of variables, settings and attributes that say that what they are given is secret.

import { AT } from '../words/ascii.ts';

/** Longest part of a name that is looked at. */
const NAME_BYTES = 80;
/** Names of user variables that say that their value is secret. */
const TELLING =
  /pass(?:word|wd|phrase)|pwd|secret|token|credential|api_?key|(?:private|encryption|crypt|aes|hmac|sign)_?key|(?:^@`?|_)pw(?:$|[_`])/i;
/** The same of settings, of which many tell of passwords in general: password_history. */
const TELLING_SETTING = /(?:password|passwd|pwd|secret|token|sst_auth|(?:secret|access|private)_?key)`?$/i;

/** Whether a name says that its value is secret, whatever it names. */
export function isTellingWord(name: string): boolean {
  const text = name.slice(-NAME_BYTES);
  return TELLING.test(text) || TELLING_SETTING.test(text);
}

export function isTellingSetting(sql: Buffer, start: number, end: number): boolean {
  return TELLING_SETTING.test(sql.toString('latin1', Math.max(start, end - NAME_BYTES), end));
}

/** `@db_password`, and no system variable; what is compared (`@password = 'x'` in a condition) is as secret. */
export function isTellingName(sql: Buffer, start: number, end: number): boolean {
  if (sql[start] !== AT || sql[start + 1] === AT) return false;
  return TELLING.test(sql.toString('latin1', start, Math.min(end, start + NAME_BYTES)));
}
