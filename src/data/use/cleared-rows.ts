// Rows that come and go by their number: a DELETE that asks for nothing but constants of one column leaves no such row, however
// many there were. So tests that begin by throwing away their own rows can be run again.

import type { ClearedRows, PinnedRows, RowCount, RowsOf, TableWrite } from '../../core/data-use.ts';
import type { DataAccess } from '../../sql/access/access-shape.ts';
import type { Catalogue } from '../definitions/catalogue.ts';
import type { AskedStatement } from './asked-statement.ts';
import { spelledTexts } from './bound-pins.ts';
import { isUnchecked } from './unchecked.ts';

/** Constants of one DELETE. */
const MAX_VALUES = 16;
/** It is about some rows of these only: of a partition, of a time. */
const OF_SOME = /\b(?:partition|portion|history)\b/i;

type Asked = Pick<AskedStatement, 'sql' | 'errorCode' | 'affectedRows' | 'perRow' | 'isCollection' | 'state'>;

/** Null where that is not certain. @param writes what its words say, whether it met a row or not */
export function clearedBy(
  { sql, errorCode, affectedRows, perRow, isCollection, state }: Asked,
  { clears, mixesRows }: DataAccess,
  writes: readonly TableWrite[] | 'all',
  catalogue: Catalogue,
): ClearedRows | null {
  const [own] = writes === 'all' ? [] : writes;
  if (clears === undefined || mixesRows || own === undefined || errorCode !== null || affectedRows < 0) return null;
  if (perRow !== undefined || isCollection || OF_SOME.test(sql) || !isPlain(own.table, catalogue)) return null;
  const pin = own.pins?.find(({ column }) => column === clears);
  if (pin === undefined || pin.values.length === 0 || pin.values.length > MAX_VALUES) return null;
  if (!isExact(pin, own.table, catalogue) || catalogue.childrenOf(own.table).has(own.table)) return null;
  // where none is met none goes along; whether some refer to it all the same is the question then
  const isKnown = !isUnchecked(state) && (affectedRows > 0 || !catalogue.hasOrphans);
  const along = isKnown ? goingAlong(own.table, pin, catalogue) : [];
  return { table: own.table, pin, rows: affectedRows, ...(along.length > 0 && { along }) };
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
  return count === null ? writes : [{ ...own, count }, ...others];
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

/** No view, and no trigger changes its rows or what is written. */
function isPlain(table: string, catalogue: Catalogue): boolean {
  const isKnown = catalogue.factsOf(table) !== undefined && catalogue.keepsValues(table);
  return isKnown && catalogue.viewOf(table) === undefined && catalogue.reachOf(table) === undefined;
}
