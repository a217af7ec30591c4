// A script's answer as packets of the classic protocol, for text and for binary result sets alike.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response.html

import type { PacketBatch } from '../mysql/codec/packet-batch.ts';
import { Capability, hasCapability } from '../mysql/constants/capabilities.ts';
import { ColumnType } from '../mysql/constants/column-types.ts';
import { Status } from '../mysql/constants/status.ts';
import { binaryTypeOf } from '../mysql/packets/binary-value.ts';
import { encodeColumnCount } from '../mysql/packets/column-count.ts';
import { encodeEof } from '../mysql/packets/eof.ts';
import { encodeErr } from '../mysql/packets/err.ts';
import { encodeOk } from '../mysql/packets/ok.ts';
import { encodePrepareOk } from '../mysql/packets/prepare-ok.ts';
import type { Column, Completion, ErrorResult, RowsResult } from './answer.ts';
import { writeBinaryRow, writeTextRow } from './cells.ts';
import { SCRIPT_ERROR } from './script-failure.ts';

/** How answers look to one client. */
export interface Encoding {
  readonly capabilities: bigint;
  readonly isModern: boolean;
  readonly tracksSession: boolean;
  /** A column count is followed by a flag. */
  readonly hasMetadataFlag: boolean;
  /** Payloads that say nothing but their status and that the answer is done, by header and status: most answers end with one. */
  readonly plain: Map<number, Buffer>;
}

export function encodingFor(capabilities: bigint): Encoding {
  return {
    capabilities,
    isModern: hasCapability(capabilities, Capability.DEPRECATE_EOF),
    tracksSession: hasCapability(capabilities, Capability.SESSION_TRACK),
    hasMetadataFlag:
      (capabilities & (Capability.OPTIONAL_RESULTSET_METADATA | Capability.MARIADB_CACHE_METADATA)) !== 0n,
    plain: new Map(),
  };
}

/** @param furtherStatus status flags beside the script's own, such as MORE_RESULTS_EXISTS */
export function writeOk(batch: PacketBatch, completion: Completion, encoding: Encoding, furtherStatus = 0): void {
  batch.packet(okPayload(completion, encoding, furtherStatus | stateBit(completion, encoding)));
}

export function writeError(batch: PacketBatch, error: ErrorResult): void {
  batch.packet(encodeErr({ code: error.code, sqlState: error.sqlState, message: Buffer.from(error.message) }));
}

/** Column count and definitions. */
export function writeColumns(batch: PacketBatch, columns: readonly Column[], encoding: Encoding): void {
  if (encoding.hasMetadataFlag) {
    batch.packet(encodeColumnCount({ count: columns.length, hasDefinitions: true }, encoding.capabilities));
  } else batch.begin().lenencInt(columns.length).end();
  writeDefinitions(batch, columns, encoding);
}

/** Where a result set's rows are written, one by one. */
export type RowWriter = (row: readonly (null | string | number | bigint | Uint8Array)[]) => void;

/** @param isBinary whether the rows are those of an executed prepared statement */
export function rowWriter(batch: PacketBatch, columns: readonly Column[], isBinary: boolean): RowWriter {
  if (!isBinary) return (row) => writeTextRow(batch, row);
  const types = columns.map(binaryTypeOf);
  return (row) => writeBinaryRow(batch, row, types);
}

/** The packet that ends a result set. */
export function writeRowsEnd(batch: PacketBatch, result: RowsResult, encoding: Encoding, furtherStatus = 0): void {
  const { completion } = result;
  if (encoding.isModern) batch.packet(okPayload(completion, encoding, furtherStatus, 0xfe));
  else batch.packet(eofPayload(completion.warnings, completion.status | furtherStatus, encoding));
}

/** The answer to COM_STMT_PREPARE. */
export function writePrepared(
  batch: PacketBatch,
  statementId: number,
  parameterCount: number,
  columns: readonly Column[],
  encoding: Encoding,
): void {
  const counts = { statementId, columnCount: columns.length, parameterCount };
  batch.packet(encodePrepareOk({ ...counts, warnings: 0, hasDefinitions: true }, encoding.capabilities));
  if (parameterCount > 0) writeDefinitions(batch, Array<Column>(parameterCount).fill(PLACEHOLDER), encoding);
  if (columns.length > 0) writeDefinitions(batch, columns, encoding);
}

/** What is told where a row could not be made. */
export function writeRowFailure(batch: PacketBatch, message: string): void {
  const text = `executing statement failed: ${message}`;
  batch.abandon().packet(encodeErr({ code: SCRIPT_ERROR, sqlState: 'HY000', message: Buffer.from(text) }));
}

function writeDefinitions(batch: PacketBatch, columns: readonly Column[], encoding: Encoding): void {
  for (const column of columns) writeDefinition(batch, column);
  if (!encoding.isModern) batch.packet(eofPayload(0, 0, encoding));
}

/** As encodeColumnDefinition() writes it, without a buffer for each name. */
function writeDefinition(batch: PacketBatch, column: Column): void {
  const { charset, displayLength, type, flags, decimals } = column;
  batch.begin().lenencText(column.catalog).lenencText(column.schema).lenencText(column.table);
  batch.lenencText(column.originalTable).lenencText(column.name).lenencText(column.originalName);
  batch.int1(FIXED_FIELDS_BYTES).int2(charset).int4(displayLength).int1(type).int2(flags).int1(decimals).int2(0).end();
}

const FIXED_FIELDS_BYTES = 12;
const NO_BYTES = Buffer.alloc(0);
/** Payloads that are kept for one client. */
const MOST_PLAIN = 16;
/** Of protocol 4.1, without status or warnings: the usual one. */
const PLAIN_EOF = Buffer.from([0xfe, 0, 0, 0, 0]);

/** With SESSION_TRACK even an empty message has its length byte, as the mock server of MySQL Router sends it. */
function okPayload(completion: Completion, encoding: Encoding, further: number, header: 0x00 | 0xfe = 0x00): Buffer {
  const { message, trackers, affectedRows, lastInsertId, warnings } = completion;
  const status = completion.status | further;
  const isPlain = message === '' && trackers.length === 0 && warnings === 0;
  if (!isPlain || affectedRows !== 0n || lastInsertId !== 0n) return madePayload(completion, encoding, status, header);
  const key = (header << 16) | status;
  let payload = encoding.plain.get(key);
  if (payload === undefined) {
    payload = madePayload(completion, encoding, status, header);
    if (encoding.plain.size < MOST_PLAIN) encoding.plain.set(key, payload);
  }
  return payload;
}

function madePayload(
  { message, trackers, affectedRows, lastInsertId, warnings }: Completion,
  encoding: Encoding,
  status: number,
  header: 0x00 | 0xfe,
): Buffer {
  return encodeOk(
    {
      header,
      affectedRows,
      lastInsertId,
      status,
      warnings,
      info: message !== '' ? Buffer.from(message) : encoding.tracksSession ? NO_BYTES : null,
      sessionState: (status & Status.SESSION_STATE_CHANGED) === 0 ? null : trackers,
      trailing: NO_BYTES,
    },
    encoding.capabilities,
  );
}

function stateBit({ trackers }: Completion, encoding: Encoding): number {
  return trackers.length > 0 && encoding.tracksSession ? Status.SESSION_STATE_CHANGED : 0;
}

function eofPayload(warnings: number, status: number, { capabilities }: Encoding): Buffer {
  if (warnings === 0 && status === 0 && (capabilities & Capability.PROTOCOL_41) !== 0n) return PLAIN_EOF;
  return encodeEof({ warnings, status }, capabilities);
}

/** The definition of a `?`, as servers send it. */
const PLACEHOLDER: Column = {
  catalog: 'def',
  schema: '',
  table: '',
  originalTable: '',
  name: '?',
  originalName: '',
  charset: 63,
  displayLength: 0,
  type: ColumnType.VAR_STRING,
  flags: 128,
  decimals: 0,
};
