// `mock inspect`: each view of a recording, for people and for machines.

import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE } from '../../../support/edited-recording.ts';

const json = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('without a view it is a summary', async () => {
  const { out, code } = await mock('inspect', SAMPLE);
  expect(code).toBe(0);
  expect(out).toMatch(/^recording {3}.*sample-mysql-9\.7\.db \(mock [\d.]+\)$/m);
  expect(out).toMatch(/^server {6}9\.7\.\d+/m);
  expect(out).toMatch(/^exchanges {3}\d+, \d+ errors?$/m);
  expect(out).toMatch(/^gaps {8}none$/m);
  const [facts] = json((await mock('inspect', SAMPLE, '--json')).out);
  expect(facts).toMatchObject({ recording: SAMPLE, isIntact: true, gaps: 0 });
  expect(out).toContain(`digest      ${String(facts?.['digest'])}`);
});

test('sessions, one line each', async () => {
  const { out } = await mock('inspect', SAMPLE, '--sessions');
  const sessions = json((await mock('inspect', SAMPLE, '--sessions', '--json')).out);
  expect(out).toMatch(/│ demo │ shop/);
  expect(sessions.length).toBeGreaterThan(1);
  expect(Object.keys(sessions[0] ?? {})).not.toContain('greeting');
  expect(sessions.map(({ session }) => session)).toEqual(sessions.map((_, at) => at + 1));
});

test('exchanges, one line each, or those that a filter finds', async () => {
  const { out } = await mock('inspect', SAMPLE, '--exchanges');
  const all = json((await mock('inspect', SAMPLE, '--exchanges', '--json')).out);
  expect(out.trim().split('\n')).toHaveLength(all.length + 1);
  expect(out).toMatch(/^exchange +session +ms +outcome +command +statement\n/);
  const errors = await mock('inspect', SAMPLE, '--filter', 'is:error');
  expect(
    errors.out
      .trim()
      .split('\n')
      .slice(1)
      .every((line) => / error \d+ /.test(line)),
  ).toBe(true);
  const found = json((await mock('inspect', SAMPLE, '--filter', 'is:error', '--json')).out);
  expect(found.map(({ outcome }) => outcome)).toEqual(found.map(() => 'error'));
  expect(found.length).toBeGreaterThan(0);
});

test('a filter with a mistake is shown where it is', async () => {
  const { error, code } = await mock('inspect', SAMPLE, '--filter', 'ms:>x');
  expect(error).toMatch(/^--filter, at character \d+: /);
  expect(code).toBe(2);
});

test('one exchange with its facts and its rows, as many as are asked for', async () => {
  const all = json((await mock('inspect', SAMPLE, '--exchanges', '--json')).out);
  const read = all.find(({ outcome, rows }) => outcome === 'resultset' && Number(rows) > 1);
  const { out } = await mock('inspect', SAMPLE, '--exchange', String(read?.['exchange']), '--rows', '1');
  expect(out).toContain(`statement   ${String(read?.['sql']).split('\n')[0]}`);
  expect(out).toMatch(/^\d+ rows, \d+ of them not shown \(--rows\)$/m);
  const [facts] = json((await mock('inspect', SAMPLE, '--exchange', String(read?.['exchange']), '--json')).out);
  const [result] = (facts?.['results'] ?? []) as { rows: unknown[]; rowCount: number }[];
  expect(result?.rows).toHaveLength(result?.rowCount ?? -1);
  const failed = all.find(({ outcome }) => outcome === 'error');
  const shown = await mock('inspect', SAMPLE, '--exchange', String(failed?.['exchange']));
  expect(shown.out).toMatch(/^ERROR \d+ \(\w{5}\): /m);
});

test('what is not there is said with where to look', async () => {
  expect(await mock('inspect', SAMPLE, '--exchange', '99999')).toMatchObject({
    error: `${SAMPLE} has no exchange 99999: see mock inspect --exchanges for those it has`,
    code: 2,
  });
  expect((await mock('inspect', '/nowhere/x.db')).error).toMatch(/^there is no recording at \/nowhere\/x\.db/);
});

test('a statement on the recording’s own tables', async () => {
  const { out } = await mock('inspect', SAMPLE, '--sql', 'SELECT count(*) AS n FROM session', '--json');
  expect(json(out)[0]).toMatchObject({ n: expect.any(Number) as number });
});

test('two views at once are refused', async () => {
  const { err, code, error } = await mock('inspect', SAMPLE, '--sessions', '--exchanges');
  expect(err).toMatch(/^mock: .*cannot be used with.*see mock inspect --help\n$/);
  expect([code > 0, error]).toEqual([true, expect.stringContaining('cannot be used with')]);
});
