import { expect, test } from 'vitest';
import {
  bigint,
  bits,
  bytes,
  cells,
  encoded,
  integer,
  mark,
  named,
  nullable,
  oneOf,
  record,
  string,
  unless,
} from '../../../../../src/tools/text/lines/fields.ts';
import { Line } from '../../../../../src/tools/text/reading/scanner.ts';
import { TextError } from '../../../../../src/tools/text/reading/text-error.ts';
import fc from '../../../../support/property.ts';

const LINE = record({
  id: integer('an id', 0xffff),
  flags: named('flags', bits('flags', 0xffff)),
  rows: unless('rows', bigint('a number'), 0n),
  text: unless('text', bytes('a text'), null),
  name: nullable(string('a name')),
  kind: oneOf(['ok', 'error', 'aborted']),
  state: unless(
    'state',
    encoded(
      'a state',
      (value: number) => Buffer.of(value),
      (read) => read[0] ?? 0,
    ),
    null,
  ),
  isLast: mark('last'),
});

test('a line is written and read by one description', () => {
  const value = {
    ...{ id: 7, flags: 2, rows: 0n, text: null, name: null, kind: 'ok', state: null, isLast: false },
  } as const;
  expect(LINE.write(value)).toBe('7 flags 0x0002 NULL ok');
  expect(LINE.write({ ...value, rows: 3n, text: Buffer.of(0xff), name: "a'b", state: 1, isLast: true })).toBe(
    "7 flags 0x0002 rows 3 text 0xff 'a\\'b' ok state 0x01 last",
  );
});

test('what is written is read as it was, whatever the values are', () => {
  const values = fc.record({
    id: fc.nat({ max: 0xffff }),
    flags: fc.nat({ max: 0xffff }),
    rows: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    text: fc.option(fc.uint8Array().map((array) => Buffer.from(array))),
    name: fc.option(fc.string({ unit: 'grapheme' })),
    kind: fc.constantFrom('ok' as const, 'error' as const, 'aborted' as const),
    state: fc.option(fc.nat({ max: 0xff })),
    isLast: fc.boolean(),
  });
  fc.assert(
    fc.property(values, (value) => {
      const line = new Line(LINE.write(value), 1);
      expect(LINE.read(line)).toEqual(value);
      line.end();
    }),
  );
});

test.each([
  ["7 flags 0x0002 'a' maybe", 'expected ok, error or aborted'],
  ["70000 flags 0x0002 'a' ok", 'expected an id of 65535 at the most'],
  ["7 0x0002 'a' ok", 'expected flags'],
  ['7 flags 0x0002 a ok', 'expected a name in quotes'],
])('%s is refused with its place', (text, message) => {
  expect(() => LINE.read(new Line(text, 1))).toThrow(TextError);
  expect(() => LINE.read(new Line(text, 1))).toThrow(message);
});

test('the same fields are cells of a row', () => {
  const row = cells({ name: string('a name'), size: integer('a size') });
  expect(row.write({ name: 'a', size: 3 })).toEqual(["'a'", '3']);
  expect(row.read(new Line("| 'a' | 3 |", 1))).toEqual({ name: 'a', size: 3 });
  expect(() => row.read(new Line("| 'a' | 3 | 4 |", 1))).toThrow('expected the end of the line');
});
