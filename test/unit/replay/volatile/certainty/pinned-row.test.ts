import { expect, test } from 'vitest';
import type { DataUse, TableUse } from '../../../../../src/core/data-use.ts';
import type { RecordedData } from '../../../../../src/core/recording.ts';
import { StoredValues } from '../../../../../src/replay/volatile/carrying/stored-values.ts';
import { mostRows, tableOf, type WriteReader } from '../../../../../src/replay/volatile/certainty/pinned-row.ts';
import { constantKey } from '../../../../../src/sql/access/constant-key.ts';

const ID = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';
const PLATE = 'P-3d82508a75231adf';
const pinned = (column: string, value: string): TableUse => ({
  table: 'app.cars',
  pins: [{ column, values: [constantKey(value, 'string') ?? ''] }],
});
const reading = (...reads: TableUse[]): DataUse => ({ reads, writes: [] });
const updating = (column: string, value: string): DataUse => ({
  reads: [],
  writes: [{ ...pinned(column, value), effect: 'change' }],
});

/** Each write: its text, what it stored by column, and for an UPDATE what it did. */
type Write = readonly [sql: string, stored: Readonly<Record<string, string>>, use?: DataUse];

function asked(use: DataUse | undefined, ...writes: readonly Write[]): boolean {
  return askedOf(undefined, use, ...writes);
}

function askedOf(of: string | undefined, use: DataUse | undefined, ...writes: readonly Write[]): boolean {
  const stored = new StoredValues();
  for (const [at, [, values]] of writes.entries()) {
    const all = Object.entries(values).map(([column, recorded], place) => ({
      ...{ kind: 'token' as const, recorded, live: `live ${recorded}`, column, place: `${place} 0` },
    }));
    stored.add({ exchange: at + 1, table: 'cars', stored: all });
  }
  const reader = {
    statementOf: (id: number) => writes[id - 1]?.[0] ?? null,
    dataOf: (id: number) =>
      writes[id - 1]?.[2] === undefined ? undefined : ({ use: writes[id - 1]?.[2] } as RecordedData),
  } satisfies WriteReader;
  return mostRows(use, stored, reader, of) === 1;
}

const ADD: Write = ['INSERT INTO cars VALUES (?, ?)', { id: ID, plate: PLATE }];
const SAVE = 'UPDATE cars SET plate = ? WHERE id = ?';

test('a value that one INSERT stored is of one row', () => {
  expect(asked(reading(pinned('plate', PLATE)), ADD)).toBe(true);
});

test('also where an UPDATE of that row stored it again', () => {
  expect(asked(reading(pinned('plate', PLATE)), ADD, [SAVE, { plate: PLATE }, updating('id', ID)])).toBe(true);
});

test.each<[string, DataUse | undefined, readonly Write[]]>([
  ['two INSERTs stored it', reading(pinned('plate', PLATE)), [ADD, ADD]],
  ['its rows come from a query', reading(pinned('plate', PLATE)), [['INSERT INTO cars SELECT ?', { plate: PLATE }]]],
  ['an UPDATE of other rows stored it too', reading(pinned('plate', PLATE)), [ADD, ['UPDATE', { plate: PLATE }]]],
  ['nothing of this run stored it', reading(pinned('plate', 'P-00000000000000ff')), [ADD]],
  ['all rows are asked for', reading({ table: 'app.cars' }), [ADD]],
  ['another table is asked too', reading(pinned('plate', PLATE), { table: 'app.owners' }), [ADD]],
  ['nobody knows what it reads', undefined, [ADD]],
])('not where %s', (_name, use, writes) => {
  expect(asked(use, ...writes)).toBe(false);
});

test('of several tables it is the one that is named, read once', () => {
  const wheels: TableUse = { table: 'app.wheels' };
  expect(asked(reading(pinned('id', ID), wheels), ADD)).toBe(false);
  expect(askedOf('cars', reading(pinned('id', ID), wheels), ADD)).toBe(true);
  expect(askedOf('wheels', reading(pinned('id', ID), wheels), ADD)).toBe(false);
  expect(askedOf('cars', reading(pinned('id', ID), pinned('plate', PLATE)), ADD)).toBe(false);
  expect(askedOf('cars', reading(pinned('id', 'another'), wheels), ADD)).toBe(false);
});

test("a table is known by a column's other name where the statement has it once", () => {
  const of = (from: string, owner?: string) =>
    tableOf({ sql: Buffer.from(`SELECT c.id AS car FROM ${from} ORDER BY car`), dialect: {} as never }, owner);
  expect(of('cars c JOIN wheels w ON w.car_id = c.id', 'c')).toBe('cars');
  expect(of('cars c JOIN cars d ON d.id = c.id', 'c')).toBe(null);
  expect(of('cars c', '')).toBe(null);
  expect(of('cars c')).toBe(null);
});
