import { expect, test } from 'vitest';
import { MockError } from '../../../../../src/core/errors.ts';
import { TextError } from '../../../../../src/tools/text/reading/text-error.ts';

test('an error of a text names its place, as editors and compilers do', () => {
  const error = new TextError({ line: 12, column: 3 }, 'expected a value, found |');
  expect(error).toBeInstanceOf(MockError);
  expect(error.message).toBe('12:3: expected a value, found |');
  expect(error).toMatchObject({ code: 'TEXT_UNUSABLE', name: 'TextError', place: { line: 12, column: 3 } });
});
