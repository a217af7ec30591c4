// Writes to a table of whose rows something is known, by whoever looks at it.

import { expect, test } from 'vitest';
import type { WrittenValues } from '../../../../src/core/data-use.ts';
import { KnownTable } from '../../../../src/data/versions/known-table.ts';
import { writeKnown } from '../../../../src/data/versions/known-write.ts';
import { OwnWrites } from '../../../../src/data/versions/own-writes.ts';
import { TableHistory } from '../../../../src/data/versions/table-history.ts';
import type { TableLink } from '../../../../src/data/versions/table-link.ts';
import { lookAt } from '../../../../src/data/versions/table-look.ts';
import type { TableState } from '../../../../src/data/versions/table-shape.ts';

const kept = (owner: number, kind: number): readonly WrittenValues[] => [
  { column: 'owner', values: [`#${owner}`] },
  { column: 'kind', values: [`#${kind}`] },
];
const link = (id: number, more: Partial<TableLink>): TableLink => {
  return { id, commutes: undefined, exchange: id, effect: 'change', pins: [], mixes: [], ...more };
};
const create = link(1, { effect: 'create' });
const add = (id: number, owner: number, kind: number): TableLink => {
  const of = kept(owner, kind);
  const pins = [...of, { column: 'id', values: [`#${id}`] }];
  return link(id, { commutes: 'inserts', pins, count: { by: 1, of } });
};
const change = (id: number, owner: number, kind: number): TableLink =>
  link(id, { pins: kept(owner, kind), mixes: ['v'], count: { by: 0, sets: ['v'] } });
const drop = (id: number, owner: number, kind: number, more: Partial<TableLink> = {}): TableLink =>
  link(id, { pins: kept(owner, kind), count: { by: -1 }, gone: kept(owner, kind), ...more });

function committed(...links: readonly TableLink[]): TableHistory {
  const table = new TableHistory();
  links.forEach((one, at) => {
    table.append(one, at + 1, Number.POSITIVE_INFINITY);
  });
  return table;
}
const versions = (state: TableState) => [
  ...['#2', '#3', '#4'].map((key) => lookAt(state, { table: 't', pins: [{ column: 'id', values: [key] }] }).version),
  ...['#1', '#2'].map((key) => lookAt(state, { table: 't', pins: [{ column: 'owner', values: [key] }] }).version),
  lookAt(state, { table: 't', by: 'id' }).version,
  lookAt(state, { table: 't', order: 'all' }).version,
];

test('a session sees what it has written itself as all will who see it committed, and changes nothing below', () => {
  const before = [create, add(2, 1, 7), add(3, 1, 8), change(5, 1, 7)];
  const further = [drop(6, 1, 7), add(4, 2, 7), change(7, 2, 7), change(8, 1, 8), drop(9, 1, 8), drop(10, 2, 7)];
  const base = committed(...before);
  const seen = versions(base);
  const own = new OwnWrites(base, base.knownAt(null));
  further.forEach((one, at) => {
    own.put(one, 0);
    const all = committed(...before, ...further.slice(0, at + 1));
    expect(versions(own), `step ${at}`).toEqual(versions(all));
    expect(own.countOf(kept(1, 8))).toBe(all.countOf(kept(1, 8)));
  });
  expect(own.countOf(kept(1, 8))).toBe(0);
  expect(versions(own).slice(0, -1)).toEqual(versions(committed(create)).slice(0, -1));
  expect(versions(base)).toEqual(seen);
  expect(base.countOf(kept(1, 7))).toBe(1);
});

test('what was known at a moment is known to who still looks at it', () => {
  const table = new TableHistory();
  [create, add(2, 1, 7), drop(6, 1, 7)].forEach((one, at) => {
    table.append(one, at + 1, 2);
  });
  expect(table.knownAt(null).countOf(kept(1, 7))).toBe(0);
  expect(table.knownAt(2).countOf(kept(1, 7))).toBe(1);
});

test('what a transaction throws away is all that it met, though others have written rows that it did not meet', () => {
  const table = committed(create, add(2, 1, 7), add(3, 2, 7));
  table.append(drop(6, 1, 7, { askedAt: 2 }), 4, Number.POSITIVE_INFINITY);
  expect(versions(table).slice(0, -1)).toEqual(versions(committed(create, add(3, 2, 7))).slice(0, -1));
  expect([table.countOf(kept(1, 7)), table.countOf(kept(2, 7))]).toEqual([0, 1]);
  const met = committed(create, add(2, 1, 7), add(3, 1, 7));
  met.append(drop(6, 1, 7, { askedAt: 2 }), 4, Number.POSITIVE_INFINITY);
  expect(met.countOf(kept(1, 7))).toBeNull();
});

test('it says what became of it', () => {
  const [known, table] = [new KnownTable(), new TableHistory()];
  const put = (one: TableLink) => writeKnown(table, known, one, { othersAt: 0, now: 1 });
  expect([create, add(2, 1, 7), change(5, 1, 7), drop(6, 1, 7)].map(put)).toEqual([
    'written',
    'written',
    'written',
    'taken',
  ]);
  expect(put(link(7, { effect: 'create absent' }))).toBe('nothing');
});
