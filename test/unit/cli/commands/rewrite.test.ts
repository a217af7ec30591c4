// `mock merge` and `mock prune`.

import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mock } from '../../../support/command-line.ts';
import { SAMPLE, temporaryFile } from '../../../support/edited-recording.ts';

test('two recordings become one', async () => {
  const output = temporaryFile('both.db');
  const { out, code } = await mock('merge', SAMPLE, SAMPLE, '-o', output);
  const counts = /^merged (\d+) sessions and (\d+) exchanges into (.*)\n$/.exec(out);
  expect([code, counts?.[3]]).toEqual([0, output]);
  const { sessions, exchanges } = JSON.parse((await mock('inspect', SAMPLE, '--json')).out) as {
    sessions: number;
    exchanges: number;
  };
  expect([Number(counts?.[1]), Number(counts?.[2])]).toEqual([2 * sessions, 2 * exchanges]);
  expect((await mock('merge', SAMPLE, '-o', output)).error).toContain('--overwrite');
});

test('a rule of identity that matched nothing is named', async () => {
  const rules = temporaryFile('identity.yaml');
  writeFileSync(rules, "identity:\n  - name: idle\n    statement: 'no such statement'\n    ignore: in-lists\n");
  const { out, error } = await mock('merge', SAMPLE, '-o', temporaryFile('one.db'), '--identity', rules);
  expect([error, out.split('\n')[0]]).toEqual(['', expect.stringMatching(/idle.* matched no statement$/)]);
});

test('a report that is none is refused', async () => {
  const report = temporaryFile('report.json');
  writeFileSync(report, '{}');
  const { error, code } = await mock('prune', SAMPLE, '--unused-by', report, '-o', temporaryFile('less.db'));
  expect(error).toContain('report.json');
  expect(code).toBeGreaterThan(0);
});
