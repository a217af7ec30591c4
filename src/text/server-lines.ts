// What a recording knows of the server beside what it answered: its variables and its tables.

import type { ServerVariable, TableSchema } from '../domain/recording.ts';
import type { RecordingFileReader } from '../recording/reader.ts';
import type { RecordingFileWriter } from '../recording/writer.ts';
import type { AppendixReader, AppendixWriter } from './appendix.ts';
import type { Line, Lines } from './scanner.ts';
import { formatString } from './tokens.ts';

export interface TextServer {
  readonly variables: readonly ServerVariable[];
  readonly tables: readonly TableSchema[];
}

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

/** At the head of the text. */
export function* formatServer(reader: RecordingFileReader, appendix: AppendixWriter): Generator<string> {
  const variables = reader.serverVariables().filter(({ name }) => !CHANGING.has(name));
  if (variables.length > 0) yield `variables ${appendix.add('variables', variables.map(formatVariable))}`;
  for (const { schema, table, digest, definition } of reader.tables()) {
    const name = appendix.add('table', definition.split('\n').map(formatString));
    yield `table ${formatString(schema)} ${formatString(table)} digest ${digest} ${name}`;
  }
}

/** @throws TextError */
export function parseServer(lines: Lines, appendix: AppendixReader): TextServer {
  const named = lines.takeIf('variables');
  const variables = named === null ? [] : appendix.get(entryOf(named), 'variables', named, parseVariables);
  const tables: TableSchema[] = [];
  for (let line = lines.takeIf('table'); line !== null; line = lines.takeIf('table')) {
    const schema = line.string('a schema');
    const table = line.string('a table');
    line.expect('digest');
    const digest = line.word('the digest of its description');
    tables.push({ schema, table, digest, definition: appendix.get(entryOf(line), 'table', line, parseDefinition) });
  }
  return { variables, tables };
}

/** Behind the first session. */
export function writeServer({ variables, tables }: TextServer, writer: RecordingFileWriter): void {
  writer.putVariables(variables);
  writer.putTables(tables);
}

function entryOf(line: Line): string {
  const name = line.word('the name of what is defined at the end');
  line.end();
  return name;
}

function formatVariable({ name, value, type, flags, length, decimals, charset }: ServerVariable): string {
  const shown = value === null ? 'NULL' : formatString(value);
  return `${name} ${shown} type ${type} flags ${flags} length ${length} decimals ${decimals} charset ${charset}`;
}

function parseVariables(lines: Lines): readonly ServerVariable[] {
  const variables: ServerVariable[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) variables.push(parseVariable(line));
  return variables;
}

function parseVariable(line: Line): ServerVariable {
  const name = line.word('the name of a variable');
  const value = line.takes('NULL') ? null : line.string('its value');
  const fact = (word: string) => {
    line.expect(word);
    return line.integer(`its ${word}`);
  };
  const type = fact('type');
  const flags = fact('flags');
  const length = fact('length');
  const decimals = fact('decimals');
  const charset = fact('charset');
  line.end();
  return { name, value, type, flags, length, decimals, charset };
}

function parseDefinition(lines: Lines): string {
  const parts: string[] = [];
  for (let line = lines.take(); line !== null; line = lines.take()) {
    parts.push(line.string('a line of the description'));
    line.end();
  }
  return parts.join('\n');
}
