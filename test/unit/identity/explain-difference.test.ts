import { expect, test } from 'vitest';
import { type ComparedStatement, firstDifference } from '../../../src/identity/explain-difference.ts';
import fc from '../../support/property.ts';

const statement = (sql: string, parameters: string | null = null, database = 'd'): ComparedStatement => ({
  command: 'COM_QUERY',
  sql,
  parameters,
  database,
});

test.each([
  [statement('SELECT a FROM t'), statement('select  b from t'), 'differs at byte 8: asked a, recorded b'],
  [statement('SELECT a'), statement('SELECT a FROM t'), 'differs at byte 8: asked nothing, recorded FROM t'],
  [
    statement('SELECT ?, ?, ?', '[{"int":1},{"text":"a"},null]'),
    statement('SELECT ?, ?, ?', '[{"double":1},{"text":"b"},null]'),
    'parameter 1 differs: asked {"int":1}, recorded {"double":1}; parameter 2 differs: asked \'a\', recorded \'b\'',
  ],
  [statement('SELECT ?', '[1]'), statement('SELECT ?', null), '1 parameters asked, 0 recorded'],
  [statement('SELECT 1'), statement('SELECT 1', null, 'e'), 'current database differs: asked d, recorded e'],
  [
    statement('SELECT 1'),
    statement('SELECT 1'),
    'the same statement and parameters: its recorded answers were all used',
  ],
])('%j and %j', (asked, recorded, expected) => {
  expect(firstDifference(asked, recorded).line).toBe(expected);
});

test('it is one line of bounded length, whatever differs', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ minLength: 100, maxLength: 300 }), (left, right, long) => {
      const line = firstDifference(statement(`${left} '${long}'`, left), statement(`${right} '${long}x'`, right)).line;
      expect(line).not.toMatch(/[\r\n]/);
      expect(line.length).toBeLessThan(50 * 130);
    }),
  );
});
