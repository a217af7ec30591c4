// What a module's functions return, made into an answer.

import { ColumnFlag, ColumnType, TEXT_TYPES } from '../../classic/constants/column-types.ts';
import { Status } from '../../classic/constants/status.ts';
import type { ParameterValue } from '../../domain/command.ts';
import {
  type Cell,
  type Column,
  type Completion,
  type ErrorResult,
  errorResult,
  type OkResult,
  type Row,
  type StatementAnswer,
  type StatementResult,
} from '../answer.ts';
import { columnTypeOf } from '../router/column-types.ts';
import { ScriptFailure } from '../script-failure.ts';
import type {
  ScriptAnswer,
  ScriptColumn,
  ScriptError,
  ScriptOk,
  ScriptReply,
  ScriptRow,
  ScriptRows,
  ScriptValue,
} from './define-script.ts';
import { within } from './within.ts';

const UTF8MB4 = 255;
const BINARY = 63;

/**
 * Null where the script leaves the statement to others.
 * @param rowLimitMs longest that a row may take to come
 * @throws ScriptFailure for what is no answer
 */
export function readReply(reply: ScriptReply, rowLimitMs: number): StatementAnswer | null {
  if (reply === undefined) return null;
  const answers: readonly ScriptAnswer[] = isList(reply) ? reply : [reply];
  const [first] = answers;
  return { delayMs: first?.delayMs ?? 0, results: answers.map((answer) => readAnswer(answer, rowLimitMs)) };
}

function isList(reply: ScriptAnswer | readonly ScriptAnswer[]): reply is readonly ScriptAnswer[] {
  return Array.isArray(reply);
}

function readAnswer(answer: ScriptAnswer, rowLimitMs: number): StatementResult {
  if (typeof answer !== 'object' || answer === null) {
    throw new ScriptFailure(`an answer must be an object with rows, error, infile or what an OK says, got ${answer}`);
  }
  if ('error' in answer) return readError(answer);
  if ('rows' in answer) return readRows(answer, rowLimitMs);
  if (!('infile' in answer)) return readOk(answer);
  const { infile, received } = answer;
  return {
    kind: 'infile',
    filename: infile,
    received: async (content) => {
      const outcome = (await received?.(content)) ?? {};
      return 'error' in outcome ? readError(outcome) : readOk(outcome);
    },
  };
}

export function readError({ error }: ScriptError): ErrorResult {
  return errorResult(error.code, error.sqlState ?? 'HY000', error.message);
}

function readOk(ok: ScriptOk): OkResult {
  return { kind: 'ok', completion: { ...completion(ok), ...numbers(ok), message: ok.message ?? '' } };
}

function numbers(ok: ScriptOk) {
  return { affectedRows: BigInt(ok.affectedRows ?? 0), lastInsertId: BigInt(ok.lastInsertId ?? 0) };
}

function completion({ status = Status.AUTOCOMMIT, warnings = 0 }: ScriptOk): Completion {
  return { affectedRows: 0n, lastInsertId: 0n, status, warnings, message: '', trackers: [] };
}

function readRows(answer: ScriptRows, rowLimitMs: number): StatementResult {
  const { rows } = answer;
  if (typeof rows !== 'object' || rows === null) throw new ScriptFailure('rows must be a list or an (async) iterable');
  const first: ScriptRow | undefined = Array.isArray(rows) ? rows[0] : undefined;
  const columns = readColumns(answer.columns ?? namesIn(first), first);
  const convert = (row: ScriptRow) => readRow(row, columns);
  const converted = Array.isArray(rows) ? rows.map(convert) : convertEach(rows, convert, rowLimitMs);
  return { kind: 'rows', columns, rows: converted, completion: completion(answer) };
}

async function* convertEach(
  rows: Iterable<ScriptRow> | AsyncIterable<ScriptRow>,
  convert: (row: ScriptRow) => Row,
  rowLimitMs: number,
): AsyncGenerator<Row> {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  try {
    for (;;) {
      const step = await within(Promise.resolve(iterator.next()), rowLimitMs);
      if (step.done) return;
      yield convert(step.value);
    }
  } finally {
    // Not waited for: one that is stuck would never end. Nobody hears of what goes wrong then.
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

function namesIn(first: ScriptRow | undefined): readonly string[] {
  if (first !== undefined && !isByPosition(first)) return Object.keys(first);
  throw new ScriptFailure('columns are needed where rows are no list of objects');
}

function isByPosition(row: ScriptRow): row is readonly ScriptValue[] {
  return Array.isArray(row);
}

/** @param first row, whose values say what columns without a type are */
export function readColumns(columns: readonly (string | ScriptColumn)[], first?: ScriptRow): readonly Column[] {
  return columns.map((column, index): Column => {
    const given: ScriptColumn = typeof column === 'string' ? { name: column } : column;
    const sample = first === undefined ? null : isByPosition(first) ? first[index] : first[given.name];
    const type = given.type === undefined ? typeOf(sample ?? null) : columnTypeOf(given.type);
    const isText = TEXT_TYPES.has(type);
    const { schema = '', table = '' } = given;
    return {
      catalog: 'def',
      schema,
      table,
      originalTable: given.originalTable ?? table,
      name: given.name,
      originalName: given.originalName ?? (table === '' ? '' : given.name),
      charset: given.charset ?? (isText ? UTF8MB4 : BINARY),
      displayLength: given.length ?? (isText ? 1020 : 20),
      type,
      flags: given.flags ?? (isText ? 0 : ColumnFlag.BINARY),
      decimals: given.decimals ?? (FRACTIONS.has(type) ? 6 : type === ColumnType.DOUBLE ? 31 : 0),
    };
  });
}

const FRACTIONS: ReadonlySet<number> = new Set([ColumnType.DATETIME, ColumnType.TIMESTAMP]);

function typeOf(sample: ScriptValue): number {
  switch (typeof sample) {
    case 'number':
      return Number.isInteger(sample) ? ColumnType.LONGLONG : ColumnType.DOUBLE;
    case 'bigint':
      return ColumnType.LONGLONG;
    case 'boolean':
      return ColumnType.TINY;
    case 'object':
      if (sample instanceof Date) return ColumnType.DATETIME;
      return sample === null ? ColumnType.VAR_STRING : ColumnType.BLOB;
    default:
      return ColumnType.VAR_STRING;
  }
}

function readRow(row: ScriptRow, columns: readonly Column[]): Row {
  if (typeof row !== 'object' || row === null) throw new ScriptFailure(`a row must be a list or an object, got ${row}`);
  const values = isByPosition(row) ? row : columns.map(({ name }) => row[name] ?? null);
  return values.map((value, index) => readCell(value, columns[index]?.type));
}

function readCell(value: ScriptValue | undefined, type: number | undefined): Cell {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (!(value instanceof Date)) return value;
  const text = value.toISOString().replace('T', ' ').replace('Z', '000');
  if (type === ColumnType.DATE) return text.slice(0, 10);
  return type === ColumnType.TIME ? text.slice(11) : text;
}

/** A bound parameter as scripts have it: numbers beyond 2^53 are bigints, decimals and dates are text. */
export function parameterOf(parameter: ParameterValue): ScriptValue {
  switch (parameter.kind) {
    case 'null':
      return null;
    case 'int': {
      const number = Number(parameter.value);
      return Number.isSafeInteger(number) ? number : parameter.value;
    }
    case 'text':
      return parameter.value.toString('utf8');
    default:
      return parameter.value;
  }
}
