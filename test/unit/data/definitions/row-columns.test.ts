import { expect, test } from 'vitest';
import type { DataUse, TableUse, TableWrite } from '../../../../src/core/data-use.ts';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { finalUses, RowColumns } from '../../../../src/data/definitions/row-columns.ts';

const catalogue = new Catalogue();
catalogue.create('db.t', Buffer.from('CREATE TABLE t (id INT PRIMARY KEY, mail CHAR(9) UNIQUE, n INT)'));

const pin = (column: string, ...values: readonly string[]) => ({ column, values });
const read = (table: string, more: Partial<TableUse> = {}): DataUse => ({ reads: [{ table, ...more }], writes: [] });
const write = (table: string, more: Partial<TableWrite> = {}): DataUse => {
  return { reads: [], writes: [{ table, effect: 'change', ...more }] };
};

function final(...uses: readonly DataUse[]) {
  const made = finalUses(uses, new RowColumns(catalogue, uses));
  return uses.map((use) => made.get(use) as DataUse);
}

test('of several columns the key tells rows apart, then a unique one, then the first that is named', () => {
  const chosen = (...columns: readonly string[]) => {
    const use = { table: 'db.t', pins: columns.map((column) => pin(column, '#1')) };
    return new RowColumns(catalogue, []).columnOf(use)?.column;
  };
  expect([chosen('n', 'mail', 'id'), chosen('n', 'mail'), chosen('x', 'n'), chosen()]).toEqual([
    'id',
    'mail',
    'x',
    undefined,
  ]);
});

test('rows of a table without a known key are told apart by what most writes name', () => {
  const uses = [pin('b', '#1'), pin('b', '#2'), pin('a', '#1'), pin('@x', '#1')].map((one) =>
    write('db.u', { pins: [one] }),
  );
  expect(new RowColumns(catalogue, uses).rowsBy('db.u')).toBe('b');
  expect(new RowColumns(catalogue, uses.slice(1)).rowsBy('db.u')).toBe('a');
  expect(new RowColumns(catalogue, uses).rowsBy('db.t')).toBe('id');
  expect(new RowColumns(catalogue, uses).rowsBy('db.v')).toBe(undefined);
});

test('what a write says of columns that no statement asks for is not kept', () => {
  const [, written] = final(
    read('db.t', { pins: [pin('id', '#1')] }),
    write('db.t', { pins: [pin('id', '#1'), pin('n', '#5')], mixes: ['id', 'n'] }),
  );
  expect(written?.writes).toEqual([{ table: 'db.t', effect: 'change', pins: [pin('id', '#1')] }]);
});

test('a row whose columns have no names has one of its constants in whichever column is asked for', () => {
  const [, written] = final(
    read('db.u', { pins: [pin('a', '#1')] }),
    write('db.u', { pins: [pin('*', '#2', '#1', '#2')] }),
  );
  expect(written?.writes).toMatchObject([{ pins: [pin('a', '#1', '#2')] }]);
});

test('a range is told by parts, and values by the part that they lie in', () => {
  const range = { column: 'id', axis: 'number', from: '10', to: '20' } as const;
  const [asked, inside, outside] = final(
    read('db.t', { ranges: [range] }),
    write('db.t', { pins: [pin('id', '#15')] }),
    write('db.t', { pins: [pin('id', '#20')] }),
  );
  const parts = asked?.reads === undefined || typeof asked.reads === 'string' ? [] : asked.reads[0]?.pins?.[0]?.parts;
  expect(parts).toHaveLength(1);
  expect(inside?.writes).toMatchObject([{ pins: [{ parts }] }]);
  expect(outside?.writes).not.toMatchObject([{ pins: [{ parts }] }]);
});

test('uses that come to the same are one; what only asks whether a table is there says nothing of rows', () => {
  const [one, other, existence] = final(read('db.t'), read('db.t'), read('db.t', { isExistence: true }));
  expect(one).toBe(other);
  expect(one?.reads).toEqual([{ table: 'db.t', by: 'id' }]);
  expect(existence?.reads).toEqual([{ table: 'db.t', isExistence: true }]);
});
