// `mock stats` in each of its forms, and when it fails.

import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE } from '../../../support/edited-recording.ts';

test('a table of statements, the most frequent first', async () => {
  const { out, code } = await mock('stats', SAMPLE);
  expect(out).toMatch(/^(\S+: )?\d+ statements?, \d+ errors?, \d+ rows?, /);
  expect(out).toMatch(/│ count │ errors │ rows │ total ms │ mean ms │ most ms │ statement/);
  const counts = [...out.matchAll(/^│ +(\d+) │/gm)].map(([, count]) => Number(count));
  expect(counts.length).toBeGreaterThan(2);
  expect(code).toBe(0);
});

test('as JSON, as Markdown, as SARIF', async () => {
  const { scopes } = JSON.parse((await mock('stats', SAMPLE, '--format', 'json')).out) as {
    scopes: { queries: number }[];
  };
  expect(scopes[0]?.queries).toBeGreaterThan(0);
  expect((await mock('stats', SAMPLE, '--format', 'markdown')).out).toMatch(/^\|.*\|$/m);
  const sarif = JSON.parse((await mock('stats', SAMPLE, '--format', 'sarif')).out) as { version: string };
  expect(sarif.version).toBe('2.1.0');
});

test('a budget that is exceeded is 5, one that is kept is none', async () => {
  const over = await mock('stats', SAMPLE, '--max-queries', '1');
  expect(over.code).toBe(5);
  expect(over.out).toContain('budget: ');
  expect((await mock('stats', SAMPLE, '--max-queries', '100000')).code).toBe(0);
});
