// Whether a statement asks for one row by what this run has stored in it: one row has no order, and no LIMIT cuts it. So has one row
// of a table that is joined with others no order by its own columns.

import type { Command } from '../../../core/command.ts';
import type { DataUse, PinnedRows } from '../../../core/data-use.ts';
import type { RecordingReader } from '../../../core/recording.ts';
import { constantKey } from '../../../sql/access/constant-key.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { readValueColumns } from '../../../sql/values/value-columns.ts';
import type { StoredPair, StoredValues } from '../carrying/stored-values.ts';
import { bare } from './hidden-use.ts';

/** The part of a recording that tells what a recorded write was. */
export type WriteReader = Pick<RecordingReader, 'dataOf' | 'statementOf'>;

/**
 * As many rows as a statement may ask for, whatever there is; null where that is not known.
 * @param use of the recorded exchange
 * @param stored what was stored of values that stand for recorded ones
 * @param of the table that is meant, without its schema; absent where it has to read but one
 */
export function mostRows(
  use: DataUse | undefined,
  stored: StoredValues,
  reader: WriteReader,
  of?: string,
): number | null {
  const reads = use === undefined || typeof use.reads === 'string' ? [] : use.reads;
  const [read, ...others] = of === undefined ? reads : reads.filter(({ table }) => bare(table) === of);
  if (read?.pins === undefined || others.length > 0) return null;
  const table = bare(read.table);
  if (stored.unknownIn([table]).length > 0) return null;
  const rows = new Rows(table, stored, reader);
  const isKnown = ({ column, values }: PinnedRows) =>
    values.length > 0 && values.every((value) => rows.added({ column, values: [value] }) !== null);
  const counts = read.pins.filter(isKnown).map(({ values }) => values.length);
  return counts.length === 0 ? null : Math.min(...counts);
}

/** The table of a column's other name in a statement, without its schema; null where that is not certain. */
export function tableOf({ sql, dialect }: Pick<Command, 'sql' | 'dialect'>, owner: string | undefined): string | null {
  if (sql === null || owner === undefined || owner === '') return null;
  const { tables } = readValueColumns(readStatement(sql, dialect).normal, dialect);
  const table = tables.get(owner) ?? null;
  return [...tables.values()].filter((one) => one === table).length === 1 ? table : null;
}

class Rows {
  readonly #table: string;
  readonly #stored: StoredValues;
  readonly #reader: WriteReader;

  constructor(table: string, stored: StoredValues, reader: WriteReader) {
    this.#table = table;
    this.#stored = stored;
    this.#reader = reader;
  }

  /** The INSERT of the one row that has the value; null where there may be more, or none is known. */
  added(pin: PinnedRows): StoredPair | null {
    const all = this.#with(pin);
    const [insert, ...others] = all.filter(({ exchange }) => this.#isInsert(exchange));
    if (insert === undefined || insert.kind === 'clock' || others.length > 0) return null;
    const updates = all.filter((pair) => pair !== insert);
    return updates.every(({ exchange }) => this.#isOf(insert, exchange)) ? insert : null;
  }

  #with({ column, values: [key, ...others] }: PinnedRows): readonly StoredPair[] {
    if (key === undefined || others.length > 0) return [];
    return this.#stored
      .pairsOf([this.#table], column)
      .filter(({ recorded }) => constantKey(recorded, 'string') === key);
  }

  #isInsert(exchange: number): boolean {
    const sql = this.#reader.statementOf(exchange) ?? '';
    return /^\s*insert\b/i.test(sql) && !/\bselect\b/i.test(sql);
  }

  /** Whether an UPDATE is of the row that was stored so, by another of its values. */
  #isOf({ exchange }: StoredPair, update: number): boolean {
    const writes = this.#reader.dataOf(update)?.use.writes;
    const [write, ...others] = writes === undefined || writes === 'all' ? [] : writes;
    if (write?.pins === undefined || others.length > 0) return false;
    return write.pins.some((pin) => {
      const [insert, ...more] = this.#with(pin).filter((one) => this.#isInsert(one.exchange));
      return insert?.exchange === exchange && more.length === 0;
    });
  }
}
