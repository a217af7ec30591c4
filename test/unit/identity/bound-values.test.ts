import { expect, test } from 'vitest';
import { boundValues, literalOf, withBoundValues } from '../../../src/identity/bound-values.ts';

test.each([
  [null, 'NULL'],
  [{ int: 7 }, '7'],
  [{ text: "it's" }, "'it''s'"],
  [{ temporal: '2026-01-02' }, "'2026-01-02'"],
  [{ blob: '00ff' }, "x'00ff'"],
  [{ decimal: '1.10' }, '1.10'],
  ['as it is', 'as it is'],
  [{}, '?'],
])('%j is written as %s', (parameter, literal) => {
  expect(literalOf(parameter)).toBe(literal);
});

test('what is no list has no values', () => {
  expect([boundValues(null), boundValues('{"file":"a"}'), boundValues('[{')]).toEqual([[], [], []]);
});

test('values stand in their places, and nowhere else', () => {
  const side = (sql: string, parameters: string) => ({ sql, parameters });
  const two = '[{"int":1},{"text":"a"}]';
  expect(withBoundValues(side("SELECT '?', ?, `?` /* ? */ WHERE a = ?", two))).toBe(
    "SELECT '?', 1, `?` /* ? */ WHERE a = 'a'",
  );
  expect(withBoundValues(side('SELECT ?', two))).toBeNull();
});
