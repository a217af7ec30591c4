// What stands between the quotes of a string literal.
// https://dev.mysql.com/doc/refman/en/string-literals.html

import { BACKSLASH, DOUBLE_QUOTE, QUOTE } from './ascii.ts';
import { characterLength } from './characters.ts';
import type { LexerOptions } from './token.ts';

/** The bytes that a string literal stands for; `start` and `end` are its token's bounds, with or without introducer. */
export function literalContent(sql: Buffer, start: number, end: number, options: LexerOptions): Buffer {
  let at = start;
  while (at < end && sql[at] !== QUOTE && sql[at] !== DOUBLE_QUOTE) at++;
  const quote = sql[at];
  const plain = plainContent(sql, at, end, options);
  if (plain !== null) return plain;
  const content: number[] = [];
  for (at++; at < end; at++) {
    const byte = sql[at] ?? 0;
    if (isPair(sql, at, options)) content.push(byte, sql[++at] ?? 0);
    else if (byte === BACKSLASH && options.noBackslashEscapes !== true) content.push(...unescaped(sql[++at] ?? 0));
    else if (byte !== quote) content.push(byte);
    else if (sql[at + 1] === quote && at + 1 < end) content.push(sql[at++] ?? 0);
  }
  return Buffer.from(content);
}

/** Most literals stand for what they show; large ones are not walked byte by byte. Null where something in it is escaped. */
function plainContent(sql: Buffer, at: number, end: number, options: LexerOptions): Buffer | null {
  const quote = sql[at];
  const last = end - 1;
  if (options.charset || quote === undefined || at >= last || sql.indexOf(quote, at + 1) !== last) return null;
  const content = sql.subarray(at + 1, last);
  return options.noBackslashEscapes === true || !content.includes(BACKSLASH) ? content : null;
}

/** A literal that stands for these bytes. */
export function quoteLiteral(content: Buffer, options: LexerOptions): Buffer {
  const bytes = [QUOTE];
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] ?? 0;
    if (isPair(content, at, options)) bytes.push(byte, content[++at] ?? 0);
    else if (byte === QUOTE || (byte === BACKSLASH && options.noBackslashEscapes !== true)) bytes.push(byte, byte);
    else bytes.push(byte);
  }
  bytes.push(QUOTE);
  return Buffer.from(bytes);
}

/** The same as most drivers write it: with backslashes. */
export function escapeLiteral(content: Buffer, options: LexerOptions): Buffer {
  if (options.noBackslashEscapes === true || options.charset) return quoteLiteral(content, options);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is escaped
  const escaped = content.toString('latin1').replace(/['"\\\n\r\0\x1a]/g, (one) => ESCAPES[one] ?? one);
  return Buffer.from(`'${escaped}'`, 'latin1');
}

const ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\x1a': '\\Z',
};

/** Bounds of the password in a literal `'scheme://user:password@host…'`; null where there is none. */
export function urlPassword(sql: Buffer, start: number, end: number): { start: number; end: number } | null {
  const literal = sql.subarray(start, end);
  const scheme = literal.indexOf('://');
  const colon = scheme < 0 ? -1 : literal.indexOf(':', scheme + 3);
  const at = literal.lastIndexOf('@');
  return colon < 0 || at < colon ? null : { start: start + colon + 1, end: start + at };
}

/** Bounds of the passwords in all URLs with user and password that a literal holds. */
export function urlPasswords(sql: Buffer, start: number, end: number): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let slash = sql.indexOf(SLASH, start); slash >= 0 && slash < end; slash = sql.indexOf(SLASH, slash + 1)) {
    const from = behindSlashes(sql, slash);
    if (from < 0) continue;
    slash = from - 1;
    const colon = endOfUserInfo(sql, from, end);
    if (sql[colon] !== COLON) continue;
    // a password may have the one and the other in it, not encoded as they should be
    let last = -1;
    for (let at = colon + 1; at < end; at++) {
      at = endOfUserInfo(sql, at, end);
      if (sql[at] === AT) last = at;
      // a slash in a password, which a port has not: `mysql://u:a/b@h`
      else if (sql[at] !== COLON && (sql[at] !== SLASH || last >= 0 || isPort(sql, colon + 1, at))) break;
    }
    if (last > colon + 1) found.push({ start: colon + 1, end: last });
  }
  return found;
}

function isPort(sql: Buffer, start: number, end: number): boolean {
  return /^\d{0,5}$/.test(sql.toString('latin1', start, Math.min(end, start + 6)));
}

/** Behind `//`, or `\\/\\/` as JSON has it; -1 where it is none. */
function behindSlashes(sql: Buffer, slash: number): number {
  let at = slash + 1;
  while (sql[at] === BACKSLASH && at < slash + 3) at++;
  return sql[at] === SLASH ? at + 1 : -1;
}

/** `Basic` and the name and password in base64, `Bearer` and a token, as HTTP has them. */
const HEADER = /\b(?:(basic) {1,4}([A-Za-z0-9+/]{8,4096}={0,2})|bearer {1,4}([\w.~+/-]{20,8192}=*))/gi;

/** Bounds of what such headers in a literal hold. Of words that only look so, `Basic training`, none. */
export function headerPasswords(sql: Buffer, start: number, end: number): { start: number; end: number }[] {
  const text = sql.toString('latin1', start, end);
  return [...text.matchAll(HEADER)].flatMap(({ 0: whole, 1: isBasic, 2: pair = '', 3: token = '', index }) => {
    const value = isBasic === undefined ? token : pair;
    const isMeant = isBasic === undefined ? /\d/.test(value) : /^[ -~]*:[ -~]+$/.test(decoded(value));
    const to = start + index + whole.length;
    return isMeant ? [{ start: to - value.length, end: to }] : [];
  });
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

/** Whether all of a literal is a password's hash as `mysql.user` has it: `*` and 40 digits, `$A$005$…`. */
export function isHash(sql: Buffer, start: number, end: number): boolean {
  const length = end - start - 2;
  if (sql[start + 1] === 0x2a)
    return length === 41 && /^[0-9A-F]{40}$/i.test(sql.toString('latin1', start + 2, end - 1));
  return length >= 60 && /^\$A\$\d{3}\$/.test(sql.toString('latin1', start + 1, start + 8));
}

/** Longest user and password that is looked for before it. */
const DSN_BYTES = 512;

/** Bounds of the passwords in addresses as Go's drivers have them, `user:password@tcp(host:3306)/db`. */
export function dsnPasswords(sql: Buffer, start: number, end: number): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let before = start;
  for (let at = sql.indexOf(AT, start); at >= 0 && at < end; at = sql.indexOf(AT, at + 1)) {
    if (!/^@(?:tcp|unix)\(/i.test(sql.toString('latin1', at, at + 6))) continue;
    let from = at;
    while (from > Math.max(before, at - DSN_BYTES) && !endsWord(sql[from - 1] ?? 0)) from--;
    const colon = sql.subarray(from, at).indexOf(COLON);
    if (colon >= 0 && from + colon + 1 < at) found.push({ start: from + colon + 1, end: at });
    before = at;
  }
  return found;
}

function endsWord(byte: number): boolean {
  return byte === 0x27 || byte === 0x22 || byte === 0x60 || byte <= 0x20;
}

/** What is written like a connection's properties: `…;Pwd=x;`, `…&password=x`, `password "x"`. */
const PROPERTY =
  /(?:^|[\s;&?,'"(])(?:[\w.-]{0,40}(?:password|passwd|passphrase|pwd|secret)|(?:secret|account|access|api|private)[_-]?(?:access[_-]?)?key|(?:access|auth|refresh|id)[_-]token)(?:\s?=\s?(?:\\?["']|'')?|\s?["'])([^\s;&,'"\\)]+)/gi;

/** Bounds of the passwords in such properties. @param isLoose also of `password "x"`, as Spider's comments have it */
export function propertyPasswords(
  sql: Buffer,
  start: number,
  end: number,
  isLoose: boolean,
): { start: number; end: number }[] {
  const text = sql.toString('latin1', start, end);
  return [...text.matchAll(PROPERTY)].flatMap(({ 0: whole, 1: value = '', index }) => {
    if (!isLoose && !whole.slice(0, whole.length - value.length).includes('=')) return [];
    const to = start + index + whole.length;
    return [{ start: to - value.length, end: to }];
  });
}

const COLON = 0x3a;
const SLASH = 0x2f;
const AT = 0x40;

/** The first colon, @, slash, quote or space; `end` where there is none. */
function endOfUserInfo(sql: Buffer, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    const byte = sql[at] ?? 0;
    if (byte === COLON || byte === AT || byte === 0x2f || byte === 0x27 || byte === 0x22 || byte <= 0x20) break;
  }
  return at;
}

/** A character whose second byte must not be read as ASCII. */
function isPair(bytes: Buffer, at: number, { charset }: LexerOptions): boolean {
  return charset != null && characterLength(bytes, at, charset) === 2;
}

/** What stands for a backslash and this byte. `\%` and `\_` keep theirs: what LIKE makes of them is LIKE's business. */
function unescaped(byte: number): readonly number[] {
  return UNESCAPED.get(byte) ?? [byte];
}

const UNESCAPED: ReadonlyMap<number, readonly number[]> = new Map([
  [0x30, [0x00]], // \0
  [0x62, [0x08]], // \b
  [0x6e, [0x0a]], // \n
  [0x72, [0x0d]], // \r
  [0x74, [0x09]], // \t
  [0x5a, [0x1a]], // \Z
  [0x25, [BACKSLASH, 0x25]], // \%
  [0x5f, [BACKSLASH, 0x5f]], // \_
]);
