// Which rows a recorded write is about, told by every column that their INSERT has told: `DELETE … WHERE id = 7` is of no
// concern to whoever asks for another e-mail address than that of row 7. What is known of a row are the constants with which
// the recording inserted it; a row that was there before, or came otherwise, is not known.
//
//   INSERT (id, email) VALUES (7, 'a@b')   row 7: id = 7, email = a@b
//   DELETE … WHERE id = 7                  writes id = 7, and so email = a@b

import type { DataUse, PinnedRows, TableUse, TableWrite } from '../../core/data-use.ts';
import type { Catalogue } from './catalogue.ts';

/** A recorded exchange's writes, in the order in which they were complete. */
export interface WritingStep {
  readonly scope: number;
  readonly use: DataUse;
  /** Columns that rows get anew; `adds`: it inserts rows and touches no other; null where that is not known. */
  readonly sets: readonly string[] | 'adds' | null;
  /** Whether it names no other table than the one that it writes. */
  readonly isAlone: boolean;
  /** The constants of each row, where it adds several. */
  readonly rows?: readonly (readonly PinnedRows[])[] | undefined;
}

/** The constants of one INSERT's rows, by column. */
interface KnownRow {
  readonly columns: Map<string, readonly string[]>;
  readonly born: number;
}

/** Tables that refer to one another are followed so far. */
const MAX_DEPTH = 8;
/** Rows of one key that are looked through. */
const MAX_ROWS = 64;

/** Each step's use, with all that is known of the rows that it writes. */
export function withRowKeys(steps: readonly WritingStep[], catalogue: Catalogue): DataUse[] {
  const scopes = new Map<number, ScopeRows>();
  const defines = new Map<string, number>();
  steps.forEach(({ use }, at) => {
    if (use.writes === 'all') return;
    for (const { table, effect } of use.writes) if (effect === 'define') defines.set(table, at);
  });
  return steps.map((step, at) => {
    let rows = scopes.get(step.scope);
    if (rows === undefined) {
      rows = new ScopeRows(catalogue, defines);
      scopes.set(step.scope, rows);
    }
    return rows.take(step, at);
  });
}

class ScopeRows {
  readonly #catalogue: Catalogue;
  readonly #defines: ReadonlyMap<string, number>;
  readonly #tables = new Map<string, TableRows>();

  /** @param defines by table the last step that changes its definition: what holds from then on need not hold before */
  constructor(catalogue: Catalogue, defines: ReadonlyMap<string, number>) {
    this.#catalogue = catalogue;
    this.#defines = defines;
  }

  take({ use: asked, sets, isAlone, rows: added = [] }: WritingStep, at: number): DataUse {
    const use = this.#resolved(asked);
    const { writes } = use;
    if (writes === 'all') {
      for (const rows of this.#tables.values()) rows.forgetAll(at);
      return use;
    }
    if (writes.length === 0) return use.clears?.rows === 0 ? withoutReferring(use) : use;
    const [own, ...others] = writes;
    if (own === undefined || sets === null || sets === 'adds' || own.effect !== 'change') {
      return this.#toldEach(use, writes, writes.length === 1 ? sets : null, at, added);
    }
    // the others are what foreign keys do besides
    const descendants = this.#catalogue.descendantsOf(own.table);
    if (!isAlone && descendants.size > 0) return this.#toldEach(use, writes, null, at);
    if (!others.every(({ table }) => descendants.has(table))) return this.#toldEach(use, writes, null, at);
    const moved = sets.filter((column) => !isKept(own, column));
    const told = this.#told(own, moved, at);
    if (sets.length > 0 && this.#isUnreferenced(own.table, moved)) {
      const reads =
        typeof use.reads === 'string' ? use.reads : use.reads.filter(({ table }) => !descendants.has(table));
      return { ...use, reads, writes: [told] };
    }
    const known = [...this.#catalogue.childrenOf(own.table)].map((child) =>
      this.#children(child, own.table, told.pins ?? [], 0),
    );
    if (known.length === 0 || known.includes(null)) {
      return { ...use, writes: [told, ...others.map((write) => this.#told(write, null, at))] };
    }
    const concerned = known.flatMap((list) => list ?? []);
    const reads = typeof use.reads === 'string' ? use.reads : use.reads.filter(({ table }) => !descendants.has(table));
    const cascades = this.#catalogue.cascadesTo(own.table);
    const changed = concerned.filter(
      ({ table, pins = [] }) => cascades.has(table) && this.#knownRows(table, pins)?.length !== 0,
    );
    const effects = changed.map(({ table, pins = [] }) => {
      const references = this.#catalogue.factsOf(table)?.references.map(({ column }) => column) ?? [];
      // rows that go, or lose their parent, give no other row one: what was known of them is more than there is, and no less
      return this.#told({ table, effect: 'change', pins }, references, at, sets.length === 0);
    });
    return {
      ...use,
      reads: typeof reads === 'string' ? reads : [...reads, ...concerned],
      writes: others.length === 0 ? [told] : [told, ...effects],
    };
  }

  /** With the constants by which the rows of other tables that it names are known. */
  #resolved(use: DataUse): DataUse {
    const { reads, writes } = use;
    const isSome = (uses: readonly TableUse[] | string) =>
      typeof uses !== 'string' && uses.some(({ among }) => among !== undefined);
    if (!isSome(reads) && !isSome(writes)) return use;
    return {
      ...use,
      reads: typeof reads === 'string' ? reads : reads.map((one) => this.#among(one) ?? existence(one)),
      writes: writes === 'all' ? writes : writes.flatMap((one) => this.#among(one) ?? []),
    };
  }

  /** Null where it is certain that there are no such rows. */
  #among<T extends TableUse>(use: T): T | null {
    const { among, ...rest } = use;
    if (among === undefined) return use;
    const pins = [...(use.pins ?? [])];
    for (const { column, of, ofColumn } of among) {
      const rows = this.#knownRows(of.table, of.pins ?? []);
      const values = rows?.map((row) => row.columns.get(ofColumn));
      if (values === undefined || values.includes(undefined) || values.length > MAX_ROWS) continue;
      if (values.length === 0) return null;
      pins.push({ column, values: [...new Set(values.flatMap((one) => one ?? []))].sort() });
    }
    const { pins: _, ...others } = rest as T;
    return { ...(others as T), ...(pins.length > 0 && { pins }) };
  }

  #toldEach(
    use: DataUse,
    writes: readonly TableWrite[],
    sets: WritingStep['sets'],
    at: number,
    added: WritingStep['rows'] = [],
  ): DataUse {
    const told = writes.map((write) => this.#told(write, sets, at, false, added));
    return told.every((write, index) => write === writes[index]) ? use : { ...use, writes: told };
  }

  /** Whether no foreign key names a column that gets a new value. */
  #isUnreferenced(table: string, sets: readonly string[]): boolean {
    return [...this.#catalogue.childrenOf(table)].every((child) => {
      const references = this.#catalogue.factsOf(child)?.references.filter((one) => one.table === table) ?? [];
      return references.length > 0 && references.every(({ referenced }) => !sets.includes(referenced));
    });
  }

  /** The rows that refer to those with these constants, and those that refer to them; null where they are not known. */
  #children(table: string, parent: string, pins: readonly PinnedRows[], depth: number): readonly TableUse[] | null {
    const [reference, other] = this.#catalogue.factsOf(table)?.references.filter((one) => one.table === parent) ?? [];
    const pin = pins.find(({ column }) => column === reference?.referenced);
    if (reference === undefined || other !== undefined || pin === undefined || depth > MAX_DEPTH) return null;
    const { column } = reference;
    if (!pin.values.every((value) => this.#isComplete(table, column, value))) return null;
    const rows = pin.values.flatMap((value) => this.#rowsOf(table).with(column, value));
    const own = { table, pins: [{ column, values: pin.values }] };
    if (rows.length === 0 || this.#catalogue.isRestricting(table, parent)) return [own];
    const further = [...this.#catalogue.childrenOf(table)].map((child) =>
      this.#children(child, table, commonPins(rows, [], []), depth + 1),
    );
    return further.includes(null) ? null : [own, ...further.flatMap((list) => list ?? [])];
  }

  /** @param isGone no row gets another value by it but NULL @param added each of the rows that it adds */
  #told(
    write: TableWrite,
    sets: WritingStep['sets'],
    at: number,
    isGone = false,
    added: WritingStep['rows'] = [],
  ): TableWrite {
    const { table, effect, pins = [] } = write;
    if (table.endsWith('.*')) {
      for (const rows of this.#tables.values()) rows.forgetAll(at);
      return write;
    }
    const rows = this.#rowsOf(table);
    if (effect !== 'change' || at <= (this.#defines.get(table) ?? -1)) {
      rows.forgetAll(at);
      return write;
    }
    if (sets === 'adds') {
      for (const one of eachRow(pins, added)) rows.add(one, at);
      return write;
    }
    const known = this.#knownRows(table, pins);
    const more = known === null ? [] : commonPins(known, pins, sets ?? []);
    // which of these rows it touches may depend on the others
    if (sets === null || write.mixes === 'all') {
      if (!isGone) rows.change({ pins, known, sets, given: [] }, this.#uniqueOf(table), at);
      return write;
    }
    const gives = write.gives?.filter(({ column }) => !isKept(write, column)) ?? [];
    const given = known === null ? [] : bothPins(known, gives);
    if (!isGone) rows.change({ pins, known, sets, given }, this.#uniqueOf(table), at);
    if (more.length + given.length === 0) return write;
    const mixes = write.mixes?.filter((name) => !given.some(({ column }) => column === name));
    return { ...write, pins: [...pins, ...more, ...given], ...(mixes !== undefined && { mixes }) };
  }

  /** All rows that a write with these constants is about; null where there may be others. */
  #knownRows(table: string, pins: readonly PinnedRows[]): readonly KnownRow[] | null {
    const rows = this.#rowsOf(table);
    for (const { column, values } of pins) {
      if (values.length === 0) continue;
      const isKey = this.#uniqueOf(table).has(column);
      const found = values.map((value) => {
        const isComplete = this.#isComplete(table, column, value);
        const list = isKey || isComplete ? rows.with(column, value) : [];
        return (list.length > 0 || isComplete) && list.length <= MAX_ROWS ? list : null;
      });
      if (!found.includes(null)) return found.flatMap((list) => list ?? []);
    }
    return null;
  }

  /** Whether every row with this foreign key was inserted behind the row that it names, by a statement that is known. */
  #isComplete(table: string, column: string, value: string): boolean {
    const reference = this.#catalogue.factsOf(table)?.references.find((one) => one.column === column);
    if (reference === undefined || !this.#uniqueOf(reference.table).has(reference.referenced)) return false;
    const parents = this.#rowsOf(reference.table).with(reference.referenced, value);
    const clear = this.#rowsOf(table).unclearUntil(column);
    return parents.length > 0 && parents.every(({ born }) => born > clear);
  }

  #uniqueOf(table: string): ReadonlySet<string> {
    const unique = this.#catalogue.factsOf(table)?.unique ?? [];
    return new Set(unique.flatMap((columns) => (columns.length === 1 ? columns : [])));
  }

  #rowsOf(table: string): TableRows {
    let rows = this.#tables.get(table);
    if (rows === undefined) {
      rows = new TableRows();
      this.#tables.set(table, rows);
    }
    return rows;
  }
}

interface RowChange {
  readonly pins: readonly PinnedRows[];
  /** The rows that it is about; null where that is not known. */
  readonly known: readonly KnownRow[] | null;
  readonly sets: readonly string[] | null;
  /** What columns get, and had before. */
  readonly given: readonly PinnedRows[];
}

/** What is known of the rows of one table. */
class TableRows {
  readonly #rows = new Set<KnownRow>();
  readonly #byValue = new Map<string, Set<KnownRow>>();
  /** Those of which a column is known: a statement about all rows is about no others. */
  readonly #byColumn = new Map<string, Set<KnownRow>>();
  #unclearUntil = -1;
  readonly #unclearColumns = new Map<string, number>();

  /** Until when rows came or changed of which nothing is known. */
  unclearUntil(column: string): number {
    return Math.max(this.#unclearUntil, this.#unclearColumns.get(column) ?? -1);
  }

  with(column: string, value: string): readonly KnownRow[] {
    return [...(this.#byValue.get(`${column}=${value}`) ?? [])];
  }

  forgetAll(at: number): void {
    this.#rows.clear();
    this.#byValue.clear();
    this.#byColumn.clear();
    this.#unclearColumns.clear();
    this.#unclearUntil = at;
  }

  add(pins: readonly PinnedRows[], at: number): void {
    const named = pins.filter(({ column, values }) => /^[^@*]/.test(column) && values.length > 0);
    if (named.length === 0) {
      this.forgetAll(at);
      return;
    }
    const row = { columns: new Map(named.map(({ column, values }) => [column, values])), born: at };
    this.#rows.add(row);
    for (const { column, values } of named) {
      this.#byColumn.set(column, (this.#byColumn.get(column) ?? new Set()).add(row));
      for (const value of values) {
        const key = `${column}=${value}`;
        this.#byValue.set(key, (this.#byValue.get(key) ?? new Set()).add(row));
      }
    }
  }

  change({ pins, known, sets, given }: RowChange, unique: ReadonlySet<string>, at: number): void {
    if (sets === null) {
      const about = known ?? [...this.#rows].filter((row) => mayBe(row, pins));
      for (const row of about) for (const column of [...row.columns.keys()]) this.#unlearn(row, column);
      this.#unclearUntil = at;
      return;
    }
    for (const { column, values } of given) for (const row of known ?? []) this.#learn(row, column, values);
    for (const column of sets) {
      if (given.some((pin) => pin.column === column)) continue;
      const about = known === null || unique.has(column) ? (this.#byColumn.get(column) ?? []) : known;
      for (const row of [...about]) this.#unlearn(row, column);
      this.#unclearColumns.set(column, at);
    }
  }

  /** It may have kept what it had. */
  #learn(row: KnownRow, column: string, values: readonly string[]): void {
    row.columns.set(column, [...new Set([...(row.columns.get(column) ?? []), ...values])]);
    for (const value of values) {
      const key = `${column}=${value}`;
      this.#byValue.set(key, (this.#byValue.get(key) ?? new Set()).add(row));
    }
  }

  #unlearn(row: KnownRow, column: string): void {
    for (const value of row.columns.get(column) ?? []) this.#byValue.get(`${column}=${value}`)?.delete(row);
    row.columns.delete(column);
    this.#byColumn.get(column)?.delete(row);
    if (row.columns.size === 0) this.#rows.delete(row);
  }
}

/** What is certain of each row; of columns of which no row says something by itself, what is certain of all. */
function eachRow(
  pins: readonly PinnedRows[],
  added: readonly (readonly PinnedRows[])[],
): readonly (readonly PinnedRows[])[] {
  if (added.length === 0) return [pins];
  return added.map((row) => pins.map((all) => row.find(({ column }) => column === all.column) ?? all));
}

/** Rows that refer to some do not matter to a DELETE that met none; those that are known are kept for one that meets some. */
function withoutReferring(use: DataUse): DataUse {
  const { reads, clears } = use;
  if (typeof reads === 'string' || clears === undefined) return use;
  const isKept = ({ table, pins = [], isExistence }: TableUse) =>
    table === clears.table || pins.length > 0 || isExistence === true;
  const kept = reads.filter(isKept);
  return kept.length === reads.length ? use : { ...use, reads: kept, clears: { ...clears, isOnlyNone: true } };
}

/** Whether rows are given what they are known by. */
function isKept({ pins = [], gives = [] }: TableWrite, column: string): boolean {
  const isSame = (values: readonly string[], [to, other]: readonly string[]) =>
    other === undefined && values.length === 1 && values[0] === to;
  const to = gives.find((one) => one.column === column);
  return to !== undefined && pins.some((pin) => pin.column === column && isSame(pin.values, to.values));
}

function existence({ table }: TableUse): TableUse {
  return { table, isExistence: true };
}

/** Whether a row may have all of these constants. */
function mayBe({ columns }: KnownRow, pins: readonly PinnedRows[]): boolean {
  return pins.every(({ column, values }) => {
    const own = columns.get(column);
    return own === undefined || own.some((value) => values.includes(value));
  });
}

/** What columns of these rows have before they get a constant, and that; less those of which it is not known. */
function bothPins(rows: readonly KnownRow[], gives: readonly PinnedRows[]): PinnedRows[] {
  return gives.flatMap(({ column, values }) => {
    const had = rows.map((row) => row.columns.get(column));
    if (rows.length === 0 || had.includes(undefined)) return [];
    return [{ column, values: [...new Set([...had.flatMap((one) => one ?? []), ...values])].sort() }];
  });
}

/** The constants of columns that all of these rows have told, less those that are told already or get new ones. */
function commonPins(rows: readonly KnownRow[], pins: readonly PinnedRows[], sets: readonly string[]): PinnedRows[] {
  const [first] = rows;
  const columns = [...(first?.columns.keys() ?? [])].filter(
    (column) => !sets.includes(column) && !pins.some((pin) => pin.column === column),
  );
  return columns.flatMap((column) => {
    const values = rows.map((row) => row.columns.get(column));
    if (values.some((one) => one === undefined)) return [];
    return [{ column, values: [...new Set(values.flatMap((one) => one ?? []))].sort() }];
  });
}
