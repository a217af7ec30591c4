// Whether what a statement answers, or does, depends on the numbers of rows otherwise than by which row has which: it computes with them
// (`CONCAT('k', id)`, `MAX(id)`, `id + 1`) or compares them (`id > 5`). Where the client knows a row by another number than the
// recorded one, nothing tells what the server would say there. Hints that words give, no parser.

import type { Command, Dialect } from '../../../core/command.ts';
import type { DataUse, TableUse } from '../../../core/data-use.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import { readStatement, tokensOf } from '../../../sql/statement-reading.ts';
import { isName, nameAt } from '../../../sql/values/brought-in.ts';
import { readValueColumns } from '../../../sql/values/value-columns.ts';
import { TokenKind } from '../../../sql/words/token.ts';
import type { CarriedIds, ToldOtherwise } from '../carrying/carried-ids.ts';
import { bare } from './hidden-use.ts';
import { type AskedOrder, isInOtherOrder } from './number-order.ts';

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

/** What is selected is kept under another name. */
const KEEPING: ReadonlySet<string> = new Set(['insert', 'replace', 'create']);
/** A query behind one of these is compared with, or is one of several. */
const WITHIN: ReadonlySet<string> = new Set(['', 'union', 'all', 'in', 'exists', 'any', 'some']);

/** Whether a recorded answer depends on numbers of rows that the client knows by other ones. */
export function isByNumber(
  command: Command,
  exchange: RecordedExchange,
  ids: CarriedIds,
  reader: RecordingReader,
): boolean {
  const { toldOtherwise: keys } = ids;
  const { responseId } = exchange;
  if (keys.length === 0) return false;
  const response = responseId === null ? null : reader.response(responseId);
  if (response?.outcome === 'error') {
    const message = Buffer.concat([...response.chunks()]).toString('latin1');
    if (keys.some(({ toLive }) => namesNumber(message, toLive))) return true;
  }
  const asked = readAsked(command);
  if (asked === null) return false;
  if (dependsOnNumbers(asked, keys, reader.dataOf(exchange.id)?.use)) return true;
  return response !== null && isInOtherOrder({ command, exchange, response, reader }, orderOf(asked), keys, ids);
}

/** A statement, read once for all that is asked of it here. */
interface Asked {
  readonly words: readonly Word[];
  /** Tables that it names, in lower case. */
  readonly named: ReadonlySet<string>;
}

/** Null where it has no statement. @internal */
export function readAsked({ sql, dialect }: Pick<Command, 'sql' | 'dialect'>): Asked | null {
  if (sql === null) return null;
  const { normal } = readStatement(sql, dialect);
  return { words: wordsOf(normal, dialect), named: new Set(readValueColumns(normal, dialect).tables.values()) };
}

/** What a statement says of the order of its rows. */
function orderOf({ words, named }: Asked): AskedOrder {
  // of several statements nothing tells which rows are whose
  if (words.some(({ text }) => text === ';')) return { tables: null, by: [] };
  return { tables: named, by: orderedBy(words).at(-1) ?? [] };
}

/** Whether a message quotes one of the numbers, by itself or as a part of a key (`'7-ada'`): not within drawn digits. @internal */
export function namesNumber(message: string, numbers: ReadonlyMap<string, string>): boolean {
  const quoted = message.match(/'[^']*'/g)?.join(' ') ?? '';
  return (
    quoted.match(/(?<![\w\x80-\xff])\d+(?![\w\x80-\xff])/g)?.some((one) => (numbers.get(one) ?? one) !== one) === true
  );
}

/** @param use what the recorded answer read, where that is known @internal */
export function dependsOnNumbers(
  { words, named }: Asked,
  keys: readonly ToldOtherwise[],
  use: Pick<DataUse, 'reads' | 'writes'> | undefined,
): boolean {
  if (use?.reads === 'definitions') return words.some(({ text }) => NEXT_NUMBERS.has(text));
  const isWriting = WRITING.has(words[0]?.text ?? '');
  const ordered = keys.filter((one) => named.has(one.key.table) && !isOfOneNumber(one, named, use));
  return readsHidden(use, keys, named, isWriting) || isDepending(words, keys, named, ordered);
}

/** By its own number (`WHERE id = 5 ORDER BY id LIMIT 1`) it is about one row of its one table, which has no order. */
function isOfOneNumber(
  { key: { schema, table, column } }: ToldOtherwise,
  named: ReadonlySet<string>,
  use: Pick<DataUse, 'reads' | 'writes'> | undefined,
): boolean {
  if (use === undefined || named.size > 1 || typeof use.reads === 'string' || use.writes === 'all') return false;
  const uses = [...use.reads, ...use.writes];
  return (
    uses.length > 0 &&
    uses.every(
      (one) =>
        one.table.toLowerCase() === `${schema}.${table}` &&
        one.pins?.some((pin) => pin.column.toLowerCase() === column && pin.values.length === 1) === true,
    )
  );
}

/** What is told of definitions has no numbers of rows in it but the next one: SHOW CREATE TABLE, SHOW TABLE STATUS, a column of TABLES. */
const NEXT_NUMBERS: ReadonlySet<string> = new Set(['create', 'status', 'auto_increment', '*']);

const WRITING: ReadonlySet<string> = new Set(['insert', 'replace', 'update', 'delete']);

/** Not only about whether a table is there, and how it is made: DROP and CREATE tell no number. */
function isAboutRows({ isExistence, isDefinition, otherThan }: TableUse): boolean {
  return isExistence !== true && isDefinition !== true && otherThan === undefined;
}

/** By a view, a function, a procedure or a catalogue: what is made of the numbers there does not show. */
function readsHidden(
  use: Pick<DataUse, 'reads' | 'writes'> | undefined,
  keys: readonly ToldOtherwise[],
  named: ReadonlySet<string>,
  isWriting: boolean,
): boolean {
  if (use === undefined) return false;
  const { reads, writes } = use;
  if (typeof reads === 'string') return true;
  // which changed nothing, in the one table that it names
  const isIdle =
    isWriting && named.size === 1 && writes.length === 0 && reads.some((one) => named.has(bare(one.table)));
  return keys.some(({ key: { schema, table } }) => {
    const own = `${schema}.${table}`;
    const isOf = (one: TableUse) => one.table.toLowerCase() === own && isAboutRows(one);
    // a write looks by a foreign key whether there is a row of the number that it names, and tells nothing of it
    const isLooking = isIdle || (writes !== 'all' && writes.length > 0 && !writes.some(isOf));
    return !named.has(table) && reads.some((one) => isOf(one) && !(isLooking && one.pins !== undefined));
  });
}

/** @param ordered keys of tables of which it may meet several rows */
function isDepending(
  words: readonly Word[],
  keys: readonly ToldOtherwise[],
  named: ReadonlySet<string>,
  ordered: readonly ToldOtherwise[],
): boolean {
  const watched = new Set(keys.flatMap(({ key, names }) => [...names, ...(named.has(key.table) ? [key.column] : [])]));
  const first = words[0]?.text ?? '';
  // the next number of a table
  if (first === 'show' && /^(?:create|table)$/.test(words[1]?.text ?? '')) return true;
  const isKept = KEEPING.has(first);
  if (ordered.length > 0 && dependsOnOrder(words, watched, isKept)) return true;
  const levels: Level[] = [{ isQuery: true, isList: false, word: '' }];
  for (const [at, { text, isName: isNamed }] of words.entries()) {
    const level = levels.at(-1);
    if (level === undefined) return false;
    if (text === '(') levels.push({ isQuery: false, isList: false, word: words[at - 1]?.text ?? '' });
    else if (text === ')') levels.pop();
    else if (text === 'select') [level.isQuery, level.isList] = [true, true];
    else if (text === 'from' || text === ';') level.isList = false;
    else if (isKept && level.isList && (text === '*' || watched.has(text))) return true;
    else if (isNamed && watched.has(text) && isComputedWith(words, at, levels)) return true;
  }
  return false;
}

/** Words that make one value of many rows, one behind the other. */
const IN_TURN: ReadonlySet<string> = new Set(['group_concat', 'json_arrayagg', 'json_objectagg', 'over']);

/** Whether which rows, or what is made of them, depends on the order that their numbers give them. */
function dependsOnOrder(words: readonly Word[], watched: ReadonlySet<string>, isKept: boolean): boolean {
  if (words.some(({ text }) => IN_TURN.has(text))) return true;
  // rows that a query gives to a table get their numbers in its order
  if (isKept && words.some(({ text }) => text === 'select')) return true;
  const isCut = words.some(({ text }) => text === 'limit' || text === 'fetch');
  return isCut && orderedBy(words).some((names) => names.some((name) => watched.has(name)));
}

/** What each ORDER BY names: columns, or `?` for anything else. */
function orderedBy(words: readonly Word[]): string[][] {
  const lists: string[][] = [];
  for (const [at, { text }] of words.entries()) {
    if (text === 'by' && words[at - 1]?.text === 'order') lists.push(listedBehind(words, at + 1));
  }
  return lists;
}

const ENDS: ReadonlySet<string> = new Set([')', ';', 'limit', 'for', 'into', 'lock', 'fetch', 'offset', 'union']);

function listedBehind(words: readonly Word[], first: number): string[] {
  const list: string[] = [];
  let item: Word[] = [];
  const take = () => {
    const names = item.filter(({ text }) => text !== 'asc' && text !== 'desc' && text !== '.');
    const isColumn = item.every(
      ({ text, isName: isNamed }) => isNamed || text === '.' || text === 'asc' || text === 'desc',
    );
    list.push((isColumn ? names.at(-1)?.text : undefined) ?? '?');
    item = [];
  };
  for (let at = first; at < words.length; at++) {
    const word = words[at] as Word;
    if (ENDS.has(word.text)) break;
    if (word.text === '(') return [...list, '?'];
    if (word.text === ',') take();
    else item.push(word);
  }
  take();
  return list;
}

/** `UPDATE t SET a = id`: what stands behind SET, and before WHERE. */
function isAssigned(words: readonly Word[], at: number): boolean {
  return words.slice(0, at).findLast(({ text }) => text === 'set' || text === 'where' || text === 'on')?.text === 'set';
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
  if (before === '=' && isAssigned(words, first)) return true;
  const query = levels.findLastIndex(({ isQuery }) => isQuery);
  if (levels.at(query)?.isList !== true) return false;
  // a query within a list, or in the place of a table, gives what goes by another name
  if (levels.slice(0, query).some(({ isList }) => isList)) return true;
  if (query > 0 && !WITHIN.has(levels[query]?.word ?? '')) return true;
  if (query < levels.length - 1) return levels.at(-1)?.word !== 'count';
  return !BEFORE.has(before);
}
