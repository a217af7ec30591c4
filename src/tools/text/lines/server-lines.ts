// What a recording knows of the server beside its answers, in a text twin: variables and tables, each list an entry of the
// appendix.

import type { ServerVariable, TableSchema } from '../../../core/recording.ts';
import type { Lines } from '../reading/scanner.ts';
import { integer, named, nullable, record, string } from './fields.ts';

/** Another value in each session, or at each moment: the same traffic is to give the same text. */
const CHANGING: ReadonlySet<string> = new Set([
  ...([
    'timestamp',
    'pseudo_thread_id',
    'rand_seed1',
    'rand_seed2',
    'last_insert_id',
    'identity',
    'insert_id',
  ] as const),
  ...(['gtid_executed', 'gtid_purged', 'gtid_binlog_pos', 'gtid_binlog_state', 'gtid_current_pos'] as const),
]);

/** What a text keeps. */
export function lastingVariables(variables: readonly ServerVariable[]): readonly ServerVariable[] {
  return variables.filter(({ name }) => !CHANGING.has(name));
}

const NUMBER = integer('a number', 0xffffffff);

/** `variable 'autocommit' '1' type 8 flags 160 length 21 decimals 0 charset 63` */
const VARIABLE = named(
  'variable',
  record({
    name: string('a name'),
    value: nullable(string('a value')),
    type: named('type', NUMBER),
    flags: named('flags', NUMBER),
    length: named('length', NUMBER),
    decimals: named('decimals', NUMBER),
    charset: named('charset', NUMBER),
  }),
);

/** `table 'shop' 'users' 0f1e…` */
const TABLE = named(
  'table',
  record({ schema: string('a schema'), table: string('a table'), digest: string('a digest') }),
);

/** A line of a table's description, below it. */
const HAS = string('a line of the description');

export function formatVariables(variables: readonly ServerVariable[]): string[] {
  return variables.map((variable) => VARIABLE.write(variable));
}

/** @throws TextError */
export function parseVariables(lines: Lines): ServerVariable[] {
  const variables: ServerVariable[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    variables.push(VARIABLE.read(line));
    line.end();
  }
  return variables;
}

export function formatTables(tables: readonly TableSchema[]): string[] {
  return tables.flatMap((table) => [
    TABLE.write(table),
    ...table.definition.split('\n').map((line) => `  has ${HAS.write(line)}`),
  ]);
}

/** @throws TextError */
export function parseTables(lines: Lines): TableSchema[] {
  const tables: TableSchema[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    const table = TABLE.read(line);
    line.end();
    const definition: string[] = [];
    for (let each = lines.takeIf('has'); each !== null; each = lines.takeIf('has')) {
      definition.push(HAS.read(each));
      each.end();
    }
    tables.push({ ...table, definition: definition.join('\n') });
  }
  return tables;
}
