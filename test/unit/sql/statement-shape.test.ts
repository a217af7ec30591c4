import { describe, expect, test } from 'vitest';
import { firstWordOf, mainTableOf, shapeOf, similarity, tokenCounts } from '../../../src/sql/statement-shape.ts';
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
