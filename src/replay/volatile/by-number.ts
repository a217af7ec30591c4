// Whether what a statement answers, or does, depends on the numbers of rows otherwise than by which row has which: it computes with them
// (`CONCAT('k', id)`, `MAX(id)`, `id + 1`) or compares them (`id > 5`). Where the client knows a row by another number than the
// recorded one, nothing tells what the server would say there. Hints that words give, no parser.

import type { Command, Dialect } from '../../core/command.ts';
import { readStatement, tokensOf } from '../../sql/statement-reading.ts';
import { isName, nameAt } from '../../sql/values/brought-in.ts';
import { readValueColumns } from '../../sql/values/value-columns.ts';
import { TokenKind } from '../../sql/words/token.ts';
import type { ToldOtherwise } from './carried-ids.ts';

/** Parentheses of a query, or of anything else. */
interface Level {
  isQuery: boolean;
  /** Between SELECT and FROM. */
  isList: boolean;
  /** The word before it. */
  readonly word: string;
}

/** A name with one of these beside it is compared, or computed with. */
const BESIDE: ReadonlySet<string> = new Set(
  '< > ! + - * / % | & ^ ~ <> != <= >= between like regexp rlike div mod'.split(' '),
);
/** What may stand around a column that a list of results gives as it is. */
const BEFORE: ReadonlySet<string> = new Set(['select', ',', 'distinct', 'all']);

export function dependsOnNumbers({ sql, dialect }: Command, keys: readonly ToldOtherwise[]): boolean {
  return sql !== null && keys.length > 0 && isDepending(readStatement(sql, dialect).normal, dialect, keys);
}

function isDepending(sql: Buffer, dialect: Dialect, keys: readonly ToldOtherwise[]): boolean {
  const named = new Set(readValueColumns(sql, dialect).tables.values());
  const watched = new Set(keys.flatMap(({ key, names }) => [...names, ...(named.has(key.table) ? [key.column] : [])]));
  const words = wordsOf(sql, dialect);
  const levels: Level[] = [{ isQuery: true, isList: false, word: '' }];
  for (const [at, { text, isName: isNamed }] of words.entries()) {
    const level = levels.at(-1);
    if (level === undefined) return false;
    if (text === '(') levels.push({ isQuery: false, isList: false, word: words[at - 1]?.text ?? '' });
    else if (text === ')') levels.pop();
    else if (text === 'select') [level.isQuery, level.isList] = [true, true];
    else if (text === 'from') level.isList = false;
    else if (isNamed && watched.has(text) && isComputedWith(words, at, levels)) return true;
  }
  return false;
}

interface Word {
  readonly text: string;
  readonly isName: boolean;
}

function wordsOf(sql: Buffer, dialect: Dialect): readonly Word[] {
  const lexer = tokensOf(sql, dialect).read();
  const words: Word[] = [];
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const text = isName(kind) ? nameAt(lexer).text : sql.toString('latin1', lexer.start, lexer.end);
    words.push({ text: text.toLowerCase(), isName: isName(kind) });
  }
  return words;
}

function isComputedWith(words: readonly Word[], at: number, levels: readonly Level[]): boolean {
  let first = at;
  while (words[first - 1]?.text === '.') first -= 2;
  const before = words[first - 1]?.text ?? '';
  const behind = words[at + 1]?.text ?? '';
  if (behind === '.') return false;
  if (BESIDE.has(before) || BESIDE.has(behind)) return true;
  const query = levels.findLastIndex(({ isQuery }) => isQuery);
  if (levels.at(query)?.isList !== true) return false;
  // a query within a list gives what is put together there
  if (levels.slice(0, query).some(({ isList }) => isList)) return true;
  if (query < levels.length - 1) return levels.at(-1)?.word !== 'count';
  return !BEFORE.has(before);
}
