import { expect, test } from 'vitest';
import type { PinnedRows } from '../../../../src/core/data-use.ts';
import { defined } from '../../../../src/data/definitions/table-facts.ts';
import { keysOf, numbered, parentOf, whole } from '../../../../src/data/use/added-rows.ts';

const pin = (column: string, ...values: readonly string[]): PinnedRows => ({ column, values });
const told = (lastInsertId: bigint, affectedRows: number) => ({ lastInsertId, affectedRows });

test('rows have the ids that the server has told, from the first on', () => {
  expect(numbered([], 'id', told(5n, 3))).toEqual([pin('id', '#5', '#6', '#7')]);
  expect(numbered([pin('n', '#1')], 'id', told(2n ** 63n, 1))).toEqual([pin('n', '#1'), pin('id', `#${2n ** 63n}`)]);
});

test.each([
  ['no column is numbered', null, told(5n, 1), []],
  ['no id was told', 'id', told(0n, 1), []],
  ['nothing was added', 'id', told(5n, 0), []],
  ['there are too many', 'id', told(5n, 257), []],
  ['the statement says the id itself', 'id', told(5n, 1), [pin('id', '#9')]],
] as const)('not where %s', (_why, auto, answer, pins) => {
  expect(numbered(pins, auto, answer)).toEqual(pins);
});

const facts = defined(
  Buffer.from('CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, mail CHAR(9) UNIQUE, a INT, b INT, UNIQUE (a, b))'),
  'db.t',
);

test('rows meet those with an equal key: any row of a key that is not told, none of one that the server numbers', () => {
  const all = keysOf('db.t', facts, []);
  expect(all).toEqual([{ table: 'db.t' }, { table: 'db.t' }]);
  const pins = [pin('id', '#1'), pin('b', '#2'), pin('mail', "'m")];
  expect(keysOf('db.t', facts, pins).map((use) => use.pins?.[0]?.column)).toEqual(['id', 'mail', 'b']);
});

test('a row that can meet none depends on how its table is made all the same', () => {
  const keyless = { ...facts, unique: [], primary: null };
  expect(keysOf('db.t', keyless, [])).toEqual([{ table: 'db.t', isDefinition: true }]);
  expect(keysOf('db.t', { ...keyless, unique: [['id']], auto: 'id' }, [pin('b', '#2')])).toEqual([
    { table: 'db.t', isDefinition: true },
  ]);
});

test('the row that a reference names is known by the column that it refers to', () => {
  const reference = { column: 'a_id', table: 'db.a', referenced: 'id' };
  expect(parentOf(reference, [pin('b', '#1'), pin('a_id', '#5')])).toEqual({ table: 'db.a', pins: [pin('id', '#5')] });
  expect(parentOf(reference, [pin('id', '#5')])).toEqual({ table: 'db.a' });
});

test('whole tables have no pins any more', () => {
  expect(whole([{ table: 'db.t', pins: [pin('id', '#1')], isAtOnce: true }])).toEqual([{ table: 'db.t' }]);
  expect([whole('all'), whole('definitions')]).toEqual(['all', 'definitions']);
});
