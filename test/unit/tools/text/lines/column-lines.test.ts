// Column definitions as a table, and the table as definitions.

import { expect, test } from 'vitest';
import { ColumnFlag, ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../../../../src/mysql/packets/column-definition.ts';
import { formatColumns, parseColumns } from '../../../../../src/tools/text/lines/column-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import fc from '../../../../support/property.ts';

const column = (changes: Partial<ColumnDefinition> = {}): ColumnDefinition => ({
  ...{ catalog: Buffer.from('def'), schema: Buffer.from('shop'), table: Buffer.from('t') },
  ...{ originalTable: Buffer.from('things'), name: Buffer.from('n'), originalName: Buffer.from('name') },
  ...{ charset: 255, displayLength: 80, type: ColumnType.VAR_STRING, flags: 0, decimals: 31, extendedMetadata: [] },
  ...changes,
});
const read = (lines: readonly string[]) => parseColumns(new Lines(lines.join('\n')));

test('each property has its column, of which none is taken for another', () => {
  const flags = ColumnFlag.NOT_NULL | ColumnFlag.PRI_KEY;
  expect(formatColumns([column({ flags })])).toEqual([
    '| name | type       | flags            | length | collation | decimals | schema | table | original_table | original_name | catalog | more |',
    "| 'n'  | VAR_STRING | NOT_NULL,PRI_KEY | 80     | 255       | 31       | 'shop' | 't'   | 'things'       | 'name'        | 'def'   | -    |",
  ]);
});

test('any column is read as it was written', () => {
  const bytes = fc.uint8Array({ maxLength: 6 }).map((array) => Buffer.from(array));
  const any = fc.record({
    ...{ catalog: bytes, schema: bytes, table: bytes, originalTable: bytes, name: bytes, originalName: bytes },
    charset: fc.nat(0xffff),
    displayLength: fc.nat(0xffffffff),
    type: fc.nat(0xff),
    flags: fc.nat(0xffff),
    decimals: fc.nat(0xff),
    extendedMetadata: fc.array(fc.record({ kind: fc.nat(0xff), value: bytes }), { maxLength: 2 }),
  });
  const withDefault = fc.tuple(any, fc.option(bytes), fc.boolean()).map(([each, defaultValue, has]) => {
    return has ? { ...each, defaultValue } : each;
  });
  fc.assert(
    fc.property(fc.array(withDefault, { minLength: 1, maxLength: 4 }), (columns) => {
      expect(read(formatColumns(columns))).toEqual(columns);
    }),
  );
});

const LINES = formatColumns([column(), column({ extendedMetadata: [{ kind: 0, value: Buffer.from('json') }] })]);

test.each([
  ['name ', 'nome ', '1:3: expected name, found nome'],
  ['VAR_STRING', 'STRANG', 'STRANG is no column type'],
  ['VAR_STRING', 'TYPE_256', 'TYPE_256 is no column type'],
  ['| -     ', '| NOT_NILL', 'NOT_NILL is no column flag'],
  ['| 255 ', '| 65536 ', 'a collation of 65535 at the most'],
  ["'def'   | -", "'def'   | 256 'x'", 'a kind of 255 at the most'],
  ["0 'json'", '0', 'expected metadata'],
  ["'def'   | -        |", "'def'   |", 'expected |, the line ends here'],
])('%s made %s is refused', (from, to, message) => {
  expect(LINES.join('\n')).toContain(from);
  expect(() => read([LINES.join('\n').replace(from, to)])).toThrow(message);
});

test('what stands behind the table is refused', () => {
  expect(() => read([...LINES, 'end'])).toThrow('4:1: expected a column of the table, found end');
});
