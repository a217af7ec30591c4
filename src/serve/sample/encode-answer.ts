// The packets of the sample server's answers, made with the project's own codecs.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html

import type { ParameterValue } from '../../core/command.ts';
import {
  encodePrepared as encodePreparedAnswer,
  encodeResultSet,
  framePayloads,
} from '../../mysql/codec/encode-result-set.ts';
import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import { Status } from '../../mysql/constants/status.ts';
import { encodeBinaryRow } from '../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../mysql/packets/binary-value.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { encodeErr } from '../../mysql/packets/err.ts';
import { encodeOk, plainOk } from '../../mysql/packets/ok.ts';
import { encodeTextRow } from '../../mysql/packets/text-row.ts';
import type { Cell, Column, Table } from './shop.ts';
import type { SampleAnswer } from './statements.ts';

const UTF8MB4 = 255;
const BINARY = 63;

/** @param isBinary whether rows are those of an executed prepared statement */
export function encodeAnswer(answer: SampleAnswer, isBinary: boolean, capabilities: bigint): Buffer {
  switch (answer.kind) {
    case 'ok':
      return framePayloads([encodeOk({ ...plainOk(Status.AUTOCOMMIT), ...answer }, capabilities)]);
    case 'error':
      return framePayloads([encodeErr({ ...answer, message: Buffer.from(answer.message) })]);
    case 'rows':
      return resultset(answer.table, isBinary, capabilities);
  }
}

/** The answer to COM_STMT_PREPARE. */
export function encodePrepared(
  id: number,
  parameters: number,
  columns: readonly Column[],
  capabilities: bigint,
): Buffer {
  const placeholder = definition({ name: '?', type: ColumnType.VAR_STRING });
  return encodePreparedAnswer(id, Array<ColumnDefinition>(parameters).fill(placeholder), columns.map(definition), {
    capabilities,
    status: Status.AUTOCOMMIT,
  });
}

function resultset({ columns, rows }: Table, isBinary: boolean, capabilities: bigint): Buffer {
  const types = columns.map(({ type }) => binaryTypeOf({ type, flags: 0 }));
  const payloads = rows.map((row) =>
    isBinary
      ? encodeBinaryRow(
          row.map((cell, index) => binaryValue(columns[index]?.type, cell)),
          types,
        )
      : encodeTextRow(row.map((cell) => (cell === null ? null : Buffer.from(String(cell))))),
  );
  return encodeResultSet(columns.map(definition), payloads, { capabilities, status: Status.AUTOCOMMIT });
}

function definition({ name, type, decimals = 0, table = '' }: Column): ColumnDefinition {
  const isText = type === ColumnType.VAR_STRING;
  return {
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
    extendedMetadata: [],
  };
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
