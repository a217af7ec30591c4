import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { hasStarter, listenForFailure, starterGone } from '../../../src/cli/starter.ts';

test('only who says so speaks by standard input', () => {
  expect(hasStarter({})).toBe(false);
  expect(hasStarter({ MOCK_END_WITH_STDIN: '0' })).toBe(false);
  expect(hasStarter({ MOCK_END_WITH_STDIN: '1' })).toBe(true);
});

test('a failure is told by a line of its own, in whatever pieces it comes', async () => {
  const input = new PassThrough();
  const hasFailed = listenForFailure(input);
  const gone = starterGone(input);
  for (const piece of ['not failed\n', 'failedly\n', 'fai', 'led']) input.write(piece);
  await new Promise(setImmediate);
  expect(hasFailed()).toBe(false);
  input.write('\r\n');
  await new Promise(setImmediate);
  expect(hasFailed()).toBe(true);
  input.end();
  expect(await gone).toBeNull();
});

test('long lines are not kept, and their end is no line of its own', async () => {
  const input = new PassThrough();
  const hasFailed = listenForFailure(input);
  const gone = starterGone(input);
  input.write('x'.repeat(100_000));
  await new Promise(setImmediate);
  input.end('failed\n');
  await gone;
  expect(hasFailed()).toBe(false);
});

test('who has gone before is gone', async () => {
  const input = new PassThrough();
  input.resume().end();
  await new Promise((resolve) => input.once('end', resolve));
  expect(await starterGone(input)).toBeNull();
});
