import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { isInAnyOrder } from '../../../../src/data/use/any-order.ts';

const access = (pins: readonly string[]) => ({
  ...{ schema: 'db', name: 't', bounds: [], alias: 't', count: 1 },
  pins: pins.map((column) => ({ column, values: [{ key: '#1' }] })),
});

function isFor(table: string, commutes: string, pins: readonly string[] = []): boolean {
  const catalogue = new Catalogue();
  if (table !== '') catalogue.create('db.t', Buffer.from(table));
  return isInAnyOrder(catalogue, 'db.t', access(pins), commutes);
}

test('what is added to a column comes in any order where no other column follows it', () => {
  const plain = 'CREATE TABLE t (id INT PRIMARY KEY, n INT)';
  const generated = 'CREATE TABLE t (id INT PRIMARY KEY, n INT, m INT AS (n + 1))';
  expect([isFor(plain, 'adds n'), isFor(generated, 'adds n'), isFor(generated, 'inserts')]).toEqual([
    true,
    false,
    true,
  ]);
});

test('where nobody has said which columns there are, a row is told by a constant', () => {
  expect([isFor('', 'adds n'), isFor('', 'adds n', ['id'])]).toEqual([false, true]);
});
