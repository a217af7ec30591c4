// Columns of a module's rows: as they are given, else as the first row is.

import { expect, test } from 'vitest';
import { ColumnFlag, ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import type { ScriptValue } from '../../../../src/script/modern/define-script.ts';
import { readColumns } from '../../../../src/script/modern/read-columns.ts';

test.each<[string, ScriptValue, keyof typeof ColumnType]>([
  ['a whole number', 1, 'LONGLONG'],
  ['a fraction', 1.5, 'DOUBLE'],
  ['what is no number', Number.NaN, 'DOUBLE'],
  ['a bigint', 1n, 'LONGLONG'],
  ['a boolean', true, 'TINY'],
  ['a date', new Date(0), 'DATETIME'],
  ['bytes', Buffer.of(1), 'BLOB'],
  ['a text', '', 'VAR_STRING'],
  ['NULL', null, 'VAR_STRING'],
])('%s', (_, value, type) => {
  expect(readColumns(['a'], { a: value })[0]?.type).toBe(ColumnType[type]);
  expect(readColumns(['a'], [value])[0]?.type).toBe(ColumnType[type]);
});

test('text is utf8mb4, all else binary', () => {
  const [text, number] = readColumns(['a', 'b'], ['x', 1]);
  expect(text).toMatchObject({ charset: 255, flags: 0, displayLength: 1020, decimals: 0 });
  expect(number).toMatchObject({ charset: 63, flags: ColumnFlag.BINARY, displayLength: 20, decimals: 0 });
});

test('a moment has its microseconds, a double as many digits as it likes', () => {
  const decimals = readColumns(['a', 'b'], [new Date(0), 1.5]).map((column) => column.decimals);
  expect(decimals).toEqual([6, 31]);
});

test('what is given counts before the first row, also where it is nothing', () => {
  const given = { type: 'LONG', charset: 0, length: 0, flags: 0, decimals: 0, originalName: '' } as const;
  expect(readColumns([{ name: 'a', table: 't', ...given }], { a: 'x' })).toEqual([
    {
      ...{ catalog: 'def', schema: '', table: 't', originalTable: 't', name: 'a', originalName: '' },
      ...{ charset: 0, displayLength: 0, type: ColumnType.LONG, flags: 0, decimals: 0 },
    },
  ]);
});

test('a column has the name of its table’s where it has a table', () => {
  const [alone, within] = readColumns(['a', { name: 'b', table: 't' }]);
  expect([alone?.originalName, within?.originalName]).toEqual(['', 'b']);
});
