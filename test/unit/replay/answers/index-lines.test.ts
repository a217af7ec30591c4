import { expect, test } from 'vitest';
import { linesInOrder } from '../../../../src/replay/answers/index-lines.ts';

const text = (...keys: string[]) =>
  ['CREATE TABLE `t` (', '  `a` int,', '  PRIMARY KEY (`a`),', keys.map((key) => `  ${key}`).join(',\n'), ') x'].join(
    '\n',
  );
const [FIRST, A, B, C] = ['KEY `first` (`a`)', 'KEY `A b` (`a`)', 'KEY `b``c` (`a`)', 'UNIQUE KEY `c` (`a`)'];

test('the lines of indexes stand in the order in which they were made, and all others where they are', () => {
  expect(linesInOrder(text(C, FIRST, A, B), ['b`c', 'a b'])).toBe(text(C, FIRST, B, A));
  expect(linesInOrder(text(C, FIRST, A, B), ['a b', 'b`c'])).toBe(text(C, FIRST, A, B));
});

test('one that is not shown, or not as that, leaves no order', () => {
  expect(linesInOrder(text(FIRST, A), ['a b', 'b`c'])).toBeNull();
  expect(linesInOrder(text(C, A), ['c', 'a b'])).toBeNull();
});
