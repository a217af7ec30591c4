// NULL bitmap: one bit per value, set where the value is NULL. Rows leave the first two bits unused, parameters none.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html#sect_protocol_binary_resultset_row_null_bitmap

import type { PayloadReader } from '../../core/bytes/payload-reader.ts';
import type { PayloadWriter } from '../../core/bytes/payload-writer.ts';

/** Which of `count` values are NULL. @param unused bits before the first value's */
export function readNullBitmap(reader: PayloadReader, count: number, unused: number): boolean[] {
  const bits = reader.fixedBytes(bitmapBytes(count, unused), 'NULL bitmap');
  const isNull: boolean[] = [];
  for (let bit = unused; bit < count + unused; bit++) {
    isNull.push(((bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0);
  }
  return isNull;
}

/** The twin of `readNullBitmap`. */
export function writeNullBitmap(writer: PayloadWriter, isNull: readonly boolean[], unused: number): void {
  const bits = Buffer.alloc(bitmapBytes(isNull.length, unused));
  isNull.forEach((value, index) => {
    const bit = index + unused;
    if (value) bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  });
  writer.bytes(bits);
}

function bitmapBytes(count: number, unused: number): number {
  // No bit shifts: a count that lies may be beyond 32 bits.
  return Math.ceil((count + unused) / 8);
}
