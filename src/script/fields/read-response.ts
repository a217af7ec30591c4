// The response object of a script (`result`, `error` or `ok`) made into an answer, with the rules, defaults and messages
// of MySQL Router's mock server.

import {
  type Cell,
  type Column,
  type Completion,
  type ErrorResult,
  NOTHING_DONE,
  type Row,
  type StatementAnswer,
  type StatementResult,
} from '../answer.ts';
import { ScriptFailure } from '../script-failure.ts';
import { columnTypeOf } from './column-types.ts';
import { describeTypes, isObject } from './describe-types.ts';
import {
  elements,
  type Fields,
  milliseconds,
  object,
  requiredText,
  requiredUnsigned,
  text,
  UINT8,
  UINT16,
  UINT32,
  unsigned,
} from './fields.ts';
import { readTrackers } from './read-trackers.ts';

/** @throws ScriptFailure, or whatever a getter or toString() of the script throws */
export function readResponse(value: unknown): StatementAnswer {
  if (!isObject(value)) throw new ScriptFailure(`expected 'stmts' to return an 'object', got ${describeTypes(value)}`);
  const delayMs = milliseconds(value, 'exec_time', ', got');
  const { result, error, ok } = value;
  // The delay counts for results only, as it does there.
  if (result !== undefined) return { delayMs, results: [readRows(object(result))] };
  if (error !== undefined) return { delayMs: 0, results: [readError(object(error))] };
  if (ok !== undefined) return { delayMs: 0, results: [readOk(object(ok))] };
  throw new ScriptFailure("expected 'error', 'ok' or 'result'");
}

/** @throws ScriptFailure */
export function readError(error: Fields): ErrorResult {
  return {
    kind: 'error',
    code: requiredUnsigned(error, 'code', UINT16),
    message: requiredText(error, 'message'),
    sqlState: text(error, 'sql_state', 'HY000').padEnd(5).slice(0, 5),
  };
}

function readOk(ok: Fields): StatementResult {
  return { kind: 'ok', completion: readCompletion(ok, text(ok, 'message')) };
}

function readCompletion(fields: Fields, message: string): Completion {
  return {
    affectedRows: BigInt(unsigned(fields, 'affected_rows', UINT32)),
    lastInsertId: BigInt(unsigned(fields, 'last_insert_id', UINT32)),
    status: unsigned(fields, 'status', UINT16),
    warnings: unsigned(fields, 'warning_count', UINT16),
    warningList: NOTHING_DONE.warningList,
    message,
    trackers: readTrackers(fields),
    documentIds: NOTHING_DONE.documentIds,
  };
}

function readRows(result: Fields): StatementResult {
  const { columns, rows } = result;
  if (!Array.isArray(columns)) throw new ScriptFailure('expect an object');
  const completion = readCompletion(result, '');
  const definitions = eachOf(elements(object(columns)), (column) => readColumn(object(column)));
  // What clients take for an OK packet.
  if (definitions.length === 0) return { kind: 'ok', completion };
  return { kind: 'rows', columns: definitions, rows: readRowList(rows), completion };
}

function readColumn(column: Fields): Column {
  if (column['repeat'] !== undefined) throw new ScriptFailure('repeat is not supported');
  const name = requiredText(column, 'name');
  const type = columnTypeOf(requiredText(column, 'type'));
  return {
    name,
    type,
    catalog: text(column, 'catalog', 'def'),
    schema: text(column, 'schema'),
    table: text(column, 'table'),
    originalTable: text(column, 'orig_table'),
    originalName: text(column, 'orig_name'),
    charset: unsigned(column, 'character_set', UINT16, 255),
    displayLength: unsigned(column, 'length', UINT32),
    flags: unsigned(column, 'flags', UINT16),
    decimals: unsigned(column, 'decimals', UINT8),
  };
}

const NO_ROWS: readonly Row[] = [];

function readRowList(rows: unknown): readonly Row[] {
  if (rows === undefined) return NO_ROWS;
  if (!isObject(rows)) throw new ScriptFailure(`rows: expected array or undefined, get ${describeTypes(rows)}`);
  return eachOf(elements(rows), (row) => {
    if (!isObject(row)) throw new ScriptFailure(`rows: expected each row to be an array, get ${describeTypes(row)}`);
    return eachOf(elements(row), readCell);
  });
}

/** As `map`, without that of the script's realm, which may be another one and counts what it does. */
function eachOf<T>(list: readonly unknown[], read: (value: unknown) => T): T[] {
  const all: T[] = [];
  for (let index = 0; index < list.length; index++) all.push(read(list[index]));
  return all;
}

function readCell(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return String(value);
}
