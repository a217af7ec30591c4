import { expect, test } from 'vitest';
import { replayProgress, replaySummary, tallyLines } from '../../../../src/cli/summaries/replay-summary.ts';
import type { ReplayCounts } from '../../../../src/serve/replay.ts';

const COUNTS: ReplayCounts = {
  connections: 1,
  played: 3,
  bytes: 2048,
  misses: 0,
  substituted: 0,
  synthesised: 2,
  scripted: 0,
  tls: { handshakes: 0, resumed: 0 },
  gapsCrossed: 0,
  holes: 0,
};
const runOf = (counts: Partial<ReplayCounts> = {}, idle: string[] = []) => ({
  counts: () => ({ ...COUNTS, ...counts }),
  idleRules: () => idle,
  overBudget: (most: number) => (most < 3 ? [{ scope: 'orders', statements: 3, budget: most }] : []),
});
const NO_FLAGS = {};
const first = ({ lines }: { readonly lines: readonly string[] }) => lines[0];

test('while it serves: connections, what was played, and misses only where there are some', () => {
  expect(replayProgress(runOf())).toBe('1 connection  3 played  2.0 kB');
  expect(replayProgress(runOf({ misses: 2 }))).toBe('1 connection  3 played  2.0 kB  2 misses');
});

test('at the end: what was played, and what is left where it was counted', () => {
  expect(first(replaySummary(runOf(), { unused: null }, NO_FLAGS, 1500, null))).toBe(
    'replayed 1 connection, 3 exchanges played (2.0 kB), 0 misses in 1.50 s',
  );
  const told = replaySummary(runOf({ misses: 1 }), { unused: 1 }, NO_FLAGS, 1500, 'page.html#/miss/1');
  expect(first(told)).toBe(
    'replayed 1 connection, 3 exchanges played (2.0 kB), 1 miss, 1 recorded exchange unused in 1.50 s',
  );
  expect(told.last).toEqual(['page.html#/miss/1']);
  expect(told.facts).toMatchObject({ misses: 1, unused: 1, synthesised: 2, page: 'page.html#/miss/1', seconds: 1.5 });
});

test('what was uncertain has a line each, rules that covered nothing too', () => {
  const run = runOf({ gapsCrossed: 1, holes: 2, substituted: 3 }, ['mock.config.yaml:3: order ids']);
  const { lines } = replaySummary(run, { unused: 0 }, { maxQueries: 2 }, 0, null);
  expect(lines.slice(1).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    'went on where',
    '2 answers by',
    'mock.config.yaml:3: order ids',
    '3 values that',
    expect.stringContaining('over budget'),
  ]);
});

test.each([
  ['nothing is judged without a flag', {}, { misses: 2, holes: 1 }, 4, 0],
  ['misses', { strict: true }, { misses: 1 }, 0, 3],
  ['an answer by place only, which is one too', { strict: true }, { holes: 1 }, 0, 3],
  ['what is left', { failOnUnused: true }, {}, 4, 4],
  ['what was not counted', { failOnUnused: true }, {}, null, 4],
  ['nothing left', { failOnUnused: true, strict: true }, {}, 0, 0],
  ['a budget', { maxQueries: 2 }, {}, 0, 5],
  ['misses before all else', { strict: true, failOnUnused: true, maxQueries: 2 }, { misses: 1 }, 4, 3],
] as const)('the exit code is that of %s', (_, flags, counts, unused, code) => {
  expect(replaySummary(runOf(counts), { unused }, flags, 0, null).exitCode).toBe(code);
});

test('a command under test hears what it has left, the first ones by name, and what was saved', () => {
  const reported = (exchange: number, scope: string) => ({
    ...{ exchange, session: 1, ordinal: exchange, scope, command: 'COM_QUERY', sql: `SELECT ${exchange}\nFROM t` },
    ...{ parameters: null, database: 'shop' },
  });
  const tally = {
    scopes: [],
    unused: Array.from({ length: 12 }, (_, at) => at + 1),
    firstUnused: Array.from({ length: 12 }, (_, at) => reported(at + 1, at === 0 ? 'orders' : '')),
    serverUs: 2_500_000,
  };
  const lines = tallyLines(runOf(), tally, NO_FLAGS);
  expect(lines[0]).toBe('unused: exchange 1 (orders): SELECT 1\\nFROM t');
  expect(lines.slice(10)).toEqual(['… and 2 more', 'saved 2.50 s, which the recorded server took for these answers']);
  // with the recorded times nothing is saved; who never connected has left nothing
  expect(tallyLines(runOf(), tally, { latency: { kind: 'recorded', factor: 1 } }).at(-1)).toBe('… and 2 more');
  expect(tallyLines(runOf({ connections: 0 }), tally, NO_FLAGS)).toEqual([]);
  expect(tallyLines(runOf(), null, NO_FLAGS)).toEqual([]);
});
