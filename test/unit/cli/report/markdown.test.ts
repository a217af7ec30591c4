// A replay's report for a pull request.

import { expect, test } from 'vitest';
import { markdownReport } from '../../../../src/cli/report/markdown.ts';
import type { Miss } from '../../../../src/replay/misses/misses.ts';
import { type ReplayReport, replayReport } from '../../../../src/serve/replay-report.ts';
import { opened, SAMPLE } from '../../../support/edited-recording.ts';

const MISS: Miss = {
  ...{ time: '2026-01-01T00:00:00Z', connection: 1, before: [], reason: 'unknown', command: 'COM_QUERY' },
  ...{ sql: 'SELECT `a`\nFROM b', parameters: '(1)', database: 'shop', scope: 'x', state: '' },
  ...{ nearest: null, others: [], nearestScopes: ['y', 'z'] },
};
const markdown = (changes: Partial<ReplayReport> = {}) =>
  markdownReport({ ...replayReport(opened(SAMPLE), []), ...changes });

test('of a replay that nobody joined everything is unused, and of the first fifty it says which', () => {
  const report = replayReport(opened(SAMPLE), []);
  const text = markdownReport(report);
  expect(text).toContain('0 connections, 0 exchanges played, 0 misses,');
  expect(text).not.toContain('## Misses');
  expect(text.split('## Unused')[1]?.match(/^- \d+/gm)).toHaveLength(Math.min(50, report.unused.length));
  expect(text.includes('more.')).toBe(report.unused.length > 50);
});

test('a miss is told with where, what with, and how often', () => {
  const text = markdown({ misses: [{ miss: MISS, count: 2 }], missCount: 2 });
  expect(text).toContain('- **unknown** in `shop`, scope `x`, 2 times: ``SELECT `a` FROM b``\n  - with `(1)`');
  expect(text).toContain('  - scopes with names like it: `y`, `z`');
  const once = markdown({ misses: [{ miss: { ...MISS, sql: null, database: '', scope: '' }, count: 1 }] });
  expect(once).toContain('- **unknown**: `COM_QUERY`\n');
});

test('fifty misses are shown', () => {
  const misses = (count: number) => Array.from({ length: count }, () => ({ miss: MISS, count: 1 }));
  expect(markdown({ misses: misses(50), unused: [], firstUnused: [] })).not.toContain('more.');
  const text = markdown({ misses: misses(52), unused: [], firstUnused: [] });
  expect(text.match(/\*\*unknown\*\*/g)).toHaveLength(50);
  expect(text).toContain('… and 2 more.');
});

test('the name of a scope breaks no table', () => {
  const scopes = [
    { name: '', played: 1, misses: 2, unused: 3, statements: 4 },
    { name: 'a|b', played: 0, misses: 0, unused: 0, statements: 0 },
  ];
  const text = markdown({ scopes });
  expect(text).toContain('| (none) | 4 | 1 | 2 | 3 |\n| `a\\|b` | 0 | 0 | 0 | 0 |');
});

test('doubts, gaps and budgets each have their section', () => {
  const text = markdown({
    uncertain: [
      { exchange: 4, why: 'hole', times: 1 },
      { exchange: 5, why: 'waits', times: 2 },
    ],
    overBudget: [
      { scope: 'x', statements: 3, budget: 2 },
      { scope: '', statements: 1, budget: 0 },
    ],
    gapsCrossed: [{ exchange: 6, scope: 'x', command: 'COM_PING', sql: null, gap: 'g' }],
  });
  expect(text).toContain('- exchange 4, given once: recorded with several answers for the same data');
  expect(text).toContain('- exchange 5, given 2 times: another open transaction');
  expect(text).toContain(
    '- 3 statements in `x`, and 2 are allowed\n- 1 statement outside of scopes, and 0 are allowed',
  );
  expect(text).toContain('went on behind 1 gap.');
  expect(text).toContain('## Went on behind these gaps\n\n- 6 (`x`): `COM_PING`');
});
