import { expect, test } from 'vitest';
import type { PinnedRows } from '../../../../src/core/data-use.ts';
import type { ColumnKind } from '../../../../src/data/definitions/column-kind.ts';
import { LinkedRows, rowsBy } from '../../../../src/data/use/linked-rows.ts';
import type { TableAccess } from '../../../../src/sql/access/access-shape.ts';
import { readStatement } from '../../../../src/sql/statement-reading.ts';

const nameOf = ({ name }: TableAccess) => `db.${name}`;
const constantsOf = ({ pins }: TableAccess): PinnedRows[] =>
  pins.map(({ column, values }) => ({ column, values: values.map((value) => ('key' in value ? value.key : '?')) }));

/** What is pinned of a table by way of others, and among which rows its own are. */
function linked(sql: string, table: string, kindOf: (column: string) => ColumnKind | undefined = () => 'number') {
  const reads = readStatement(Buffer.from(sql)).access[0]?.reads ?? [];
  const access = reads === 'all' ? undefined : reads.find(({ name }) => name === table);
  if (access === undefined) throw new Error(`${sql} does not read ${table}`);
  const rows = new LinkedRows({ reads, nameOf, kindOf: (_, column) => kindOf(column), pinsOf: constantsOf });
  const own = constantsOf(access);
  return { pins: rows.pinsOf(access, own), among: rows.amongOf(access, own) };
}

test('what is pinned of one side of a join holds for the other, also over a third table', () => {
  const join = 'SELECT * FROM a JOIN b ON a.id = b.a_id JOIN c ON b.a_id = c.a_id WHERE a.id = 5';
  expect(linked(join, 'b').pins).toEqual([{ column: 'a_id', values: ['#5'] }]);
  expect(linked(join, 'c').pins).toEqual([{ column: 'a_id', values: ['#5'] }]);
  expect(linked(join, 'a').pins).toEqual([]);
});

test('rows of which another column is pinned say among which rows the others are', () => {
  expect(linked('SELECT * FROM a JOIN b ON a.id = b.a_id WHERE a.owner = 7', 'b')).toEqual({
    pins: [],
    among: [{ column: 'a_id', of: { table: 'db.a', pins: [{ column: 'owner', values: ['#7'] }] }, ofColumn: 'id' }],
  });
});

test('a column that the statement itself pins is not told by others', () => {
  const sql = 'SELECT * FROM a JOIN b ON a.id = b.a_id WHERE a.id = 5 AND b.a_id = 6';
  expect(linked(sql, 'b')).toEqual({ pins: [], among: [] });
});

test('columns of two types, or of one whose values have several forms, are equal in more than one way', () => {
  const sql = 'SELECT * FROM a JOIN b ON a.id = b.a_id WHERE a.id = 5';
  expect(linked(sql, 'b', (column) => (column === 'id' ? 'text' : 'number')).pins).toEqual([]);
  expect(linked(sql, 'b', () => 'plain').pins).toEqual([]);
  expect(linked(sql, 'b', () => undefined)).toEqual({ pins: [], among: [] });
  expect(linked(sql, 'b', () => 'text').pins).toHaveLength(1);
});

test('what says nothing is left out', () => {
  expect(rowsBy([], [], [])).toEqual({});
  const pins = [{ column: 'id', values: ['#1'] }];
  expect(rowsBy(pins, [], [])).toEqual({ pins });
});
