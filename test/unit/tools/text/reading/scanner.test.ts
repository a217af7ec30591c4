// Lines and words of a text, and where they are.

import { expect, test } from 'vitest';
import { Line, Lines } from '../../../../../src/tools/text/reading/scanner.ts';

const line = (text: string) => new Line(text, 4);

test('words are taken one by one', () => {
  const read = line("  ok  0x0a 12 'a b' NULL bare|x");
  expect([read.takes('o'), read.takes('ok')]).toEqual([false, true]);
  expect([read.integer('n'), read.bigint('n'), read.string('s')]).toEqual([10, 12n, 'a b']);
  expect([read.value('v'), read.value('v')]).toEqual([null, 'bare']);
  read.sign('|');
  expect(read.isAtEnd).toBe(false);
  expect(read.rest()).toBe('x');
  read.end();
});

test.each<[string, (read: Line) => unknown, string]>([
  ['  a', (read) => read.expect('b'), '4:3: expected b, found a'],
  ['', (read) => read.word('a name'), '4:1: expected a name, the line ends here'],
  ['256', (read) => read.integer('n', 255), '4:1: expected n of 255 at the most, found 256'],
  ['-1', (read) => read.bigint('n'), '4:1: expected n, a number, found -1'],
  ['18446744073709551616', (read) => read.bigint('n'), '4:1: expected n of 18446744073709551615 at the most, found'],
  [' 0x100', (read) => read.integer('n', 255), '4:2: expected n of 255 at the most, found 0x100'],
  ['0xabc', (read) => read.bytes('b'), '4:1: 0xabc is not a whole number of bytes in hexadecimal digits'],
  ['0xAB', (read) => read.bytes('b'), 'is not a whole number of bytes'],
  ['NULL', (read) => read.bytes('b'), 'expected b in quotes, or 0x…'],
  ["'a", (read) => read.bytes('b'), "4:1: expected a string that ends with ', found 'a"],
  ["'a\\'", (read) => read.bytes('b'), "expected a string that ends with '"],
  ["'\\x'", (read) => read.bytes('b'), 'a backslash stands before'],
  [' a b', (read) => [read.word('a'), read.end()], '4:4: expected the end of the line, found b'],
])('%j is refused', (text, read, message) => {
  expect(() => read(line(text))).toThrow(message);
});

test('0x alone is no bytes at all', () => {
  expect(line('0x').bytes('b')).toHaveLength(0);
});

test('comments and empty lines are passed over, and counted', () => {
  const lines = new Lines('# a\n\n  \n  b c\r\n # d\ne', 10);
  expect(lines.takeIf('x')).toBeNull();
  expect(lines.takeIf('b')).toMatchObject({ number: 14, indent: 2 });
  expect(lines.take()).toMatchObject({ number: 16, text: 'e' });
  expect([lines.take(), lines.peek()]).toEqual([null, null]);
  expect(lines.endError('expected more').message).toBe('16:1: expected more, the text ends here');
});

test('in a block signs and spaces count', () => {
  const lines = new Lines('  | # a  \n  |\n  |b\n\n  | c');
  const texts = () => lines.takeBlockLine('|\\')?.text;
  expect([texts(), texts(), texts(), texts()]).toEqual(['# a  ', '', 'b', undefined]);
});
