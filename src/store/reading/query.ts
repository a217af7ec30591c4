// SQL of a person's own on the tables and views of a recording, reading only.

import type { Statement } from 'better-sqlite3';
import { MockError, messageOf } from '../../core/errors.ts';
import { identify, openForReading } from '../file/open-file.ts';

export type QueryValue = string | number | bigint | Buffer | null;

export interface QueryResult {
  readonly columns: readonly string[];
  /** Read while they are iterated, once. */
  readonly rows: Iterable<readonly QueryValue[]>;
}

/**
 * Runs one statement that returns rows. The file is opened for reading only, so that nothing can change it.
 * @throws MockError `USAGE` where SQLite does not take the statement; `RECORDING_MISSING`, `RECORDING_UNUSABLE`
 */
export function queryRecording(path: string, sql: string): QueryResult {
  const db = openForReading(path);
  try {
    identify(db, path);
    const statement = prepare(() => db.prepare<[], QueryValue[]>(sql));
    const columns = statement.columns().map((column) => column.name);
    return { columns, rows: readRows(statement.safeIntegers().raw(), () => db.close()) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(make: () => Statement<[], QueryValue[]>): Statement<[], QueryValue[]> {
  let statement: Statement<[], QueryValue[]>;
  try {
    statement = make();
  } catch (cause) {
    throw new MockError('USAGE', `--sql: ${messageOf(cause)}; see docs/recording.md for tables and views`, { cause });
  }
  if (!statement.reader)
    throw new MockError('USAGE', '--sql: only a statement that returns rows is run, such as SELECT');
  return statement;
}

function* readRows(statement: Statement<[], QueryValue[]>, close: () => void): Generator<readonly QueryValue[]> {
  try {
    yield* statement.iterate();
  } catch (cause) {
    throw new MockError('USAGE', `--sql: ${messageOf(cause)}`, { cause });
  } finally {
    close();
  }
}
