// `mock import`: a recording of a trace, beside it unless another place is named.

import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('what was exported is imported', async () => {
  const trace = temporaryFile('trace.json');
  await mock('export', SAMPLE, '--script', '-o', trace);
  const { err, error } = await mock('import', trace);
  const output = trace.replace('.json', '.db');
  expect([error, err]).toEqual(['', expect.stringMatching(`^imported \\d+ statements to ${output}`)]);
  expect((await mock('inspect', output)).out).toContain('recording');
  expect((await mock('import', trace)).error).toMatch(/exists|--overwrite/);
  expect((await mock('import', trace, '--overwrite')).error).toBe('');
});

test('a file that is no trace is named', async () => {
  expect((await mock('import', SAMPLE)).error).toContain('sample-mysql-9.7.db');
});
