import { expect, test } from 'vitest';
import { recordProgress, recordSummary } from '../../../../src/cli/summaries/record-summary.ts';

import type { RecordCounts } from '../../../../src/serve/record.ts';

const COUNTS = {
  sessions: 2,
  exchanges: 5,
  gaps: 0,
  responses: 3,
  responseBytes: 4096,
  tls: { handshakes: 0, resumed: 0 },
};
const runOf = (counts: Partial<RecordCounts> = {}, idle: string[] = []) => ({
  counts: () => ({ ...COUNTS, ...counts }),
  idleRules: () => idle,
});

test('while it serves', () => {
  expect(recordProgress(runOf())).toBe('2 sessions  5 exchanges  4.1 kB');
});

test('at the end: what was recorded, and what to type next', () => {
  const { lines, facts, exitCode } = recordSummary(runOf({ gaps: 1 }, ['rule 1']), 'a b.db', 2000, false);
  expect(lines).toEqual([
    'recorded 2 sessions, 5 exchanges, 4.1 kB in 2.00 s to a b.db',
    'rule 1 matched no statement',
    "1 gap, which replay cannot answer from: mock inspect 'a b.db'",
    "next: mock replay 'a b.db'",
  ]);
  expect(facts).toMatchObject({ sessions: 2, gaps: 1, seconds: 2 });
  expect(exitCode).toBe(0);
});

test('nobody logged in: a failure where a command was run, and the file is as it was', () => {
  const nothing = runOf({ sessions: 0 });
  const { lines, exitCode } = recordSummary(nothing, 'not/there.db', 0, true);
  expect(lines.join()).toContain('no client logged in; not/there.db was not made');
  expect(exitCode).toBe(1);
  const kept = recordSummary(nothing, import.meta.filename, 0, false);
  expect(kept.lines.join()).toContain(`${import.meta.filename} is as it was`);
  expect(kept.exitCode).toBe(0);
});

test('behind a failure it does not say that it recorded', () => {
  const gone = recordSummary(runOf(), 'not/there.db', 2000, false, true);
  expect(gone.lines).toEqual(['saw 2 sessions, 5 exchanges, 4.1 kB in 2.00 s; nothing is kept']);
  expect(gone.exitCode).toBe(1);
  const kept = recordSummary(runOf(), import.meta.filename, 2000, false, true);
  expect(kept.lines.join()).toContain(`what was written before is in ${import.meta.filename}`);
});
