// Numbers that a server gave to rows (AUTO_INCREMENT), where a client was told another row's: `1` is the number of many things, so
// such a number is carried only where it stands for a row of its table, by the key's name or by a column that is named after it.

import type { Command } from '../../../core/command.ts';
import { noteEntry, type UndoLog } from '../../../data/history/undo-log.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { readValues } from '../../../sql/values/statement-values.ts';
import { readValueColumns, type ValueColumn } from '../../../sql/values/value-columns.ts';

/** The key that numbers are of. All in lower case. */
export interface IdKey {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}

/** A key whose numbers are told as others. */
export interface ToldOtherwise {
  readonly key: IdKey;
  /** How columns of other tables may be called that name a row of it. */
  readonly names: ReadonlySet<string>;
  /** What is told for a recorded number. */
  readonly toLive: ReadonlyMap<string, string>;
}

/** One table's numbers: which stand for each other, both ways. What is not in it stands for itself. */
class TableIds {
  readonly key: IdKey;
  /** How columns of other tables may be called that name a row of it. */
  readonly names: ReadonlySet<string>;
  readonly toLive = new Map<string, string>();
  readonly toRecorded = new Map<string, string>();
  /** Whether a column of another table was taken for one that names a row. */
  isReferredTo = false;
  readonly #undo: UndoLog | null;

  constructor(key: IdKey, undo: UndoLog | null, names: ReadonlySet<string>) {
    this.key = key;
    this.#undo = undo;
    this.names = names;
  }

  /** Whether some number is told as another one. */
  get isOther(): boolean {
    for (const [recorded, live] of this.toLive) if (recorded !== live) return true;
    return false;
  }

  /** From here on the recorded number is told as the live one; what that stood for takes the other's place. */
  swap(recorded: string, live: string): void {
    const before = this.toLive.get(recorded) ?? recorded;
    const other = this.toRecorded.get(live) ?? live;
    this.#set(recorded, live);
    if (other !== recorded) this.#set(other, before);
  }

  #set(recorded: string, live: string): void {
    noteEntry(this.toLive, recorded, this.#undo);
    noteEntry(this.toRecorded, live, this.#undo);
    this.toLive.set(recorded, live);
    this.toRecorded.set(live, recorded);
  }
}

/** `room_id`, `roomid`, `rooms_id` for the key `id` of `rooms`. */
function namesOf({ schema, table, column }: IdKey, hasTable: (table: string) => boolean): ReadonlySet<string> {
  const singular = [
    table,
    table.replace(/ies$/, 'y'),
    table.replace(/(ss|[sx]h|x|ch)es$/, '$1'),
    table.replace(/s$/, ''),
  ];
  // Django has its application's name before it: plants_garden
  const bare = singular.map((name) => name.replace(/^[^_]*_/, ''));
  // of users_roles, beside roles, no role_id is a row
  const isBare = !bare.some((name, at) => name !== singular[at] && hasTable(`${schema}.${name}`));
  const all = [...singular, ...(isBare ? bare : [])].flatMap((name) => [`${name}_${column}`, `${name}${column}`]);
  return new Set(all);
}

export class CarriedIds {
  readonly #tables: TableIds[] = [];
  readonly #undo: UndoLog | null;
  readonly #hasTable: (table: string) => boolean;
  readonly #names = new Map<string, ReadonlySet<string>>();

  /** @param hasTable whether the recording has a table, `schema.table` in lower case */
  constructor(undo: UndoLog | null = null, hasTable: (table: string) => boolean = () => false) {
    this.#undo = undo;
    this.#hasTable = hasTable;
  }

  /** A choice is undone many times. */
  #namesOf(key: IdKey): ReadonlySet<string> {
    const at = `${key.schema}.${key.table}.${key.column}`;
    const names = this.#names.get(at) ?? namesOf(key, this.#hasTable);
    this.#names.set(at, names);
    return names;
  }

  get isEmpty(): boolean {
    return this.#tables.length === 0;
  }

  clear(): void {
    this.#tables.length = 0;
  }

  swap(key: IdKey, recorded: string, live: string): void {
    let ids = this.#ofKey(key);
    if (ids === undefined) {
      ids = new TableIds(key, this.#undo, this.#namesOf(key));
      this.#tables.push(ids);
      this.#undo?.note(() => this.#tables.pop());
    }
    ids.swap(recorded, live);
  }

  /**
   * A table was made anew: its numbers begin again, and stand for themselves. Not where rows of other tables may name those that are gone.
   * @param table null for all of the schema
   */
  forget(schema: string, table: string | null): void {
    for (const ids of [...this.#tables]) {
      const { key, isReferredTo } = ids;
      if (isReferredTo || key.schema !== schema || (table !== null && key.table !== table)) continue;
      const at = this.#tables.indexOf(ids);
      this.#tables.splice(at, 1);
      this.#undo?.note(() => this.#tables.splice(at, 0, ids));
    }
  }

  /** Keys of which some number is told as another one. */
  get toldOtherwise(): readonly ToldOtherwise[] {
    return this.#tables.filter(({ isOther }) => isOther);
  }

  /** The number that the client is told for a recorded one of this key. */
  toldFor(key: IdKey, recorded: string): string {
    return this.#ofKey(key)?.toLive.get(recorded) ?? recorded;
  }

  /** Of a result's column; null where nothing is carried there. @param names in lower case */
  liveCell({ schema, table, column }: IdKey, recorded: string): string | null {
    const ids = this.#tables.find(({ key, names }) => {
      if (key.schema !== schema) return false;
      return key.table === table ? key.column === column : names.has(column);
    });
    if (ids !== undefined && ids.key.table !== table) ids.isReferredTo = true;
    return ids?.toLive.get(recorded) ?? null;
  }

  /** What stands in the recording for a command's numbers; null where none of them is carried. */
  recordedOf({ sql, dialect, database }: Command): ((content: string, position: number) => string | null) | null {
    if (sql === null || this.#tables.length === 0) return null;
    const { normal } = readStatement(sql, dialect);
    const values = readValues(normal, dialect);
    const { columns, tables } = readValueColumns(normal, dialect);
    const named = new Set(tables.values());
    const at = values.map(({ start }) => {
      const column = columns.get(start);
      return column === undefined ? undefined : this.#ofColumn(column, tables, named, database.toLowerCase());
    });
    if (at.every((one) => one === undefined)) return null;
    return (content, position) => at[position - 1]?.toRecorded.get(content) ?? null;
  }

  #ofKey({ schema, table }: IdKey): TableIds | undefined {
    return this.#tables.find(({ key }) => key.schema === schema && key.table === table);
  }

  #ofColumn(
    { column, table }: ValueColumn,
    tables: ReadonlyMap<string, string>,
    named: ReadonlySet<string>,
    database: string,
  ): TableIds | undefined {
    const owner = table === null ? null : (tables.get(table) ?? table);
    const isKey = ({ key }: TableIds) =>
      column === key.column && (owner === null ? named.has(key.table) && named.size === 1 : owner === key.table);
    const ids = this.#tables.find((one) => {
      const { key, names } = one;
      return key.schema === database && (isKey(one) || (owner !== key.table && names.has(column)));
    });
    if (ids !== undefined && !isKey(ids)) ids.isReferredTo = true;
    return ids;
  }
}
