import { expect, test } from 'vitest';
import { Catalogue } from '../../../../src/data/definitions/catalogue.ts';
import { childrenOf } from '../../../../src/data/use/children.ts';

function catalogue(): Catalogue {
  const one = new Catalogue();
  one.create('db.p', Buffer.from('CREATE TABLE p (id INT PRIMARY KEY, mail CHAR(9) UNIQUE)'));
  const key = 'FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE';
  one.create('db.c', Buffer.from(`CREATE TABLE c (id INT PRIMARY KEY, p_id INT, ${key})`));
  return one;
}

test('those that refer to one row, by its constant or by the row', () => {
  const values = ['#5'];
  expect(childrenOf('db.p', [{ column: 'id', values }], catalogue())).toEqual([
    { table: 'db.c', pins: [{ column: 'p_id', values }] },
  ]);
  const pins = [{ column: 'mail', values: ["'ann"] }];
  expect(childrenOf('db.p', pins, catalogue())).toEqual([
    { table: 'db.c', among: [{ column: 'p_id', of: { table: 'db.p', pins }, ofColumn: 'id' }] },
  ]);
});

test('all of them, and theirs, where some have others of their own', () => {
  const known = catalogue();
  const key = 'FOREIGN KEY (c_id) REFERENCES c (id) ON DELETE CASCADE';
  known.create('db.g', Buffer.from(`CREATE TABLE g (id INT PRIMARY KEY, c_id INT, ${key})`));
  expect(childrenOf('db.p', [{ column: 'id', values: ['#5'] }], known)).toEqual([{ table: 'db.c' }, { table: 'db.g' }]);
  expect(childrenOf('db.g', [], known)).toEqual([]);
});
