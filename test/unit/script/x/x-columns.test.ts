// A classic column definition as the X plugin describes it: its types, and what the lowest flag says for each.

import { expect, test } from 'vitest';
import { ColumnFlag, ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { toBigInt } from '../../../../src/mysqlx/messages/message-type.ts';
import { ColumnMetaData } from '../../../../src/mysqlx/messages/messages.ts';
import { ResultsetColumnMetaDataFieldType as Type } from '../../../../src/mysqlx/messages/schema.ts';
import type { Column } from '../../../../src/script/answer.ts';
import { encodeColumn, fieldTypeOf } from '../../../../src/script/x/x-columns.ts';
import { scriptColumn } from '../../../support/script-column.ts';

function described(changes: Partial<Column>, isCompact = false) {
  return ColumnMetaData.decode(encodeColumn(scriptColumn(changes), isCompact));
}

test.each<[Partial<Column>, number]>([
  [{ type: ColumnType.TINY }, Type.SINT],
  [{ type: ColumnType.LONGLONG, flags: ColumnFlag.UNSIGNED }, Type.UINT],
  [{ type: ColumnType.YEAR }, Type.UINT],
  [{ type: ColumnType.TIMESTAMP }, Type.DATETIME],
  [{ type: ColumnType.STRING, flags: ColumnFlag.ENUM }, Type.ENUM],
  [{ type: ColumnType.STRING, flags: ColumnFlag.SET }, Type.SET],
  [{ type: ColumnType.VAR_STRING, flags: ColumnFlag.SET }, Type.BYTES],
  [{ type: ColumnType.JSON }, Type.BYTES],
])('%j', (changes, type) => {
  expect(fieldTypeOf(scriptColumn(changes))).toBe(type);
});

test.each<[string, Partial<Column>, number]>([
  ['ZEROFILL of an unsigned number', { type: ColumnType.LONG, flags: ColumnFlag.UNSIGNED | ColumnFlag.ZEROFILL }, 1],
  ['not of a year', { type: ColumnType.YEAR, flags: ColumnFlag.UNSIGNED | ColumnFlag.ZEROFILL }, 0],
  ['UNSIGNED of a decimal', { type: ColumnType.NEWDECIMAL, flags: ColumnFlag.UNSIGNED }, 1],
  ['TIMESTAMP', { type: ColumnType.TIMESTAMP }, 1],
  ['not of a DATETIME', { type: ColumnType.DATETIME }, 0],
  ['padding of CHAR', { type: ColumnType.STRING }, 1],
  ['not of VARCHAR', { type: ColumnType.VAR_STRING }, 0],
  ['keys', { flags: ColumnFlag.NOT_NULL | ColumnFlag.PRI_KEY | ColumnFlag.AUTO_INCREMENT }, 0x130],
])('flags: %s', (_, changes, flags) => {
  expect(described(changes).flags).toBe(flags);
});

test('a field is there only where it means something', () => {
  const own = (changes: Partial<Column>) => Object.keys(described({ displayLength: 9, ...changes }, true)).sort();
  expect(own({})).toEqual(['collation', 'length', 'type']);
  expect(own({ type: ColumnType.LONG })).toEqual(['length', 'type']);
  expect(own({ type: ColumnType.DOUBLE })).toEqual(['fractionalDigits', 'length', 'type']);
  expect(own({ type: ColumnType.ENUM })).toEqual(['collation', 'type']);
  expect(own({ type: ColumnType.GEOMETRY })).toEqual(['contentType', 'type']);
  expect(own({ type: ColumnType.DATE })).toEqual(['contentType', 'length', 'type']);
});

test('contents: geometry 1, JSON 2; a date 1, a datetime 2', () => {
  const types = [ColumnType.GEOMETRY, ColumnType.JSON, ColumnType.DATE, ColumnType.DATETIME];
  expect(types.map((type) => described({ type }).contentType)).toEqual([1, 2, 1, 2]);
});

test('names and the collation are the definition’s', () => {
  const { name, originalName, schema, collation } = described({
    name: 'ä',
    originalName: 'a',
    schema: 's',
    charset: 45,
  });
  expect([String(name), String(originalName), String(schema), toBigInt(collation)]).toEqual(['ä', 'a', 's', 45n]);
});
