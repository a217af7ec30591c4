// What differs between two answers, as it stands in files: without colours.

import { expect, test } from 'vitest';
import { changeLines, PLAIN } from '../../../src/cli/change-lines.ts';
import type { Change } from '../../../src/tools/diff/compare-results.ts';

const cell = (from: unknown, to: unknown, result = 1): Change => ({
  ...{ kind: 'cell', result, row: 3, column: 'name', from, to },
});

test.each<[Change, string]>([
  [{ kind: 'outcome', from: 'OK', to: 'error 1064' }, 'OK → error 1064'],
  [{ kind: 'fact', name: 'affected rows', from: '1', to: '2' }, 'affected rows: 1 → 2'],
  [{ kind: 'column', result: 1, name: 'id', from: null, to: 'INT' }, 'column id: none → INT'],
  [{ kind: 'column', result: 2, name: 'id', from: 'INT', to: null }, 'result 2, column id: INT → none'],
  [cell('NULL', null), "row 3, name: 'NULL' → NULL"],
  [cell(1, '1', 2), "result 2, row 3, name: 1 → '1'"],
  [cell('a\nb\u001b[31m', ''), "row 3, name: 'a\\nb\\x1b[31m' → ''"],
  [{ kind: 'row_gone', result: 1, row: 1, values: { a: null, b: 'x' } }, "row 1 gone: a=NULL, b='x'"],
  [{ kind: 'row_added', result: 3, row: 9, values: {} }, 'result 3, row 9 added: '],
  [{ kind: 'more_rows', result: 1, from: 2000, to: 2001 }, '2000 rows → 2001 rows'],
])('%j', (change, line) => {
  expect(changeLines([change], PLAIN)).toEqual([line]);
});

test('twenty changes are shown, of more their number as well', () => {
  const changes = (count: number) => Array.from({ length: count }, () => cell(1, 2));
  expect(changeLines(changes(20), PLAIN)).toHaveLength(20);
  const lines = changeLines(changes(22), PLAIN);
  expect([lines.length, lines.at(-1)]).toEqual([21, '… and 2 more']);
});

test('a long value is cut, in characters rather than in halves of them', () => {
  const [line] = changeLines([cell('🦭'.repeat(200), 1)], PLAIN);
  expect(line).toBe(`row 3, name: '${'🦭'.repeat(78)}… → 1`);
});
