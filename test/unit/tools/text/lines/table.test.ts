import { expect, test } from 'vitest';
import { formatTable, parseRow, takeRows } from '../../../../../src/tools/text/lines/table.ts';
import { Line, Lines } from '../../../../../src/tools/text/reading/scanner.ts';

test('columns stand one below the other, by the places that characters take', () => {
  expect(
    formatTable([
      ['a', "'日本'"],
      ["'bcd'", 'x'],
      ['🦭', ''],
    ]),
  ).toEqual(["| a     | '日本' |", "| 'bcd' | x      |", '| 🦭    |        |']);
  expect(formatTable([])).toEqual([]);
});

test('a long cell pushes none but its own row', () => {
  const long = 'x'.repeat(33);
  expect(
    formatTable([
      ['a', 'b'],
      [long, 'b'],
      ['x'.repeat(32), 'b'],
    ]),
  ).toEqual([`| a${' '.repeat(31)} | b |`, `| ${long} | b |`, `| ${'x'.repeat(32)} | b |`]);
});

test('a bar within quotes is text, and a row must be closed', () => {
  const read = (text: string) => parseRow(new Line(text, 3), (line) => line.value('a cell'));
  expect(read("| 'a | b' | NULL | 12 |")).toEqual([Buffer.from('a | b'), null, '12']);
  expect(read('|')).toEqual([]);
  expect(() => read('| a')).toThrow('3:4: expected |');
  expect(() => read('| a | |')).toThrow('expected a cell');
});

test('a table ends where a line begins with something else', () => {
  const lines = new Lines('| a |\n# a comment\n\n  | b |\nend\n| c |');
  expect([...takeRows(lines)].map(({ text }) => text)).toEqual(['| a |', '| b |']);
  expect(lines.take()?.text).toBe('end');
});
