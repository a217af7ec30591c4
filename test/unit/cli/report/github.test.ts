import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { annotations, appendSummary, isOnGithub } from '../../../../src/cli/report/github.ts';
import type { Miss } from '../../../../src/replay/misses/misses.ts';
import { replayReport } from '../../../../src/serve/replay-report.ts';
import { opened, SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

const MISS: Miss = {
  ...{ time: '2026-01-01T00:00:00Z', connection: 1, before: [], reason: 'unknown', command: 'COM_QUERY' },
  ...{ sql: 'SELECT 50%\r\nFROM a, b', parameters: null, database: 'shop', scope: '', state: '' },
  ...{ nearest: null, others: [], nearestScopes: [] },
};
const report = (count: number, sql = MISS.sql) => ({
  ...replayReport(opened(SAMPLE), []),
  misses: Array.from({ length: count }, () => ({ miss: { ...MISS, sql }, count: 1 })),
  missCount: count,
});

test('an annotation is one line, whatever the statement is, and there are ten at most', () => {
  const [line, ...more] = annotations(report(12));
  expect(more).toHaveLength(9);
  expect(line).toBe('::error title=mock%3A unknown::mock: no recorded answer to: SELECT 50%25 FROM a, b [shop]');
});

test('the summary is appended to; one that is too long is cut, and a file that is not there fails nothing', () => {
  const file = temporaryFile('summary.md');
  appendSummary(report(1), { GITHUB_STEP_SUMMARY: file });
  appendSummary(report(400, `SELECT '${'é'.repeat(3000)}'`), { GITHUB_STEP_SUMMARY: file });
  const text = readFileSync(file, 'utf8');
  expect(text.match(/^# /gm)?.length).toBe(2);
  expect(Buffer.byteLength(text)).toBeLessThan(600 * 1024);
  appendSummary(report(1), { GITHUB_STEP_SUMMARY: '/nowhere/at/all' });
  appendSummary(report(1), {});
  expect([isOnGithub({ GITHUB_ACTIONS: 'true' }), isOnGithub({})]).toEqual([true, false]);
});
