// Rows that come and go by their number: a DELETE that asks for nothing but constants leaves no such row, however many there were. So
// tests that begin by throwing away their own rows can be run again, and what a test has left in a table that others share, or failed
// to bring, is no matter to those.

import type { ClearedRows, PinnedRows, RowCount, RowsOf, TableWrite, WrittenValues } from '../../core/data-use.ts';
import type { DataAccess } from '../../sql/access/access-shape.ts';
import { addedBy, goneBy } from '../../sql/access/row-constants.ts';
import type { Catalogue } from '../definitions/catalogue.ts';
import type { AskedStatement } from './asked-statement.ts';
import { spelledTexts } from './bound-pins.ts';
import { isUnchecked } from './unchecked.ts';
import { ofCharacters } from './written-values.ts';

/** Constants of one DELETE. */
const MAX_VALUES = 16;
/** It is about some rows of these only: of a partition, of a time. */
const OF_SOME = /\b(?:partition|portion|history)\b/i;

type Asked = Pick<
  AskedStatement,
  'sql' | 'parameters' | 'errorCode' | 'affectedRows' | 'warnings' | 'perRow' | 'isCollection' | 'state'
>;

/**
 * Null where that is not certain.
 * @param writes what its words say, whether it met a row or not
 * @param isPinned whether nobody else can have brought such rows since its transaction began
 */
export function clearedBy(
  asked: Asked,
  access: DataAccess,
  writes: readonly TableWrite[] | 'all',
  catalogue: Catalogue,
  isPinned: boolean,
): ClearedRows | null {
  const { sql, errorCode, affectedRows: rows, perRow, isCollection } = asked;
  const [own] = writes === 'all' ? [] : writes;
  if (access.verb !== 'DELETE' || access.mixesRows || own === undefined || errorCode !== null || rows < 0) return null;
  if (perRow !== undefined || isCollection || OF_SOME.test(sql) || !isPlain(own.table, catalogue)) return null;
  if (catalogue.childrenOf(own.table).has(own.table)) return null;
  const pin = isPinned ? clearedPin(own, access, catalogue) : null;
  const of = writes.length === 1 ? goneOf(asked, own.table, catalogue) : null;
  if (pin === null && of === null) return null;
  // where none is met none goes along; whether some refer to it all the same is the question then
  const isKnown = pin !== null && !isUnchecked(asked.state) && (rows > 0 || !catalogue.hasOrphans);
  const along = isKnown ? goingAlong(own.table, pin, catalogue) : [];
  const written = of === null ? {} : { of };
  return { table: own.table, rows, ...written, ...(pin !== null && { pin }), ...(along.length > 0 && { along }) };
}

function clearedPin({ table, pins }: TableWrite, { clears }: DataAccess, catalogue: Catalogue): PinnedRows | null {
  const pin = clears === undefined ? undefined : pins?.find(({ column }) => column === clears);
  if (pin === undefined || pin.values.length === 0 || pin.values.length > MAX_VALUES) return null;
  return isExact(pin, table, catalogue) ? pin : null;
}

/** Rows that refer to these, where all that do are known, and go by themselves. */
function goingAlong(table: string, { column, values }: PinnedRows, catalogue: Catalogue): readonly RowsOf[] {
  const found: RowsOf[] = [];
  for (const child of catalogue.childrenOf(table)) {
    if (catalogue.isRestricting(child, table)) continue;
    const references = catalogue.factsOf(child)?.references.filter((one) => one.table === table) ?? [];
    const [reference, other] = references;
    const isKnown = reference?.isCascading === true && other === undefined && reference.referenced === column;
    if (!isKnown || catalogue.childrenOf(child).size > 0 || !catalogue.keepsValues(child)) return [];
    const pin = { column: reference.column, values };
    if (!isExact(pin, child, catalogue)) return [];
    found.push({ table: child, pin });
  }
  return found;
}

function goneOf(asked: Asked, table: string, catalogue: Catalogue): readonly WrittenValues[] | null {
  if (asked.warnings > 0 || catalogue.isAtOnce(table)) return null;
  const of = goneBy(asked);
  const isKept = of?.every((one) => isKeptAsWritten(one, table, catalogue)) === true;
  return of !== null && isKept ? of.map((one) => asKept(one, table, catalogue)) : null;
}

/** Constants of the rows that an INSERT brings. */
function addedOf(
  asked: Asked,
  { table, pins = [] }: TableWrite,
  catalogue: Catalogue,
): readonly WrittenValues[] | null {
  const isBulk = asked.perRow !== undefined || asked.isCollection;
  if (isBulk || asked.warnings > 0 || catalogue.isAtOnce(table)) return null;
  const of = addedBy(asked);
  if (of === null) return null;
  const auto = catalogue.factsOf(table)?.auto ?? null;
  const ids = of.some(({ column }) => column === auto) ? undefined : pins.find(({ column }) => column === auto);
  return [...of, ...(ids === undefined ? [] : [{ column: ids.column, values: ids.values }])]
    .filter((one) => isKeptAsWritten(one, table, catalogue))
    .map((one) => asKept(one, table, catalogue));
}

/** A number is no text: one that is asked for finds whatever begins with it in a column of characters. */
function isKeptAsWritten({ column, values }: WrittenValues, table: string, catalogue: Catalogue): boolean {
  const kind = catalogue.kindOf(table, column);
  if (kind === 'text') return values.every((value) => value.startsWith("'"));
  return kind !== undefined && kind !== 'unsure';
}

function asKept(one: WrittenValues, table: string, catalogue: Catalogue): WrittenValues {
  return catalogue.kindOf(table, one.column) === 'text' ? ofCharacters(one) : one;
}

/** With how many rows come to the table that it is about, where it does nothing else. */
export function withCount(
  writes: readonly TableWrite[] | 'all',
  asked: Asked,
  access: DataAccess,
  catalogue: Catalogue,
): readonly TableWrite[] | 'all' {
  const [own, ...others] = writes === 'all' ? [] : writes;
  if (own === undefined || own.effect !== 'change' || own.mixes === 'all') return writes;
  if (!isPlain(own.table, catalogue)) return writes;
  const count = asked.errorCode === null ? countOf(asked, access, own, catalogue) : null;
  if (count === null) return writes;
  const of = access.verb === 'INSERT' && others.length === 0 ? addedOf(asked, own, catalogue) : null;
  return [{ ...own, count: of === null ? count : { ...count, of } }, ...others];
}

function countOf(
  { affectedRows }: Asked,
  { verb, mixesRows, isUpsert, assigned }: DataAccess,
  { table, pins = [] }: TableWrite,
  catalogue: Catalogue,
): RowCount | null {
  // over X nobody may have told how many
  if (mixesRows || isUpsert || (affectedRows <= 0 && verb !== 'UPDATE')) return null;
  switch (verb) {
    case 'INSERT': {
      const unique = catalogue.factsOf(table)?.unique.flatMap((columns) => (columns.length === 1 ? columns : [])) ?? [];
      const fresh = unique.filter((column) =>
        pins.some((pin) => pin.column === column && isExact(pin, table, catalogue)),
      );
      return { by: affectedRows, ...(fresh.length > 0 && { fresh }) };
    }
    case 'UPDATE':
      return { by: 0, sets: assigned };
    case 'DELETE':
      return { by: -affectedRows };
    default:
      return null;
  }
}

/** Takes in how the writes spell the texts that they name; in any of their tables. */
export function noteSpellings(
  asked: AskedStatement,
  writes: readonly TableWrite[] | 'all',
  catalogue: Catalogue,
): void {
  if (writes === 'all' || writes.length === 0) return;
  const texts = asked.access.flatMap(({ writes: own, given = [] }) => {
    return own === 'all' ? [] : own.flatMap(({ pins }) => spelledTexts([...pins, ...given], asked));
  });
  if (texts.length === 0) return;
  for (const table of new Set(writes.map((write) => write.table))) {
    const columns = catalogue.factsOf(table)?.columns ?? [];
    for (const { column, key, text } of texts) {
      const name = column.startsWith('@') ? columns[Number(column.slice(1))] : column;
      if (name !== undefined) catalogue.spellings.note(table, name, key, text);
    }
  }
}

/** Whether values of different keys are different; texts of one key may still be. */
function isExact({ column }: PinnedRows, table: string, catalogue: Catalogue): boolean {
  const kind = catalogue.kindOf(table, column);
  return kind !== undefined && kind !== 'unsure';
}

/** No view, and no trigger refuses a row that is thrown away, writes besides, or changes any but columns that are known. */
function isPlain(table: string, catalogue: Catalogue): boolean {
  const isKnown = catalogue.factsOf(table) !== undefined && catalogue.keepsValues(table);
  const isBare = catalogue.reachOf(table, 'delete') === undefined && (catalogue.reachOf(table) ?? []).length === 0;
  return isKnown && isBare && catalogue.viewOf(table) === undefined;
}
