// A recorded answer of the X Protocol made into what an entry of a trace says.

import { ColumnFlag } from '../../mysql/constants/column-types.ts';
import { framesOf } from '../../mysqlx/codec/framing.ts';
import { decodeField } from '../../mysqlx/codec/row-field.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { hasField } from '../../mysqlx/messages/message-type.ts';
import { ColumnMetaData, ErrorMessage, Row } from '../../mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../mysqlx/messages/schema.ts';
import type { TraceCell, TraceColumn, TraceEntry, TraceOk, TraceResult } from '../trace/trace.ts';
import { type ToldCompletion, tellNotice } from './told-completion.ts';

/** What the lowest flag says depends on the type. */
const OF_TYPE = 0x01;
const FLAGS: readonly (readonly [x: number, classic: number])[] = [
  [0x10, ColumnFlag.NOT_NULL],
  [0x20, ColumnFlag.PRI_KEY],
  [0x40, ColumnFlag.UNIQUE_KEY],
  [0x80, ColumnFlag.MULTIPLE_KEY],
  [0x100, ColumnFlag.AUTO_INCREMENT],
];
const CONTENT = { geometry: 1, json: 2, date: 1 } as const;
const BINARY = 63;
const UTF8MB4 = 255;
/** Characters of a value without a fraction and its point. */
const DATETIME_LENGTH = 20;
const TIME_LENGTH = 11;

interface Reading {
  readonly results: TraceResult[];
  readonly told: ToldCompletion;
  columns: ResultsetColumnMetaData[];
  rows: TraceCell[][];
  /** The last result said that another follows. */
  isAnnounced: boolean;
}

/**
 * Null for an answer that a trace cannot say: a part of a cursor's.
 * @param chunks of the answer as it was on the wire
 * @throws MalformedMessageError
 */
export function entryOfX(statement: string, chunks: Iterable<Buffer>): TraceEntry | null {
  const reading: Reading = { results: [], told: {}, columns: [], rows: [], isAnnounced: false };
  for (const { type, payload } of framesOf(chunks)) {
    switch (type) {
      case ServerMessage.RESULTSET_COLUMN_META_DATA:
        reading.columns.push(ColumnMetaData.decode(payload));
        break;
      case ServerMessage.RESULTSET_ROW:
        reading.rows.push(cellsOf(payload, reading.columns));
        break;
      case ServerMessage.RESULTSET_FETCH_DONE:
      case ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS:
      case ServerMessage.RESULTSET_FETCH_DONE_MORE_OUT_PARAMS:
        endRows(reading);
        reading.isAnnounced ||= type !== ServerMessage.RESULTSET_FETCH_DONE;
        break;
      case ServerMessage.NOTICE:
        tellNotice(payload, reading.told);
        break;
      case ServerMessage.ERROR:
        reading.results.push(errorOf(payload));
        return entryFrom(statement, reading.results);
      case ServerMessage.OK:
      case ServerMessage.SQL_STMT_EXECUTE_OK:
        endAnswer(reading);
        return entryFrom(statement, reading.results);
      default:
        return null;
    }
  }
  return null;
}

function entryFrom(statement: string, results: readonly TraceResult[]): TraceEntry {
  const [only] = results;
  return results.length === 1 ? { stmt: statement, ...only } : { stmt: statement, results };
}

function endRows(reading: Reading): void {
  if (reading.columns.length === 0) return;
  reading.results.push({ result: { columns: reading.columns.map(columnOf), rows: reading.rows } });
  reading.columns = [];
  reading.rows = [];
  reading.isAnnounced = false;
}

/** What was told is told of the last result. */
function endAnswer({ results, told, isAnnounced }: Reading): void {
  const { message, ...completion } = told;
  const last = results.at(-1)?.result;
  if (last === undefined || isAnnounced) results.push({ ok: told as TraceOk });
  else results[results.length - 1] = { result: { ...last, ...completion } };
}

function errorOf(payload: Buffer): TraceResult {
  const { code, msg: message, sqlState } = ErrorMessage.decode(payload);
  return { error: { code, message, ...(sqlState !== 'HY000' && { sql_state: sqlState }) } };
}

function cellsOf(payload: Buffer, columns: readonly ResultsetColumnMetaData[]): TraceCell[] {
  return Row.decode(payload).field.map((bytes, index): TraceCell => {
    const column = columns[index];
    const value = column === undefined ? { kind: 'hex' as const, bytes } : decodeField(bytes, column);
    if (value.kind === 'null') return null;
    if (value.kind === 'hex') return { hex: value.bytes.toString('hex') };
    if (value.kind === 'text' || column?.type === Type.DECIMAL) return value.text;
    if (column?.type === Type.BIT) return { hex: BigInt(value.text).toString(16).padStart(16, '0') };
    const number = Number(value.text);
    return Number.isSafeInteger(number) || value.text.includes('.') ? number : numberOrText(value.text, column?.type);
  });
}

/** Integers beyond 2^53 as text. */
function numberOrText(text: string, type: number | undefined): number | string {
  const isFloating = type === Type.DOUBLE || type === Type.FLOAT;
  return isFloating && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Only what is not the default. */
function columnOf(column: ResultsetColumnMetaData): TraceColumn {
  const texts = {
    schema: String(column.schema ?? ''),
    table: String(column.table ?? ''),
    orig_table: String(column.originalTable ?? ''),
    orig_name: String(column.originalName ?? ''),
  };
  // one that was not sent reads as 0, which is none
  const collation = hasField(column, 'collation') ? Number(column.collation) : BINARY;
  const flags = flagsOf(column);
  const decimals = decimalsOf(column);
  return {
    name: String(column.name ?? ''),
    type: typeOf(column, collation),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')),
    ...(collation !== UTF8MB4 && { character_set: collation }),
    ...(column.length != null && column.length > 0 && { length: column.length }),
    ...(flags !== 0 && { flags }),
    ...(decimals !== 0 && { decimals }),
  };
}

function typeOf({ type, contentType, flags, length }: ResultsetColumnMetaData, collation: number): string {
  const isOfType = ((flags ?? 0) & OF_TYPE) !== 0;
  switch (Number(type)) {
    case Type.SINT:
    case Type.UINT:
      return 'LONGLONG';
    case Type.DOUBLE:
      return 'DOUBLE';
    case Type.FLOAT:
      return 'FLOAT';
    case Type.DECIMAL:
      return 'NEWDECIMAL';
    case Type.TIME:
      return 'TIME';
    case Type.DATETIME:
      if (contentType === CONTENT.date) return 'DATE';
      return isOfType ? 'TIMESTAMP' : 'DATETIME';
    case Type.SET:
      return 'SET';
    case Type.ENUM:
      return 'ENUM';
    case Type.BIT:
      return 'BIT';
    default:
      if (contentType === CONTENT.geometry) return 'GEOMETRY';
      if (contentType === CONTENT.json) return 'JSON';
      if (collation === BINARY && (length ?? 0) === 0) return 'NULL';
      return isOfType ? 'STRING' : 'VAR_STRING';
  }
}

function flagsOf({ type, flags }: ResultsetColumnMetaData): number {
  const given = flags ?? 0;
  let classic = Number(type) === Type.UINT ? ColumnFlag.UNSIGNED : 0;
  for (const [x, flag] of FLAGS) if ((given & x) !== 0) classic |= flag;
  if ((given & OF_TYPE) === 0) return classic;
  if (Number(type) === Type.UINT) return classic | ColumnFlag.ZEROFILL;
  const isUnsigned = [Type.FLOAT, Type.DOUBLE, Type.DECIMAL].includes(Number(type) as never);
  return isUnsigned ? classic | ColumnFlag.UNSIGNED : classic;
}

function decimalsOf({ type, fractionalDigits, length }: ResultsetColumnMetaData): number {
  if (Number(type) === Type.DATETIME) return Math.max(0, (length ?? 0) - DATETIME_LENGTH);
  if (Number(type) === Type.TIME) return Math.max(0, (length ?? 0) - TIME_LENGTH);
  return fractionalDigits ?? 0;
}
