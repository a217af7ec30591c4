// The packets of the sample server's answers, made with the project's own codecs.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html

import type { ParameterValue } from '../../core/command.ts';
import { frameSmall } from '../../mysql/codec/framing.ts';
import { Capability, hasCapability } from '../../mysql/constants/capabilities.ts';
import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import { Status } from '../../mysql/constants/status.ts';
import { encodeBinaryRow } from '../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../mysql/packets/binary-value.ts';
import { encodeColumnCount } from '../../mysql/packets/column-count.ts';
import { encodeColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { encodeEof } from '../../mysql/packets/eof.ts';
import { encodeErr } from '../../mysql/packets/err.ts';
import { encodeOk, plainOk } from '../../mysql/packets/ok.ts';
import { encodePrepareOk } from '../../mysql/packets/prepare-ok.ts';
import { encodeTextRow } from '../../mysql/packets/text-row.ts';
import type { Cell, Column, Table } from './shop.ts';
import type { SampleAnswer } from './statements.ts';

const UTF8MB4 = 255;
const BINARY = 63;
const EMPTY = Buffer.alloc(0);

/** @param isBinary whether rows are those of an executed prepared statement */
export function encodeAnswer(answer: SampleAnswer, isBinary: boolean, capabilities: bigint): Buffer {
  switch (answer.kind) {
    case 'ok':
      return frame([encodeOk({ ...plainOk(Status.AUTOCOMMIT), ...answer }, capabilities)]);
    case 'error':
      return frame([encodeErr({ ...answer, message: Buffer.from(answer.message) })]);
    case 'rows':
      return frame(resultset(answer.table, isBinary, capabilities));
  }
}

/** The answer to COM_STMT_PREPARE. */
export function encodePrepared(
  id: number,
  parameters: number,
  columns: readonly Column[],
  capabilities: bigint,
): Buffer {
  const counts = { statementId: id, columnCount: columns.length, parameterCount: parameters };
  const placeholder = { name: '?', type: ColumnType.VAR_STRING };
  return frame([
    encodePrepareOk({ ...counts, warnings: 0, hasDefinitions: true }, capabilities),
    ...definitions(
      Array.from({ length: parameters }, () => placeholder),
      capabilities,
    ),
    ...definitions(columns, capabilities),
  ]);
}

function resultset({ columns, rows }: Table, isBinary: boolean, capabilities: bigint): Buffer[] {
  const types = columns.map(({ type }) => binaryTypeOf({ type, flags: 0 }));
  const isModern = hasCapability(capabilities, Capability.DEPRECATE_EOF);
  return [
    encodeColumnCount({ count: columns.length, hasDefinitions: true }, capabilities),
    ...definitions(columns, capabilities),
    ...rows.map((row) => {
      if (isBinary)
        return encodeBinaryRow(
          row.map((cell, index) => binaryValue(columns[index]?.type, cell)),
          types,
        );
      return encodeTextRow(row.map((cell) => (cell === null ? null : Buffer.from(String(cell)))));
    }),
    isModern ? encodeOk(plainOk(Status.AUTOCOMMIT, 0xfe), capabilities) : eof(capabilities),
  ];
}

function definitions(columns: readonly Column[], capabilities: bigint): Buffer[] {
  if (columns.length === 0) return [];
  const packets = columns.map((column) => definition(column, capabilities));
  return hasCapability(capabilities, Capability.DEPRECATE_EOF) ? packets : [...packets, eof(capabilities)];
}

function definition({ name, type, decimals = 0, table = '' }: Column, capabilities: bigint): Buffer {
  const isText = type === ColumnType.VAR_STRING;
  const column = {
    catalog: Buffer.from('def'),
    schema: Buffer.from(table === '' ? '' : 'shop'),
    table: Buffer.from(table),
    originalTable: Buffer.from(table),
    name: Buffer.from(name),
    originalName: Buffer.from(table === '' ? '' : name),
    charset: isText ? UTF8MB4 : BINARY,
    displayLength: isText ? 1020 : 20,
    type,
    flags: isText ? 0 : ColumnFlag.BINARY,
    decimals,
  };
  return encodeColumnDefinition({ ...column, extendedMetadata: [] }, capabilities);
}

function binaryValue(type: number | undefined, cell: Cell): ParameterValue {
  if (cell === null) return { kind: 'null' };
  switch (type) {
    case ColumnType.TINY:
    case ColumnType.LONG:
    case ColumnType.LONGLONG:
      return { kind: 'int', value: BigInt(cell) };
    case ColumnType.DOUBLE:
      return { kind: 'double', value: Number(cell) };
    case ColumnType.NEWDECIMAL:
      return { kind: 'decimal', value: String(cell) };
    case ColumnType.DATE:
    case ColumnType.DATETIME:
    case ColumnType.TIME:
      return { kind: 'temporal', value: String(cell) };
    default:
      return { kind: 'text', value: Buffer.from(String(cell)) };
  }
}

function eof(capabilities: bigint): Buffer {
  return encodeEof({ warnings: 0, status: Status.AUTOCOMMIT }, capabilities);
}

/** A whole response: its packets have the sequence ids from 1 on. */
function frame(payloads: readonly Buffer[]): Buffer {
  return payloads.length === 0
    ? EMPTY
    : Buffer.concat(payloads.map((payload, index) => frameSmall(payload, index + 1)));
}
