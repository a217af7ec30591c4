// `mock check`: every answer of a recording against our own replay of it.

import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE } from '../../../support/edited-recording.ts';

test('a sound recording is said to be', async () => {
  const { out, code } = await mock('check', SAMPLE);
  expect(out).toMatch(/^checked \d+ exchanges: every answer comes out as it was recorded$/m);
  expect(out).toMatch(/^it is as it was sealed, digest [0-9a-f]+$/m);
  expect(code).toBe(0);
});

test('as JSON it has all that was found', async () => {
  const { out } = await mock('check', SAMPLE, '--json');
  expect(JSON.parse(out)).toMatchObject({ recording: SAMPLE, differing: 0, damages: [], differences: [] });
});
