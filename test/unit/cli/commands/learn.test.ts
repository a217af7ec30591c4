// `mock learn`: what two runs asked differently, and the rules that answer it.

import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { edited, SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('of two equal runs no rule is needed, and none is written', async () => {
  const output = temporaryFile('rules.yaml');
  const { out, code } = await mock('learn', SAMPLE, SAMPLE, '-o', output);
  expect(out).toMatch(/^of (\d+) commands of .* a replay of .* answers \1: no rule is needed\n$/);
  expect([code, existsSync(output)]).toEqual([0, false]);
});

test('what was asked otherwise is told, each with why', async () => {
  const other = edited((text) => text.replace(/\| SELECT /, '| SELECT SQL_NO_CACHE '));
  const { out } = await mock('learn', SAMPLE, other);
  expect(out).toMatch(/^the others: \d+ are new: no statement of this text is recorded$/m);
  expect(out).toMatch(/^ {2}\d+ {2}new {2}SELECT SQL_NO_CACHE /m);
  const facts = JSON.parse((await mock('learn', SAMPLE, other, '--json')).out) as { missing: number; rules: unknown[] };
  expect(facts.missing).toBeGreaterThan(0);
  expect(readFileSync(SAMPLE).length).toBeGreaterThan(0);
});
