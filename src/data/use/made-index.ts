// CREATE INDEX on columns: in whatever order a table's indexes are made, its rows and columns come out alike. What tells the order
// all the same (SHOW CREATE TABLE, EXPLAIN, which of two keys a refused row has met) asks for it beside.
// https://dev.mysql.com/doc/refman/en/create-index.html

import type { DataUse, MadeIndex, ObjectKind, SeenOrder, TableUse } from '../../core/data-use.ts';
import { appended, type Chain, type Link, versionOf, withoutBag } from '../history/chain.ts';
import { hashOf, mix } from '../history/mix.ts';
import type { AskedStatement } from './asked-statement.ts';
import type { StatementUse } from './statement-use.ts';

/** The bag of indexes that were made one behind the other. */
const BAG = 'index';
const NAME = '(?:`(?:[^`]|``)+`|[\\w$]+)';
const KIND = '(?:\\s+using\\s+(?:btree|hash))?';
const CREATE = new RegExp(
  `^create\\s+(unique\\s+)?index\\s+(${NAME})${KIND}\\s+on\\s+(?:${NAME}\\s*\\.\\s*)?${NAME}\\s*\\((?:[^()]|\\(\\d+\\))*\\)${KIND}\\s*$`,
  'i',
);
const SHOWN = /^\s*show\s+create\s+table\b/i;
/** What says in which order indexes stand, or may. */
const TELLS_ORDER =
  /^\s*(?:show\s+(?:extended\s+)?(?:index|indexes|keys)|analyze|call|execute|do|checksum|handler)\b|^\s*(?:explain|desc|describe)\s+(?:format|extended|partitions|analyze|select|table|insert|update|delete|replace|with|for)\b|^\s*create\s[^(]*\blike\b|\binformation_schema\b[\s\S]*\b(?:statistics|innodb_\w+)\b|\bmysql\s*\.\s*innodb_index_stats\b/i;

/** How a table is made, and in which order its indexes were. */
export interface Definition extends Chain {
  readonly indexes?: IndexOrder;
  /** It was not there at the beginning: CREATE TABLE has made it. */
  readonly wasAbsent?: boolean;
  /** It was dropped, and was not there at the beginning. */
  readonly isAsNever?: boolean;
  /** It may have been dropped by a statement that failed. */
  readonly isUnsure?: boolean;
  /** What it is, where a CREATE has said so. */
  readonly kind?: ObjectKind;
  /** By which name it is listed, where that is not the one in lower case. */
  readonly shown?: string;
}

interface IndexOrder {
  /** Those behind which nothing else was done to the definition. */
  readonly last: readonly MadeIndex[];
  /** Of those before: 0 where no two were made one behind the other. */
  readonly before: number;
  readonly uniqueBefore: number;
}

const NO_INDEXES: IndexOrder = { last: [], before: 0, uniqueBefore: 0 };

/** The index that a statement has made; null where it does anything else, or may have. */
export function madeIndex({ sql, errorCode, warnings }: AskedStatement): MadeIndex | null {
  // a warning tells of another index of the same columns
  const [, unique, name] = errorCode !== null || warnings > 0 ? [] : (CREATE.exec(sql.trim()) ?? []);
  if (name === undefined) return null;
  const bare = name.startsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name;
  return { name: bare.toLowerCase(), isUnique: unique !== undefined };
}

/** What one more change of a definition comes to. */
export function redefined(definition: Definition, link: Link, index: MadeIndex | undefined): Definition {
  const { indexes } = definition;
  if (index === undefined) {
    const chain = appended(definition, link);
    if (indexes === undefined) return chain;
    return { ...chain, indexes: { last: [], before: orderOf(indexes), uniqueBefore: orderOf(indexes, true) } };
  }
  const { last, ...before } = indexes ?? NO_INDEXES;
  return { ...appended(definition, { ...link, commutes: BAG }), indexes: { ...before, last: [...last, index] } };
}

/** Rows count for what must be unique, and where the table is made anew with them, which tells how many they are. */
export function indexUse(index: MadeIndex, table: string, isOfRows: boolean): StatementUse {
  const read = { table, besideIndex: index.name, ...(!index.isUnique && !isOfRows && { isDefinition: true }) };
  return { reads: [read], soft: [], writes: [{ table, effect: 'define', index, kind: 'table' }], commits: true };
}

/** The version of a definition of which nothing counts of the indexes made last but whether one of this name is there. */
export function versionBeside(definition: Definition, name: string): number {
  const isThere = definition.indexes?.last.some((one) => one.name === name) === true;
  return mix(versionOf(withoutBag(definition, BAG)), isThere ? 1 : 0);
}

/** The names of those that are not unique, of the last ones, in their order. */
export function lastIndexes({ indexes }: Definition): readonly string[] {
  return (indexes?.last ?? []).filter(({ isUnique }) => !isUnique).map(({ name }) => name);
}

/** In which order those stand that the last ones are: 0 where there are no two. */
export function lastOrder(definition: Definition): number {
  return ofNames(lastIndexes(definition));
}

/**
 * What a statement sees of the order; 0 where no two stand in any. That of unique ones shows in the flags of each column, and in
 * which key a row has met.
 */
export function orderSeen({ indexes }: Definition, what: SeenOrder | undefined): number {
  if (indexes === undefined) return 0;
  if (what === 'all') return orderOf(indexes);
  const unique = orderOf(indexes, true);
  return what === undefined || indexes.before === 0 ? unique : mix(indexes.before, unique);
}

function orderOf({ last, before, uniqueBefore }: IndexOrder, isOfUnique = false): number {
  const unique = ofNames(last.filter((one) => one.isUnique).map(({ name }) => name));
  const own = isOfUnique ? unique : unique + ofNames(last.filter((one) => !one.isUnique).map(({ name }) => name));
  const earlier = isOfUnique ? uniqueBefore : before;
  return own === 0 ? earlier : mix(earlier, own);
}

function ofNames(names: readonly string[]): number {
  return names.length < 2 ? 0 : names.reduce((order, name) => mix(order, hashOf(name)), 1);
}

/** The use with the order of indexes, where the statement tells of it. */
export function withOrder(use: StatementUse, asked: AskedStatement): StatementUse {
  const order: SeenOrder | null = SHOWN.test(asked.sql) ? 'shown' : tellsOrder(asked) ? 'all' : null;
  if (order === null || typeof use.reads === 'string') return use;
  const reads = use.reads.map((one) =>
    one.isExistence === true || one.otherThan !== undefined ? one : { ...one, order },
  );
  if (order !== 'shown') return { ...use, reads };
  return { ...use, reads, soft: [...use.soft, ...reads.map(({ table }) => ({ table, isIndexOrder: true }))] };
}

/** Whether it says in which order indexes stand, or may. */
export function tellsOrder({ sql }: AskedStatement): boolean {
  return TELLS_ORDER.test(sql);
}

/** The tables of which an answer shows the indexes in their order, and can be given in another. */
export function shownInOrder({ soft = [] }: DataUse): readonly TableUse[] {
  return soft.filter(({ isIndexOrder }) => isIndexOrder === true);
}
