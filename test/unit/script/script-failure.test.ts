import { expect, test } from 'vitest';
import { SCRIPT_ERROR, ScriptFailure } from '../../../src/script/script-failure.ts';

test('a failure keeps its cause, and is known by its name', () => {
  const cause = new Error('why');
  expect(new ScriptFailure('what', { cause })).toMatchObject({ name: 'ScriptFailure', message: 'what', cause });
  expect(SCRIPT_ERROR).toBe(1064);
});
