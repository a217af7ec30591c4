// `mock export`, which `mock import` reads again.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('a trace on stdout, or in a file', async () => {
  const { out, err } = await mock('export', SAMPLE, '--script');
  const { stmts } = JSON.parse(out) as { stmts: unknown[] };
  expect(err).toMatch(new RegExp(`^exported ${stmts.length} statements(, \\d+ statements? left out)?\n$`));
  const file = temporaryFile('trace.json');
  const written = await mock('export', SAMPLE, '--script', '-o', file);
  expect(readFileSync(file, 'utf8')).toBe(out);
  expect(written.err).toContain(` to ${file}`);
  expect(written.out).toBe('');
});
