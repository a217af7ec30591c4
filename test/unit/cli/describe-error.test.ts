import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeError } from '../../../src/cli/describe-error.ts';
import { MockError } from '../../../src/core/errors.ts';

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each([
  ['of ours', new MockError('USAGE', 'a\r\n  b\n'), 'mock: a b'],
  ['without words', new MockError('USAGE', ' \n'), 'mock: an error without a message'],
  [
    'of a mistake',
    new TypeError('x is not a function'),
    'mock: unexpected error: x is not a function; run it again with --log-level debug and report what it prints',
  ],
])('an error %s is one line', (_, error, line) => {
  expect(describeError(error, false)).toBe(line);
});

test('what the system refuses is no mistake of ours', () => {
  const error = thrown(() => readFileSync('/nowhere/at/all'));
  expect(describeError(error, false)).toBe("mock: ENOENT: no such file or directory, open '/nowhere/at/all'");
});

test('where more is asked for, stack and causes stand below the line', () => {
  const error = new MockError('USAGE', 'outer', { cause: new Error('inner') });
  const [first, ...rest] = describeError(error, true).split('\n');
  expect(first).toBe('mock: outer');
  expect(rest.join('\n')).toMatch(/describe-error\.test\.ts[\s\S]*inner/);
});
