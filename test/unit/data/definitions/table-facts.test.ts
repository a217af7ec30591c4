import { expect, test } from 'vitest';
import { defined, described, isMadeAtOnce } from '../../../../src/data/definitions/table-facts.ts';

const table = (columns: string) => defined(Buffer.from(`CREATE TABLE t (${columns})`), 'shop.t');

test('columns, keys and references of a CREATE TABLE', () => {
  const facts = table(
    'Id INT AUTO_INCREMENT PRIMARY KEY, `Mail` VARCHAR(50) UNIQUE COMMENT "a, b (c)", a_id INT REFERENCES a (id), ' +
      'price DECIMAL(10, 2), KEY (price), UNIQUE KEY both_of (a_id, `Mail`(10)), CONSTRAINT c CHECK (price > 0)',
  );
  expect(facts).toMatchObject({ columns: ['id', 'mail', 'a_id', 'price'], primary: 'id', auto: 'id', isView: false });
  expect(facts.unique).toEqual([['id'], ['mail'], ['a_id', 'mail']]);
  expect(facts.references).toMatchObject([{ column: 'a_id', table: 'shop.a', referenced: 'id', isRestricting: true }]);
  expect(Object.fromEntries(facts.kinds)).toEqual({ id: 'number', mail: 'text', a_id: 'number', price: 'plain' });
});

test('a primary key of two columns is none of one', () => {
  expect(table('a INT, b INT, PRIMARY KEY (a DESC, b)')).toMatchObject({ primary: null, unique: [['a', 'b']] });
  expect(table('a INT, PRIMARY KEY (a)')).toMatchObject({ primary: 'a' });
});

test('a foreign key may be of another schema, and take its rows along', () => {
  const [first] = table('a INT, FOREIGN KEY (a) REFERENCES `Other`.`P` (`Key`) ON DELETE CASCADE').references;
  expect(first).toEqual({ column: 'a', table: 'other.p', referenced: 'key', isRestricting: false, isCascading: true });
});

test('columns that follow others: generated ones, and the time of the last change', () => {
  const follows = (column: string) => table(`a INT, ${column}`).hasGenerated;
  expect(follows('b INT AS (a + 1)')).toBe(true);
  expect(follows('b TIMESTAMP ON UPDATE CURRENT_TIMESTAMP')).toBe(true);
  expect(follows('b TIMESTAMP DEFAULT CURRENT_TIMESTAMP')).toBe(false);
  expect(follows("b CHAR(9) DEFAULT 'as'")).toBe(false);
});

test.each([
  ['engine = MyISAM', true],
  ['engine memory', true],
  ['engine = `aria`', true],
  ['engine = InnoDB', false],
  ['engine', false],
  ["comment = 'memory'", false],
])('a table with %s is made at once: %s', (words, isAtOnce) => {
  expect(isMadeAtOnce(words.toLowerCase().split(' '))).toBe(isAtOnce);
});

test("the server's description", () => {
  const facts = described(
    [
      'table shop.t',
      'engine MyISAM',
      'column Id int auto_increment',
      'column mail varchar(50)',
      'key PRIMARY unique btree id',
      'key m unique btree mail(10) id',
      'key n plain btree mail',
      'trigger my own reaches before insert reaches shop.log',
      'trigger t2 after insert reaches *',
      'trigger t3 before update reaches shop.log = =mail =at',
      'trigger t4 before delete reaches  =',
    ].join('\n'),
  );
  expect(facts).toMatchObject({ columns: ['id', 'mail'], primary: 'id', auto: 'id', isAtOnce: true, reads: null });
  expect(facts.unique).toEqual([['id'], ['mail', 'id']]);
  expect(facts.triggers).toEqual([
    { reach: ['shop.log'], alters: 'all', event: 'insert' },
    { reach: 'all', alters: [], event: 'insert' },
    { reach: ['shop.log'], alters: ['mail', 'at'], event: 'update' },
    { reach: [], alters: [], event: 'delete' },
  ]);
});
