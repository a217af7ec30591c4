// By which column the rows of a table are told apart: one for each table and statement, chosen when all statements of a
// recording are known, so that nothing is kept of columns that no statement asks for; and how ranges cut a column's values.

import type {
  ClearedRows,
  DataUse,
  PinnedRows,
  RowCount,
  RowRange,
  RowsOf,
  TableUse,
  TableWrite,
} from '../../core/data-use.ts';
import type { Catalogue } from './catalogue.ts';
import { Cuts } from './cuts.ts';

export class RowColumns {
  readonly #catalogue: Catalogue;
  readonly #asked = new Map<string, Set<string>>();
  readonly #cuts = new Map<string, Cuts>();
  /** By table: how many kinds of writes say of which row of a column they are. */
  readonly #named = new Map<string, Map<string, number>>();

  /** Tables of which some statement throws away all rows with some constants, and the columns of those that are told as written. */
  readonly #cleared = new Map<string, Set<string>>();

  /** @param uses all of the recording */
  constructor(catalogue: Catalogue, uses: readonly DataUse[]) {
    this.#catalogue = catalogue;
    for (const { writes, clears } of uses) {
      if (writes !== 'all') for (const one of writes) this.#noteWrite(one);
      if (clears === undefined || !this.#isTold(clears)) continue;
      for (const { table } of [clears, ...(clears.along ?? [])]) {
        if (!this.#cleared.has(table)) this.#cleared.set(table, new Set());
      }
      for (const { column } of clears.of ?? []) this.#cleared.get(clears.table)?.add(column);
    }
    for (const { reads, soft = [] } of uses) {
      for (const one of typeof reads === 'string' ? soft : [...reads, ...soft]) this.#noteRead(one);
    }
  }

  #noteWrite({ table, pins = [], ranges = [] }: TableWrite): void {
    const named = this.#named.get(table) ?? new Map<string, number>();
    this.#named.set(table, named);
    for (const { column } of pins) {
      if (/^[^@*]/.test(column)) named.set(column, (named.get(column) ?? 0) + 1);
    }
    for (const range of ranges) this.#cut(table, range);
  }

  #noteRead(use: TableUse): void {
    const { table } = use;
    const range = this.rangeOf(use);
    const columns = [this.columnOf(use)?.column, range?.column, this.rowsBy(table)];
    if (range !== undefined) this.#cut(table, range);
    const asked = this.#asked.get(table) ?? new Set();
    this.#asked.set(table, asked);
    for (const column of columns) if (column !== undefined) asked.add(column);
  }

  #cut(table: string, range: RowRange): void {
    const key = `${table}\0${range.column}`;
    const cuts = this.#cuts.get(key) ?? new Cuts();
    this.#cuts.set(key, cuts);
    cuts.add(range);
  }

  /** Columns of the constants, as they are written, by which rows are thrown away; undefined where no statement does so. */
  clearedBy(table: string): ReadonlySet<string> | undefined {
    return this.#cleared.get(table);
  }

  #isTold({ table, pin, of }: ClearedRows): boolean {
    return of !== undefined || (pin !== undefined && this.isSpelledAlike(table, pin));
  }

  /** Whether rows with these keys have all the same values, which no others have. */
  isSpelledAlike(table: string, { column, values }: PinnedRows): boolean {
    if (this.#catalogue.kindOf(table, column) === 'number') return true;
    return values.every((key) => this.#catalogue.spellings.isOne(table, column, key));
  }

  cutsOf(table: string, column: string): Cuts | undefined {
    return this.#cuts.get(`${table}\0${column}`);
  }

  /** The one that tells most: a key's. */
  columnOf({ table, pins = [] }: TableUse): PinnedRows | undefined {
    return this.#best(table, pins);
  }

  /** Of a statement that says no constant; not where writes are told apart by another column only. */
  rangeOf({ table, pins = [], ranges = [] }: TableUse): RowRange | undefined {
    const best = pins.length > 0 ? undefined : this.#best(table, ranges);
    const named = this.#named.get(table);
    const by = this.rowsBy(table);
    if (best === undefined || by === undefined || best.column === by) return best;
    return (named?.get(best.column) ?? 0) < (named?.get(by) ?? 0) ? undefined : best;
  }

  #best<T extends { readonly column: string }>(table: string, list: readonly T[]): T | undefined {
    if (list.length < 2) return list[0];
    const facts = this.#catalogue.factsOf(table);
    const unique = facts?.unique.filter(({ length }) => length === 1).flat() ?? [];
    return (
      list.find(({ column }) => column === facts?.primary) ??
      list.find(({ column }) => unique.includes(column)) ??
      list[0]
    );
  }

  /** The column by which all rows are told apart: the key, else what most writes name. */
  rowsBy(table: string): string | undefined {
    const primary = this.#catalogue.factsOf(table)?.primary;
    if (primary != null) return primary;
    let [most, count] = [undefined as string | undefined, 0];
    for (const [column, times] of this.#named.get(table) ?? []) {
      if (times > count || (times === count && most !== undefined && column < most)) [most, count] = [column, times];
    }
    return most;
  }

  /** Columns that some statement asks for. */
  askedOf(table: string): ReadonlySet<string> {
    return this.#asked.get(table) ?? NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Each statement's use with the columns that count. */
export function finalUses(uses: Iterable<DataUse>, columns: RowColumns): ReadonlyMap<DataUse, DataUse> {
  const same = new Map<string, DataUse>();
  const final = new Map<DataUse, DataUse>();
  for (const use of uses) {
    const { clears: thrown, ...others } = use;
    const { reads, soft, writes } = use;
    const clears = thrown === undefined ? null : finalClears(thrown, columns);
    const made: DataUse = {
      ...others,
      ...(clears !== null && { clears }),
      reads: typeof reads === 'string' ? reads : reads.map((one) => finalRead(one, columns)),
      writes: writes === 'all' ? writes : writes.map((one) => finalWrite(one, columns)),
      ...(soft !== undefined && { soft: soft.map((one) => finalRead(one, columns)) }),
    };
    const text = JSON.stringify(made);
    const known = same.get(text) ?? made;
    same.set(text, known);
    final.set(use, known);
  }
  return final;
}

function finalRead(use: TableUse, columns: RowColumns): TableUse {
  if (use.otherThan !== undefined || use.isExistence === true || use.isDefinition === true || use.isIndexOrder === true)
    return use;
  const { table, isAtOnce, order, besideIndex } = use;
  const read = {
    table,
    ...(isAtOnce === true && { isAtOnce }),
    ...(order !== undefined && { order }),
    ...(besideIndex !== undefined && { besideIndex }),
  };
  const pin = columns.columnOf(use);
  if (pin !== undefined) return { ...read, pins: [inParts(pin, columns.cutsOf(table, pin.column))] };
  const range = columns.rangeOf(use);
  const parts = range === undefined ? null : (columns.cutsOf(table, range.column)?.partsOf(range) ?? null);
  if (range !== undefined && parts !== null) return { ...read, pins: [{ column: range.column, values: [], parts }] };
  const by = columns.rowsBy(table);
  return by === undefined ? read : { ...read, by };
}

/** A row whose columns have no names (`*`) has one of its constants in whichever column is asked for. */
function finalWrite(write: TableWrite, columns: RowColumns): TableWrite {
  const { pins = [], ranges = [], mixes, gives: _, count, ...bare } = write;
  const { table } = write;
  const asked = columns.askedOf(table);
  const cleared = columns.clearedBy(table);
  const others = {
    ...bare,
    ...(count !== undefined && cleared !== undefined && { count: finalCount(write, count, columns, cleared) }),
  };
  const kept = pins.filter(({ column }) => asked.has(column));
  const whole = pins.find(({ column }) => column === '*');
  for (const column of asked) {
    if (kept.some((pin) => pin.column === column)) continue;
    if (whole !== undefined) kept.push({ column, values: [...new Set(whole.values)].sort() });
    const range = ranges.find((one) => one.column === column);
    const parts = range === undefined ? null : (columns.cutsOf(table, column)?.partsOf(range) ?? null);
    if (parts !== null) kept.push({ column, values: [], parts });
  }
  const isFree = (column: string) => asked.has(column) && !kept.some((pin) => pin.column === column);
  const free = mixes === 'all' ? [...asked].filter(isFree) : (mixes ?? []).filter(isFree);
  const rest: TableWrite = free.length === 0 ? others : { ...others, mixes: mixes === 'all' ? mixes : free };
  if (kept.length === 0) return rest;
  return { ...rest, pins: kept.map((pin) => inParts(pin, columns.cutsOf(table, pin.column))) };
}

function finalCount(
  { table, pins = [] }: TableWrite,
  count: RowCount,
  columns: RowColumns,
  cleared: ReadonlySet<string>,
): RowCount {
  const asked = columns.askedOf(table);
  const sets = count.sets?.filter((column) => asked.has(column) || cleared.has(column));
  const fresh = count.fresh?.filter((column) => {
    return asked.has(column) && pins.every((pin) => pin.column !== column || columns.isSpelledAlike(table, pin));
  });
  const of = cleared.size === 0 ? undefined : count.of?.filter(({ column }) => cleared.has(column));
  return {
    by: count.by,
    ...(sets?.length && { sets }),
    ...(fresh?.length && { fresh }),
    ...(of !== undefined && { of }),
  };
}

/** Null where rows with one of its keys may be left, and nothing is told of them as they are written. */
function finalClears({ pin, along = [], ...others }: ClearedRows, columns: RowColumns): ClearedRows | null {
  const { table, of } = others;
  if (pin === undefined || !columns.isSpelledAlike(table, pin)) return of === undefined ? null : others;
  const final = (rows: RowsOf): RowsOf => ({
    table: rows.table,
    pin: inParts(rows.pin, columns.cutsOf(rows.table, rows.pin.column)),
  });
  const asked = along.filter((one) => columns.askedOf(one.table).has(one.pin.column));
  const isKnown = asked.every((one) => columns.isSpelledAlike(one.table, one.pin));
  return { ...others, ...final({ table, pin }), ...(isKnown && asked.length > 0 && { along: asked.map(final) }) };
}

function inParts(pin: PinnedRows, cuts: Cuts | undefined): PinnedRows {
  if (cuts === undefined || pin.values.length === 0) return pin;
  return { ...pin, parts: pin.values.map((value) => cuts.partOf(value)) };
}
