// Rows on the wire: text as the script gave it, binary in the form of each column's type.

import { expect, test } from 'vitest';
import { PacketBatch } from '../../../src/mysql/codec/packet-batch.ts';
import { ColumnType } from '../../../src/mysql/constants/column-types.ts';
import { binaryTypeOf } from '../../../src/mysql/packets/binary-value.ts';
import type { Row } from '../../../src/script/answer.ts';
import { writeBinaryRow, writeTextRow } from '../../../src/script/cells.ts';
import { ScriptFailure } from '../../../src/script/script-failure.ts';
import { scriptColumn } from '../../support/script-column.ts';

function textRow(row: Row): string {
  const batch = new PacketBatch();
  writeTextRow(batch, row);
  return batch.take().toString('hex');
}

/** Behind the packet's header. */
function binaryRow(types: readonly number[], row: Row): string {
  const batch = new PacketBatch();
  writeBinaryRow(
    batch,
    row,
    types.map((type) => binaryTypeOf(scriptColumn({ type }))),
  );
  return batch.take().subarray(4).toString('hex');
}

test('a text row has every value that was given, NULL as its own byte', () => {
  expect(textRow([null, '', 'ä', 12, -3n, Uint8Array.of(0xff)])).toBe(
    `0d000001fb00${'02c3a4'}${'023132'}${'022d33'}01ff`,
  );
});

test('numbers are as wide as their columns', () => {
  const { TINY, SHORT, LONG, LONGLONG } = ColumnType;
  expect(binaryRow([TINY, SHORT, LONG, LONGLONG], ['1', 2, 3n, -1])).toBe(
    `0000${'01'}${'0200'}${'03000000'}${'ffffffffffffffff'}`,
  );
  expect(binaryRow([ColumnType.DOUBLE, ColumnType.FLOAT], ['1.5', 1.5])).toBe('0000000000000000f83f0000c03f');
  expect(binaryRow([ColumnType.NEWDECIMAL], [1.5])).toBe('000003312e35');
});

test('NULL and a value that is not there are bits, and so is all of a column of type NULL', () => {
  expect(binaryRow([ColumnType.LONG, ColumnType.LONG, ColumnType.NULL], [null])).toBe('001c');
  expect(binaryRow([ColumnType.LONG, ColumnType.NULL], [1, 'x'])).toBe('000801000000');
});

test('times are in their binary form; what is none is told', () => {
  expect(binaryRow([ColumnType.DATETIME], ['2026-01-02 03:04:05'])).toBe('000007ea070102030405');
  expect(binaryRow([ColumnType.TIME], ['-25:00:01'])).toBe('00000801010000000100' + '01');
  expect(() => binaryRow([ColumnType.DATE], ['today'])).toThrow(ScriptFailure);
});
