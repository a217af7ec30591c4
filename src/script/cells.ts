// Cells on the wire: the same value as text, or in its column's binary form.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html

import type { ParameterValue } from '../core/command.ts';
import type { PacketBatch } from '../mysql/codec/packet-batch.ts';
import { BLOB_TYPES, ColumnType } from '../mysql/constants/column-types.ts';
import { encodeBinaryRow } from '../mysql/packets/binary-row.ts';
import type { BinaryType } from '../mysql/packets/binary-value.ts';
import type { Cell, Row } from './answer.ts';
import { bytesOf, datetime, floating, textOf, time, wholeNumber } from './cell-values.ts';

/** A text row has as many values as the script gave, whatever the number of columns. */
export function writeTextRow(batch: PacketBatch, row: Row): void {
  batch.begin();
  for (const cell of row) {
    if (cell === null) batch.nullCell();
    else if (typeof cell === 'string') batch.lenencText(cell);
    else if (typeof cell === 'object') batch.lenencBytes(cell);
    else batch.lenencText(String(cell));
  }
  batch.end();
}

/** @throws ScriptFailure where a value has no form of its column's type */
export function writeBinaryRow(batch: PacketBatch, row: Row, types: readonly BinaryType[]): void {
  const values = types.map((type, index): ParameterValue => {
    const cell = row[index] ?? null;
    return cell === null ? NULL : binaryValue(type.type, cell);
  });
  batch.packet(encodeBinaryRow(values, types));
}

const NULL: ParameterValue = { kind: 'null' };

/** @throws ScriptFailure */
function binaryValue(type: number, cell: Exclude<Cell, null>): ParameterValue {
  switch (type) {
    case ColumnType.NULL:
      return NULL;
    case ColumnType.TINY:
    case ColumnType.BOOL:
    case ColumnType.SHORT:
    case ColumnType.YEAR:
    case ColumnType.INT24:
    case ColumnType.LONG:
    case ColumnType.LONGLONG:
      return { kind: 'int', value: wholeNumber(cell) };
    case ColumnType.FLOAT:
      return { kind: 'float', value: floating(cell) };
    case ColumnType.DOUBLE:
      return { kind: 'double', value: floating(cell) };
    case ColumnType.DECIMAL:
    case ColumnType.NEWDECIMAL:
      return { kind: 'decimal', value: textOf(cell) };
    case ColumnType.DATE:
    case ColumnType.NEWDATE:
    case ColumnType.DATETIME:
    case ColumnType.DATETIME2:
    case ColumnType.TIMESTAMP:
    case ColumnType.TIMESTAMP2:
      return { kind: 'temporal', value: datetime(textOf(cell)) };
    case ColumnType.TIME:
    case ColumnType.TIME2:
      return { kind: 'temporal', value: time(textOf(cell)) };
    default:
      return { kind: BLOB_TYPES.has(type) ? 'blob' : 'text', value: bytesOf(cell) };
  }
}
