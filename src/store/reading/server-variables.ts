// What a recording knows of the server's system variables.

import type { RecordedExchange, ServerVariable } from '../../core/recording.ts';
import { type ExchangeRow, exchangeColumns, type ReadStatements, toExchange } from './read-statements.ts';

/** Shapes of statements, and exchanges, that are looked at: drivers ask for variables in a few ways. */
const MAX_SHAPES = 200;
const MAX_READS = 400;

interface VariableRow {
  readonly name: string;
  readonly value: string | null;
  readonly type: bigint;
  readonly flags: bigint;
  readonly length: bigint;
  readonly decimals: bigint;
  readonly charset: bigint;
}

const select = `SELECT name, value, column_type AS type, column_flags AS flags, column_length AS length,
  column_decimals AS decimals, column_charset AS charset FROM server_variable`;

export function findVariable(read: ReadStatements, name: string): ServerVariable | undefined {
  const row = read.get<[string], VariableRow>(`${select} WHERE name = ?`, name);
  return row === undefined ? undefined : toVariable(row);
}

/** In the order of their names. */
export function allVariables(read: ReadStatements): readonly ServerVariable[] {
  return read.all<[], VariableRow>(`${select} ORDER BY name`).map(toVariable);
}

function toVariable({ name, value, type, flags, length, decimals, charset }: VariableRow): ServerVariable {
  const definition = { type: Number(type), flags: Number(flags), decimals: Number(decimals), charset: Number(charset) };
  return { name, value, ...definition, length: Number(length) };
}

/** By way of statement_text, which has each statement once; none where the recording is not sealed. */
export function findVariableReads(read: ReadStatements): readonly RecordedExchange[] {
  const sql = `SELECT ${exchangeColumns} FROM exchange WHERE command = 'COM_QUERY' AND gap IS NULL AND id IN (
      SELECT j.value FROM (SELECT examples FROM statement_text
        WHERE instr(shape, '@@') > 0 LIMIT ${MAX_SHAPES}) t, json_each(t.examples) j)
    ORDER BY id LIMIT ${MAX_READS}`;
  return read.lists<[], ExchangeRow>(sql).map(toExchange);
}
