import { describe, expect, test } from 'vitest';
import {
  firstWordOf,
  isNear,
  mainTableOf,
  shapeOf,
  similarity,
  tokenCounts,
} from '../../../src/sql/statement-shape.ts';
import fc from '../../support/property.ts';

describe('the shape of a statement', () => {
  test.each([
    ["SELECT *\n FROM `t1` WHERE a = 5 AND b = 'it''s'", 'select * from `t1` where a = ? and b = ?'],
    ['select 1 where id in (1, 2,3)', 'select ? where id in (?)'],
    ["INSERT INTO t VALUES (1,'a'), (2,'b\\'c')", 'insert into t values (?)'],
    ["SELECT 'never closed", 'select ?'],
    ['', ''],
  ])('of %j is %j', (sql, shape) => {
    expect(shapeOf(sql)).toBe(shape);
  });

  test('names the first word and the first table', () => {
    const shape = shapeOf('/* x */ UPDATE `shop`.`item` SET n = 1');
    expect(mainTableOf(shape)).toBe('shop.item');
    expect(firstWordOf(shapeOf('(SELECT 1)'))).toBe('select');
    expect(mainTableOf('select ?')).toBe('');
  });

  test('is made in bounded time of anything', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '"', '\\', '?', ',', ' ', '(', ')', '1', 'a'), maxLength: 5000 }),
        (sql) => {
          expect(shapeOf(sql).length).toBeLessThanOrEqual(500);
        },
      ),
    );
  });

  test('similarity is 1 for the same tokens and 0 for none in common', () => {
    expect(similarity(tokenCounts('SELECT a'), tokenCounts('select  A'))).toBe(1);
    expect(similarity(tokenCounts('select'), tokenCounts('delete'))).toBe(0);
    expect(similarity(tokenCounts(''), tokenCounts(''))).toBe(1);
  });
});

describe('a statement is shown as the nearest', () => {
  test.each([
    ['SELECT * FROM product', 'SELECT * FROM products'],
    ['SELECT name FROM products ORDER BY price', 'SELECT id FROM shop.products WHERE price < 50'],
    ['SELECT 1', 'SELECT 2'],
    ['INSERT INTO a (x, y, z) VALUES (1, 2, 3)', 'INSERT INTO b (x, y, z) VALUES (1, 2, 4)'],
    ['DELETE FROM orders WHERE id = 7', 'SELECT * FROM orders WHERE id = 7'],
  ])('%s: %s', (asked, recorded) => {
    expect(isNear(asked, recorded)).toBe(true);
  });

  test.each([
    ['SELECT 1 FROM nowhere', 'SELECT COUNT(*) FROM orders'],
    ['SELECT 1 FROM nowhere', 'SELECT 1 FROM dual'],
    ['SELECT * FROM users', 'SELECT * FROM orders'],
    ['SHOW TABLES', 'SELECT VERSION() AS version'],
    ['UPDATE a SET b = 1', 'SELECT name, price FROM products WHERE price < 50'],
  ])('%s: not %s', (asked, recorded) => {
    expect(isNear(asked, recorded)).toBe(false);
  });
});
