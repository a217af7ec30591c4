// What a recording knows of the server beside its answers, in a text twin: variables and tables, each list an entry of the
// appendix.

import type { ServerVariable, TableSchema } from '../../core/recording.ts';
import type { Lines } from './scanner.ts';
import { formatString } from './tokens.ts';

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

/** `variable 'autocommit' '1' type 8 flags 160 length 21 decimals 0 charset 63` */
export function formatVariables(variables: readonly ServerVariable[]): string[] {
  return variables.map(({ name, value, type, flags, length, decimals, charset }) => {
    const shown = value === null ? 'NULL' : formatString(value);
    const column = `type ${type} flags ${flags} length ${length} decimals ${decimals} charset ${charset}`;
    return `variable ${formatString(name)} ${shown} ${column}`;
  });
}

/** @throws TextError */
export function parseVariables(lines: Lines): ServerVariable[] {
  const variables: ServerVariable[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    const at = line;
    const number = (word: string): number => {
      at.expect(word);
      return at.integer('a number', 0xffffffff);
    };
    at.expect('variable');
    const name = at.string('a name');
    const value = at.takes('NULL') ? null : at.string('a value');
    const [type, flags, length] = [number('type'), number('flags'), number('length')];
    variables.push({ name, value, type, flags, length, decimals: number('decimals'), charset: number('charset') });
    at.end();
  }
  return variables;
}

/** `table 'shop' 'users' 0f1e…`, then a line for each of its description. */
export function formatTables(tables: readonly TableSchema[]): string[] {
  return tables.flatMap(({ schema, table, digest, definition }) => [
    `table ${formatString(schema)} ${formatString(table)} ${formatString(digest)}`,
    ...definition.split('\n').map((line) => `  has ${formatString(line)}`),
  ]);
}

/** @throws TextError */
export function parseTables(lines: Lines): TableSchema[] {
  const tables: TableSchema[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    line.expect('table');
    const [schema, table, digest] = [line.string('a schema'), line.string('a table'), line.string('a digest')];
    line.end();
    const definition: string[] = [];
    for (let each = lines.takeIf('has'); each !== null; each = lines.takeIf('has')) {
      definition.push(each.string('a line of the description'));
      each.end();
    }
    tables.push({ schema, table, digest, definition: definition.join('\n') });
  }
  return tables;
}
