// `mock dump`, `mock load`, `mock init` and the merge driver.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('a recording as text, on stdout or in a file, and back', async () => {
  const { out } = await mock('dump', SAMPLE);
  expect(out).toMatch(/^mock-text 1\nrules '/);
  const [text, copy] = [temporaryFile('x.txt'), temporaryFile('x.db')];
  await mock('dump', SAMPLE, '-o', text);
  expect(readFileSync(text, 'utf8')).toBe(out);
  expect((await mock('load', text, '-o', copy)).code).toBe(0);
  expect((await mock('dump', copy)).out).toBe(out);
  const again = await mock('load', text, '-o', copy);
  expect([again.error.includes('--overwrite'), again.code]).toEqual([true, 1]);
  expect((await mock('load', text, '-o', copy, '--overwrite')).code).toBe(0);
});

test('a text that makes no sense is refused with its file, line and column', async () => {
  const text = temporaryFile('x.txt');
  writeFileSync(text, 'mock-text 1\nrules 5\n');
  expect((await mock('load', text, '-o', temporaryFile('x.db'))).error).toMatch(/x\.txt:2:\d+: /);
});

test('init shows what is to be done, and does nothing', async () => {
  const { out, code } = await mock('init');
  expect(out).toMatch(/^# into \.gitattributes:\n.*merge=/);
  expect(out).toContain('git config ');
  expect(code).toBe(0);
});

test('the merge driver says with its exit code whether there were conflicts', async () => {
  const files = ['base.db', 'ours.db', 'theirs.db'].map((name) => temporaryFile(name));
  for (const file of files) writeFileSync(file, readFileSync(SAMPLE));
  expect((await mock('merge-driver', ...files)).code).toBe(0);
});
