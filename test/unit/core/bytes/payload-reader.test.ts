import { expect, test } from 'vitest';
import { PayloadReader } from '../../../../src/core/bytes/payload-reader.ts';

const readerOf = (...bytes: number[]) => new PayloadReader(Buffer.from(bytes), 'Packet');

test('numbers and strings of the manual, each read once', () => {
  const reader = readerOf(1, 2, 3, 4, 5, 6, 0x61, 0, 2, 0x62, 0x63, 0xfb, 0x64);
  expect([reader.int1('a'), reader.int2('b'), reader.int3('c')]).toEqual([1, 0x0302, 0x060504]);
  expect(reader.nulBytes('d').toString()).toBe('a');
  expect(reader.lenencBytes('e').toString()).toBe('bc');
  expect(reader.lenencBytesOrNull('f')).toBeNull();
  expect(reader.rest('g').toString()).toBe('d');
  reader.end();
});

test.each([
  [
    (reader: PayloadReader) => reader.int4('flags'),
    'Packet: flags at offset 0: the payload ends too soon (needed 4 bytes, have 3)',
  ],
  [(reader: PayloadReader) => reader.nulBytes('name'), 'Packet: name at offset 0: the string has no end'],
  [
    (reader: PayloadReader) => reader.lenencBytes('text'),
    'Packet: text at offset 1: the payload ends too soon (needed 9 bytes, have 2)',
  ],
  [
    (reader: PayloadReader) => {
      reader.int1('a');
      reader.end();
    },
    'Packet: end of the packet at offset 1: 2 bytes are left over',
  ],
])('what is not there is an error that names the field, case %#', (read, said) => {
  expect(() => read(readerOf(9, 1, 1))).toThrow(said);
});

test('within a block, errors count from the beginning of the packet', () => {
  const reader = readerOf(7, 2, 1, 1);
  reader.int1('first');
  expect(() => reader.lenencBlock('block').int4('inner')).toThrow('inner at offset 2');
});
