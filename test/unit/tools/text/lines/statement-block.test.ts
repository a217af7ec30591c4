// How single statements are broken up. That any is read as it was written is tested in pieces.test.ts.

import { expect, test } from 'vitest';
import { formatStatement, parseStatement } from '../../../../../src/tools/text/lines/statement-block.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';

const LONG = `'${'x'.repeat(72)}'`;
const block = (sql: string) => formatStatement(Buffer.from(sql), '');

test.each([
  ['SELECT 1 FROM t', ['| SELECT 1 FROM t']],
  [`SELECT ${LONG} FROM t`, [`| SELECT ${LONG}`, '\\ FROM t']],
  // two spaces could not be put together again
  [`SELECT ${LONG}  FROM t`, [`| SELECT ${LONG}  FROM t`]],
  [`SELECT ${LONG}\nFROM t`, [`| SELECT ${LONG}`, '| FROM t']],
  [`SELECT (SELECT ${LONG} FROM t)`, [`| SELECT (SELECT ${LONG} FROM t)`]],
  [`SELECT ${LONG} -- FROM t`, [`| SELECT ${LONG} -- FROM t`]],
  [`SELECT ${LONG} 'a FROM t'`, [`| SELECT ${LONG} 'a FROM t'`]],
  [`INSERT ${LONG} ON DUPLICATE KEY`, [`| INSERT ${LONG}`, '\\ ON DUPLICATE KEY']],
  [`a NATURAL LEFT OUTER JOIN ${LONG}`, [`| a NATURAL LEFT OUTER JOIN ${LONG}`]],
  [`a BETWEEN 1 AND 2 AND ${LONG}`, ['| a BETWEEN 1 AND 2', `\\ AND ${LONG}`]],
  [' FROM t', ['|  FROM t']],
  ['', ['| ']],
  ['a\n\n', ['| a', '| ', '| ']],
  ['a\r\nb', ["sql 'a\\r\\nb'"]],
  ['a\u202eb', ["sql 'a\\u{202e}b'"]],
])('%j', (sql, lines) => {
  expect(block(sql)).toEqual(lines);
  const read = parseStatement(new Lines(lines.map((line) => `  ${line}`)));
  expect(String(read?.sql)).toBe(sql);
});

test('bytes that are no text stay what they are', () => {
  expect(formatStatement(Buffer.of(0x27, 0xff), '  ')).toEqual(['  sql 0x27ff']);
});

test('where no statement comes there is none, and one begins with a bar', () => {
  expect(parseStatement(new Lines('end'))).toBeNull();
  expect(() => parseStatement(new Lines('\\ a'))).toThrow('a statement begins with |');
  expect(() => parseStatement(new Lines("sql 'a' b"))).toThrow('expected the end of the line');
});
