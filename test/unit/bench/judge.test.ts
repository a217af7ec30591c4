// What `npm run bench -- --check` fails for (bench/lib/judge.js): of made-up rounds, since what a machine measures is never twice the same.
import { expect, test } from 'vitest';
import { betterOf, compareRuns, judge, suspectsOf, WHOLE_CASE } from '../../../bench/lib/judge.js';
import { NO_TIME } from '../../../bench/lib/measure.js';
import { asTable, asText } from '../../../bench/lib/report.js';
import { targets as real } from '../../../bench/lib/targets.js';

const CASE = 'replay 1, text';
const TARGETS = [
  { case: CASE, peer: 'ours', of: 'MySQL', least: 2.5, bare: { peer: 'bare', share: 0.8 } },
  { case: CASE, peer: 'ours', of: 'bare', least: 0.8 },
];
const PACED = [
  { case: 'seal', peer: 'sealing', most: 5, stated: 80, paced: { peer: 'pass', seconds: 3 }, isSteady: true },
];

interface Row {
  readonly peer: string;
  readonly figures: readonly number[];
  readonly cpu: readonly number[];
  readonly missing?: string;
}

const row = (peer: string, ...figures: number[]): Row => ({ peer, figures, cpu: [] });
const missing = (peer: string, reason: string): Row => ({ peer, figures: [], cpu: [], missing: reason });
const caseOf = (name: string, ...rows: Row[]) => ({ name, unit: 'queries/s', rows });
const replay = (ours: number[], bare = [178, 178, 178], mysql = [100, 100, 100]) =>
  caseOf(CASE, row('MySQL', ...mysql), row('bare', ...bare), row('ours', ...ours));

const failuresOf = (first: unknown, again: unknown, targets: readonly object[] = TARGETS) =>
  compareRuns([first], [again], targets as never).failures.map(({ key }: { key: string }) => key);
const doubtsOf = (first: unknown, again: unknown, targets: readonly object[] = TARGETS) =>
  compareRuns([first], [again], targets as never).doubts.map(({ doubt }: { doubt: string }) => doubt);

test('where MySQL is fast, no more is asked than the share of what a bare peer reaches in the same rounds', () => {
  const [ofMysql, ofBare] = judge([replay([143, 143, 143])], TARGETS);
  expect(ofMysql).toMatchObject({ verdict: 'missed', isLow: false, figure: 1.43 });
  expect(ofMysql.limit.asked).toBeCloseTo(1.424);
  expect(ofMysql.allowed).toBeCloseTo(0.949);
  expect(ofBare).toMatchObject({ verdict: 'reached', isLow: false });
});

test('the row says who sets the limit, and whether what is left was reached', () => {
  const shown = (ours: number) => {
    const limited = { ...replay([ours, ours, ours], [178, 178, 178]), name: CASE };
    const rows = limited.rows.map((each) => ({
      ...each,
      peer: each.peer === 'bare' ? 'bare responder' : each.peer === 'ours' ? 'mock replay' : each.peer,
    }));
    return asText(asTable([{ ...limited, rows }]));
  };
  expect(shown(143)).toContain('>= 2.5 of MySQL: missed, limited by bare responder, 1.78: 1.42 reached');
  expect(shown(130)).toContain('>= 2.5 of MySQL: missed, limited by bare responder, 1.78: 1.42 missed');
});

test('where a bare peer has more than enough, two thirds of the goal itself are asked', () => {
  const [ofMysql] = judge([replay([160, 160, 160], [400, 400, 400])], TARGETS);
  expect(ofMysql).toMatchObject({ isLow: true, limit: undefined });
  expect(ofMysql.allowed).toBeCloseTo(2.5 * (2 / 3));
});

test('half as fast in both measurements fails', () => {
  const slow = replay([71, 75, 70]);
  expect(failuresOf(slow, slow)).toEqual([`${CASE}, ours of MySQL`, `${CASE}, ours of bare`]);
});

test('what is as it should be when it is measured once more does not fail', () => {
  expect(compareRuns([replay([71, 75, 70])], [replay([143, 140, 141])], TARGETS)).toEqual({ failures: [], doubts: [] });
});

test('rounds that do not agree are not judged', () => {
  const torn = replay([71, 150, 80]);
  expect(failuresOf(torn, torn)).toEqual([]);
  expect(doubtsOf(torn, torn)).toEqual(['the rounds do not agree', 'the rounds do not agree']);
});

test('where the other one is not steady either, nothing is judged', () => {
  const torn = replay([10, 40, 80], [50, 178, 300], [30, 100, 200]);
  expect(failuresOf(torn, torn)).toEqual([]);
  expect(doubtsOf(torn, torn)).toEqual(['the rounds of MySQL are 170 % apart', 'the rounds of bare are 140 % apart']);
});

test('one round by itself is no measurement of speed', () => {
  const once = replay([50], [178], [100]);
  expect(doubtsOf(once, once)).toEqual(['measured once', 'measured once']);
});

test('a peer that cannot be had leaves nothing to be judged', () => {
  const without = caseOf(CASE, missing('MySQL', 'whatever'), row('bare', 178, 178), row('ours', 50, 50));
  expect(failuresOf(without, without)).toEqual([`${CASE}, ours of bare`]);
  const bare = caseOf(CASE, row('MySQL', 100, 100), missing('bare', 'no such file'), row('ours', 50, 50));
  expect(failuresOf(bare, bare)).toEqual([]);
  expect(doubtsOf(bare, bare)).toEqual(['bare was not measured, which is the limit']);
});

test.each([
  ['it ended with 1: out of memory', true],
  [NO_TIME, false],
  ['sysbench cannot be had: no network', false],
])('ours that could not be measured, since %j: is that a failure? %s', (reason, isFailure) => {
  const broken = caseOf(CASE, row('MySQL', 100, 100), row('bare', 178, 178), missing('ours', reason));
  expect(failuresOf(broken, broken).length > 0).toBe(isFailure);
  const whole = caseOf('size', missing(WHOLE_CASE, reason));
  expect(failuresOf(whole, whole)).toEqual(isFailure ? ['size'] : []);
});

test('a case that failed and could be measured the second time does not fail', () => {
  const seal = caseOf('seal', row('sealing', 50), row('pass', 3));
  expect(failuresOf(caseOf('seal', missing(WHOLE_CASE, 'it ended with 1')), seal, PACED)).toEqual([]);
});

test('what there was no time to measure once more is not judged', () => {
  const first = replay([71, 75, 70]);
  const none = caseOf(CASE, missing('MySQL', NO_TIME), missing('bare', NO_TIME), missing('ours', NO_TIME));
  expect(failuresOf(first, none)).toEqual([]);
  expect(doubtsOf(first, none)).toEqual(Array(2).fill('it could not be measured once more'));
  expect(betterOf([first], [none], TARGETS)).toEqual([first]);
});

test('seconds are allowed so many times as one pass of SQLite took longer than where they were stated', () => {
  const seal = (seconds: number, pass: number) => caseOf('seal', row('sealing', seconds), row('pass', pass));
  const lowOf = (seconds: number, pass: number) => judge([seal(seconds, pass)], PACED)[0].isLow;
  expect([lowOf(110, 3), lowOf(130, 3), lowOf(130, 1)]).toEqual([false, true, true]);
  expect([lowOf(330, 18), lowOf(700, 18), lowOf(730, 18)]).toEqual([false, false, true]);
  expect(failuresOf(seal(130, 3), seal(130, 3), PACED)).toEqual(['seal, sealing']);
});

test('what is measured once more is the case with the suspects, and the better one is shown', () => {
  const slow = replay([71, 75, 70]);
  const fine = replay([143, 140, 141]);
  expect(
    suspectsOf([slow, caseOf('other', row('ours', 1))], TARGETS).map((each: { case: string }) => each.case),
  ).toEqual([CASE, CASE]);
  expect(betterOf([slow], [fine], TARGETS)).toEqual([fine]);
  expect(betterOf([fine], [slow], TARGETS)).toEqual([fine]);
});

test('each target that another program sets has a limit that this machine sets, but for pipes and bare servers', () => {
  const OTHERS = ['MySQL', 'mysqlrouter', 'mysqlrouter, TLS'];
  const free = real.filter(
    ({ of, bare }: { of?: string; bare?: unknown }) => OTHERS.includes(of ?? '') && bare === undefined,
  );
  expect(free).toEqual([]);
});
