// A replay's report for CI servers.

import { expect, test } from 'vitest';
import { junitReport } from '../../../../src/cli/report/junit.ts';
import type { Miss } from '../../../../src/replay/misses/misses.ts';
import { replayReport } from '../../../../src/serve/replay-report.ts';
import { opened, SAMPLE } from '../../../support/edited-recording.ts';

const MISS: Miss = {
  ...{ time: '2026-01-01T00:00:00Z', connection: 1, before: [], reason: 'unknown', command: 'COM_QUERY' },
  ...{ sql: "SELECT '<&>'\n, 1", parameters: null, database: 'shop', scope: 'a "b"', state: '' },
  ...{ nearest: null, others: [], nearestScopes: [] },
};
const scope = (name: string, unused: number) => ({ name, played: 1, misses: 1, unused, statements: 3 });
const report = () => ({
  ...replayReport(opened(SAMPLE), []),
  ...{ misses: [{ miss: MISS, count: 2 }], missCount: 2, overBudget: [{ scope: '', statements: 3, budget: 2 }] },
  scopes: [scope('', 0), scope('a "b"', 5)],
});

test('a suite per scope has its own misses and budgets, and the counts of all add up', () => {
  const xml = junitReport(report());
  const [first = '', second = ''] = xml.split('</testsuite>');
  expect(xml).toContain('<testsuites name="mock replay" tests="5" failures="2">');
  expect(xml.match(/<testcase/g)).toHaveLength(5);
  expect(xml.match(/<failure/g)).toHaveLength(2);
  expect(first).toContain('<testsuite name="replay" tests="2" failures="1" skipped="0">');
  expect(first).toContain('<failure type="budget" message="3 statements, and 2 are allowed"/>');
  expect(second).toContain('<testsuite name="a &quot;b&quot;" tests="3" failures="1" skipped="1">');
  expect(second).toContain(`name="SELECT '&lt;&amp;&gt;' , 1"`);
  expect(second).toContain('times: 2</failure>');
  expect(second).toContain('name="5 recorded exchanges unused"><skipped/>');
});
