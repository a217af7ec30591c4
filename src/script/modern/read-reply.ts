// What a module's functions return, made into an answer.

import type { ParameterValue } from '../../core/command.ts';
import { ColumnType } from '../../mysql/constants/column-types.ts';
import { Status } from '../../mysql/constants/status.ts';
import type { SessionStateChange } from '../../mysql/packets/session-state.ts';
import {
  type Cell,
  type Column,
  type Completion,
  type ErrorResult,
  errorResult,
  NOTHING_DONE,
  type OkResult,
  type Row,
  type StatementAnswer,
  type StatementResult,
} from '../answer.ts';
import { ScriptFailure } from '../script-failure.ts';
import type {
  ScriptAnswer,
  ScriptDocuments,
  ScriptError,
  ScriptOk,
  ScriptReply,
  ScriptRow,
  ScriptRows,
  ScriptSessionChanges,
  ScriptValue,
} from './define-script.ts';
import { BINARY, isByPosition, readColumns } from './read-columns.ts';
import { within } from './within.ts';

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
    throw new ScriptFailure(
      `an answer must be an object with rows, documents, error, infile or what an OK says, got ${answer}`,
    );
  }
  if ('error' in answer) return readError(answer);
  if ('rows' in answer) return readRows(answer, rowLimitMs);
  if ('documents' in answer) return readDocuments(answer, rowLimitMs);
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
  const { message = '', documentIds = NOTHING_DONE.documentIds } = ok;
  return { kind: 'ok', completion: { ...completion(ok), ...numbers(ok), message, documentIds } };
}

function numbers(ok: ScriptOk) {
  return { affectedRows: BigInt(ok.affectedRows ?? 0), lastInsertId: BigInt(ok.lastInsertId ?? 0) };
}

function completion({ status = Status.AUTOCOMMIT, warnings = 0, changes }: ScriptOk): Completion {
  const trackers = changes === undefined ? NOTHING_DONE.trackers : trackersOf(changes);
  if (typeof warnings === 'number') return { ...NOTHING_DONE, status, warnings, trackers };
  const warningList = warnings.map(({ level = 'warning', code, message }) => ({ level, code, message }));
  return { ...NOTHING_DONE, status, warnings: warningList.length, warningList, trackers };
}

function trackersOf({ schema, variables = {} }: ScriptSessionChanges): SessionStateChange[] {
  const named = Object.entries(variables).map(
    ([name, value]): SessionStateChange => ({
      type: 'system_variables',
      variables: [{ name: Buffer.from(name), value: Buffer.from(value) }],
    }),
  );
  return schema === undefined ? named : [{ type: 'schema', name: Buffer.from(schema) }, ...named];
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

/** The column that a collection's documents come in. */
const DOCUMENT = readColumns([
  { name: 'doc', type: ColumnType.JSON, originalName: 'doc', charset: BINARY, length: 0xffffffff },
]);

function readDocuments(answer: ScriptDocuments, rowLimitMs: number): StatementResult {
  const { documents } = answer;
  if (typeof documents !== 'object' || documents === null) {
    throw new ScriptFailure('documents must be a list or an (async) iterable');
  }
  const convert = (document: object): Row => [JSON.stringify(document)];
  const rows = Array.isArray(documents) ? documents.map(convert) : convertEach(documents, convert, rowLimitMs);
  return { kind: 'rows', columns: DOCUMENT, rows, completion: completion(answer) };
}

async function* convertEach<T>(
  rows: Iterable<T> | AsyncIterable<T>,
  convert: (row: T) => Row,
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
