// `mock verify` without a server. What it says of one is tested in integration and e2e.

import { afterEach, expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE } from '../../../support/edited-recording.ts';

const { MOCK_UPSTREAM } = process.env;
afterEach(() => {
  if (MOCK_UPSTREAM === undefined) delete process.env['MOCK_UPSTREAM'];
  else process.env['MOCK_UPSTREAM'] = MOCK_UPSTREAM;
});

test('there has to be a server to ask', async () => {
  delete process.env['MOCK_UPSTREAM'];
  expect(await mock('verify', SAMPLE)).toMatchObject({ error: 'there is no server to ask: pass --upstream', code: 2 });
});

test('one that cannot be reached is an error, and no drift', async () => {
  const { error, code } = await mock('verify', SAMPLE, '--upstream', '127.0.0.1:1');
  expect(error).toMatch(/127\.0\.0\.1:1/);
  expect(code).toBe(1);
});

test('a form of report that there is not is refused before anything is asked', async () => {
  const { error, code } = await mock('verify', SAMPLE, '--upstream', '127.0.0.1:1', '--report', 'x.doc');
  expect(error).toMatch(/x\.doc/);
  expect(code).toBe(2);
});
