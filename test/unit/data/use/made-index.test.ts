import { expect, test } from 'vitest';
import type { DataUse, TableUse } from '../../../../src/core/data-use.ts';
import { madeIndex } from '../../../../src/data/use/made-index.ts';
import { SessionView } from '../../../../src/data/versions/session-view.ts';
import { World } from '../../../../src/data/versions/world.ts';

const answered = { access: [], parameters: null, database: 'db', state: '', isByChance: false, isCollection: false };
const made = (sql: string, { errorCode = null as number | null, warnings = 0 } = {}) =>
  madeIndex({ ...answered, sql, errorCode, warnings, lastInsertId: 0n, affectedRows: 0 });

test.each([
  ['CREATE INDEX a ON t (x)', { name: 'a', isUnique: false }],
  ['create unique index `A b` using btree on `db`.`t` (x(10) DESC, `y`)', { name: 'a b', isUnique: true }],
  // over expressions, of another kind, with more words: which may all tell or do more
  ['CREATE INDEX a ON t ((x + 1))', null],
  ['CREATE FULLTEXT INDEX a ON t (x)', null],
  ['CREATE INDEX a ON t (x) ALGORITHM=COPY', null],
  ['CREATE OR REPLACE INDEX a ON t (x)', null],
])('%s', (sql, expected) => {
  expect(made(sql)).toEqual(expected);
});

test('one that failed has made none, and a warning tells of another index', () => {
  expect(made('CREATE INDEX a ON t (x)', { errorCode: 1061 })).toBeNull();
  expect(made('CREATE INDEX a ON t (x)', { warnings: 1 })).toBeNull();
});

const ask = (use: Omit<TableUse, 'table'> = {}): DataUse => ({ reads: [{ table: 'db.t', ...use }], writes: [] });

/** A world in which indexes were made in this order; `U` is unique, `;` is another change of the table. */
function worldOf(order: string) {
  const world = new World();
  const session = new SessionView();
  [...order].forEach((name, exchange) => {
    const index = name === ';' ? {} : { index: { name, isUnique: name.toUpperCase() === name } };
    const use: DataUse = { reads: [], writes: [{ table: 'db.t', effect: 'define', ...index }] };
    world.apply({ use, identity: name.charCodeAt(0), exchange: exchange + 1 }, session);
  });
  return {
    version: (use?: Omit<TableUse, 'table'>) => world.seen(ask(use), session).version,
    last: world.lastIndexes('db.t', session),
  };
}

test('rows and definitions are the same in whatever order indexes are made, but for what tells it', () => {
  const [one, other] = [worldOf('ab;c'), worldOf('ba;c')];
  expect(one.version()).toBe(other.version());
  expect(one.version({ isDefinition: true })).toBe(other.version({ isDefinition: true }));
  expect(one.version()).not.toBe(worldOf('ab;').version());
  expect(one.version({ order: 'all' })).not.toBe(other.version({ order: 'all' }));
  expect(one.version({ order: 'shown' })).not.toBe(other.version({ order: 'shown' }));
  expect(worldOf('ab').version({ order: 'shown' })).toBe(worldOf('ba').version({ order: 'shown' }));
  expect(worldOf('abU').last).toEqual(['a', 'b']);
  expect(worldOf('ab;').last).toEqual([]);
});

test('of two unique ones the first shows in columns and errors', () => {
  expect(worldOf('UV').version()).not.toBe(worldOf('VU').version());
  expect(worldOf('aU').version()).toBe(worldOf('Ua').version());
});

test('an index is made once, whichever others there are', () => {
  const beside = { isDefinition: true, besideIndex: 'a' };
  expect(worldOf('b').version(beside)).toBe(worldOf('cb').version(beside));
  expect(worldOf('ab').version(beside)).not.toBe(worldOf('b').version(beside));
  expect(worldOf('b').version({ isExistence: true })).toBe(worldOf(';').version({ isExistence: true }));
});
