// A statement without its values, as the server's own digest has it in spirit: literals as ?, lists of them as one, and
// white space as one space. https://dev.mysql.com/doc/refman/en/performance-schema-statement-digests.html

import { createHash } from 'node:crypto';
import { RecentMap } from '../core/recent-map.ts';
import { tokensOf } from './statement-reading.ts';
import { TokenKind } from './words/token.ts';

const DIGEST_DIGITS = 16;
const VALUES: ReadonlySet<TokenKind> = new Set([
  TokenKind.string,
  TokenKind.binary,
  TokenKind.integer,
  TokenKind.decimal,
  TokenKind.float,
  TokenKind.parameter,
]);

/** Of a longer statement no more is read, up to the end of a list: megabytes are rows of one INSERT. */
const READ_CHARS = 20_000;

/** The statement with its values as `?`; `IN (1, 2)` and `VALUES (1), (2)` as one `(…)`. */
function digestText(sql: string): string {
  if (sql.length <= READ_CHARS) return textOf(sql);
  const cut = sql.slice(0, READ_CHARS);
  const list = cut.lastIndexOf('),');
  return textOf(list > 0 ? cut.slice(0, list + 1) : cut).replace(/\(\s*\?(?:\s*,\s*\?)*\s*,?$/, '(…)');
}

function textOf(sql: string): string {
  const lexer = tokensOf(Buffer.from(sql)).read();
  let text = '';
  let isGap = false;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    if (kind === TokenKind.whitespace || kind === TokenKind.comment) {
      isGap = text !== '';
      continue;
    }
    const token = VALUES.has(kind) ? '?' : lexer.sql.toString('utf8', lexer.start, lexer.end);
    text += `${isGap ? ' ' : ''}${token}`;
    isGap = false;
  }
  const short = text.replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(…)').replace(/\(…\)(?:\s*,\s*\(…\))+/g, '(…)');
  let end = short.length;
  while (end > 0 && /[;\s]/.test(short[end - 1] ?? '')) end--;
  return short.slice(0, end);
}

/** A short name of a digest's text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}

/** What decides where a literal begins, or what a comment is: a statement that has one of them is read whole. */
const NOT_PLAIN = /["`#\\]|--|\/\*/;
/** Literals of plain statements; a number that touches a word, a sign of names or another number stays as it is. */
const PLAIN_VALUE = /'[^']*'|(?<![\w.$@\u0080-\uffff])\d+(?:\.\d+)?(?![\w.$\u0080-\uffff])/g;
/** So that a number beside a string is not taken for a string with a quote in it. */
const masked = (literal: string) => (literal.startsWith("'") ? "''" : '\0');
const REMEMBERED = 16_384;
const REMEMBERED_CHARS = 4096;

/** Digests of many statements: those that differ in plain literals only are read once. */
export class DigestTexts<Known> {
  readonly #known = new RecentMap<string, Known>(REMEMBERED);

  /** What `make` made of the digest's text, of this statement or of one that has the same. */
  of(sql: string, make: (text: string) => Known): Known {
    if (sql.length > REMEMBERED_CHARS) return make(digestText(sql));
    const key = NOT_PLAIN.test(sql) ? sql : sql.replace(PLAIN_VALUE, masked);
    let known = this.#known.get(key);
    if (known === undefined) {
      known = make(digestText(sql));
      this.#known.set(key, known);
    }
    return known;
  }
}
