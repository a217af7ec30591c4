import { expect, test } from 'vitest';
import { keptLine } from '../../../../../src/core/described-values.ts';
import type { RecordedStatement, TableSchema } from '../../../../../src/core/recording.ts';
import { KeptPrograms } from '../../../../../src/replay/volatile/certainty/kept-programs.ts';

function programs(tables: Record<string, readonly string[]>, statements: readonly string[] = []) {
  const described = Object.entries(tables).map(
    ([table, lines]): TableSchema => ({ schema: 'shop', table, digest: '', definition: lines.join('\n') }),
  );
  const page = statements.map((sql, at) => ({ id: at + 1, sql }) as RecordedStatement);
  return new KeptPrograms({ tables: () => described, statementsAfter: (after) => page.slice(after) });
}

const NOTHING = { uses: [], aliases: new Map(), made: new Set<string>(), copied: [] };

test('a description without values says that nobody knows them', () => {
  const old = programs({
    V: ['view', 'column a int'],
    items: [
      'base table',
      'column b int virtual generated',
      'trigger t before insert reaches *',
      'reference fk user_id shop.users.id',
    ],
  });
  expect(old.of('view', 'v')).toEqual([{ kind: 'view', name: 'v', of: '', values: null }]);
  expect(old.of('column', 'items')).toEqual([{ kind: 'column', name: 'items', of: 'b', values: null }]);
  expect(old.of('trigger', 'items')).toEqual([{ kind: 'trigger', name: 'items', of: 'before insert', values: null }]);
  expect([old.references('items'), old.references('others')]).toEqual([new Set(['user_id']), null]);
});

test('what is known counts, by a description or by a statement, and two definitions count both', () => {
  const both = programs({ v: ['view', keptLine('view', '', NOTHING)] }, [
    'CREATE VIEW v (x) AS SELECT a FROM t',
    'CREATE VIEW w AS SELECT LEFT(a, 8) AS c FROM t',
    'CREATE OR REPLACE VIEW w AS SELECT RIGHT(a, 8) AS d FROM t',
  ]);
  expect(both.of('view', 'v')).toEqual([{ kind: 'view', name: 'v', of: '', values: NOTHING }]);
  expect(both.of('view', 'w').map(({ values }) => [...(values?.made ?? [])])).toEqual([['c'], ['d']]);
});

test('a column by its place, where no ALTER has changed that', () => {
  const made = programs({ a: ['base table', 'column id int', 'column note text'] }, [
    'CREATE TABLE shop.b (id INT, KEY x (id), made DATETIME)',
    'CREATE TABLE c (id INT)',
    'ALTER TABLE c ADD COLUMN first INT FIRST',
  ]);
  const asked = [
    ['a', '#1'],
    ['a', '#9'],
    ['b', '#1'],
    ['c', '#0'],
    ['a', 'own'],
    ['a', null],
  ] as const;
  expect(asked.map(([table, column]) => made.columnOf(table, column))).toEqual([
    'note',
    null,
    'made',
    null,
    'own',
    null,
  ]);
});

test.each<[boolean, string]>([
  [true, 'CREATE TABLE t (id UUID PRIMARY KEY)'],
  [true, 'create table t (`id` uuid, n int)'],
  [true, 'ALTER TABLE t ADD COLUMN code uuid DEFAULT NULL'],
  [false, 'CREATE TABLE t (uuid CHAR(36) PRIMARY KEY, UNIQUE KEY uuid (uuid))'],
  [false, 'CREATE TABLE t (id CHAR(36) DEFAULT (UUID()), n INT, PRIMARY KEY (id, uuid))'],
  [false, 'ALTER TABLE t ADD COLUMN n INT AFTER uuid, ADD m INT'],
  [false, "INSERT INTO t VALUES ('a uuid')"],
])("whether columns are of MariaDB's type UUID: %s, %s", (has, sql) => {
  expect(programs({}, [sql]).hasUuids).toBe(has);
  expect(programs({ t: ['base table', `column id ${has ? 'uuid' : 'char(36)'} not null`] }).hasUuids).toBe(has);
});
