// In which order a statement asks for its rows, and how many of them at most. Hints that words give, no parser.
// https://dev.mysql.com/doc/refman/en/select.html

import type { LexerOptions } from '../words/token.ts';
import { type Word, wordsOf } from './use-words.ts';

/** What rows are sorted by before all else: a column, or another name of one. */
export interface SortedBy {
  /** In lower case. */
  readonly name: string;
  /** The table's name or other name that stands before it; null where none does. */
  readonly owner: string | null;
  readonly isDescending: boolean;
}

export interface RowOrder {
  /** Null where it does not say, or says something else than a column. */
  readonly by: SortedBy | null;
  /** Where the constants of its LIMIT begin; null where it has none. */
  readonly limit: { readonly most: number; readonly from: number | null } | 'unclear' | null;
}

const UNCLEAR: RowOrder = { by: null, limit: 'unclear' };
const ENDS: ReadonlySet<string> = new Set([',', ';', 'limit', 'for', 'into', 'lock', 'fetch', 'offset', 'procedure']);

/** @param sql one query, in its normal form */
export function readRowOrder(sql: Buffer, options: LexerOptions): RowOrder {
  const words = wordsOf(sql, options);
  let order: RowOrder = { by: null, limit: null };
  let depth = 0;
  for (const [at, { text, isConstant }] of words.entries()) {
    if (isConstant) continue;
    if (text === '(') depth++;
    else if (text === ')') depth--;
    if (depth > 0) continue;
    if ((text === ';' && at + 1 < words.length) || text === 'fetch') return UNCLEAR;
    if (text === 'by' && words[at - 1]?.text === 'order') order = { ...order, by: sortedBy(words, at + 1) };
    if (text === 'limit') order = { ...order, limit: limitAt(words, at + 1) };
  }
  return order;
}

function sortedBy(words: readonly Word[], first: number): SortedBy | null {
  let end = first;
  while (end < words.length && !ENDS.has(words[end]?.text ?? '')) end++;
  const item = words.slice(first, end);
  const last = item.at(-1)?.text;
  const names = last === 'asc' || last === 'desc' ? item.slice(0, -1) : item;
  const isPath = names.every(({ text, isName, isKeyword }, at) => (at % 2 === 0 ? isName && !isKeyword : text === '.'));
  const name = names.at(-1)?.text;
  if (name === undefined || !isPath || names.length % 2 === 0 || name.startsWith('@')) return null;
  return { name, owner: names.at(-3)?.text ?? null, isDescending: last === 'desc' };
}

/** `LIMIT 10`, `LIMIT 20, 10`, `LIMIT 10 OFFSET 20` */
function limitAt(words: readonly Word[], at: number): RowOrder['limit'] {
  const [one, between, other] = [words[at], words[at + 1]?.text, words[at + 2]];
  if (one?.isConstant !== true) return 'unclear';
  if (between !== ',' && between !== 'offset') return { most: one.start, from: null };
  if (other?.isConstant !== true) return 'unclear';
  return between === ',' ? { most: other.start, from: one.start } : { most: one.start, from: other.start };
}
