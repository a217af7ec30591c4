import { expect, test } from 'vitest';
import { parseFaults } from '../../../src/faults/parse-faults.ts';

test('one, or a list; a statement may be an expression', () => {
  const deadlock = { fault: 'deadlock', statement: /^update/, times: 1 };
  expect(parseFaults(deadlock, 'here')).toEqual([deadlock]);
  expect(parseFaults([{ fault: 'close' }, deadlock], 'here')).toHaveLength(2);
});

test.each([
  [[{ fault: 'close' }, 1], 'here, number 2: expected an object'],
  [{ fault: 'deadlok' }, 'here, number 1/fault must be equal to one of the allowed values'],
  [{ fault: 'deadlock', tmes: 1 }, '"tmes"'],
  [{ fault: 'deadlock', statement: '(' }, 'here, number 1: '],
])('%j is refused by its place', (value, said) => {
  expect(() => parseFaults(value, 'here')).toThrow(said);
});
