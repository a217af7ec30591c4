// ProtocolBinary::ResultsetRow: a NULL bitmap, then the values that are not NULL, each in its column's binary form.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html#sect_protocol_binary_resultset_row

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import type { ParameterValue } from '../../core/command.ts';
import { type BinaryType, readBinaryValue, writeBinaryValue } from './binary-value.ts';
import { readNullBitmap, writeNullBitmap } from './null-bitmap.ts';

const PACKET = 'ProtocolBinary::ResultsetRow';
const HEADER = 0x00;
const UNUSED_BITS = 2;

/**
 * @param columns types of the result set's columns, in order (`binaryTypeOf`)
 * @throws MalformedPacketError
 */
export function decodeBinaryRow(payload: Buffer, columns: readonly BinaryType[]): ParameterValue[] {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== HEADER) throw reader.error(`0x${header.toString(16)} is no binary row header`);
  const isNull = readNullBitmap(reader, columns.length, UNUSED_BITS);
  const row = columns.map((column, index): ParameterValue => {
    return isNull[index] ? { kind: 'null' } : readBinaryValue(reader, column);
  });
  reader.end();
  return row;
}

/**
 * @param columns one type per value
 * @throws TypeError where a value's kind does not belong to its column's type
 */
export function encodeBinaryRow(row: readonly ParameterValue[], columns: readonly BinaryType[]): Buffer {
  const writer = new PayloadWriter().int1(HEADER);
  writeNullBitmap(
    writer,
    row.map((value) => value.kind === 'null'),
    UNUSED_BITS,
  );
  columns.forEach((column, index) => {
    const value = row[index];
    if (value === undefined) throw new TypeError('a row has fewer values than columns');
    if (value.kind !== 'null') writeBinaryValue(writer, column, value);
  });
  return writer.finish();
}
