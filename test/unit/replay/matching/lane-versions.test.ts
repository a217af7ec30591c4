import { expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import type { RecordedData } from '../../../../src/core/recording.ts';
import { VersionNumbers } from '../../../../src/data/history/version-numbers.ts';
import { Answers, type Lane } from '../../../../src/replay/matching/answers.ts';
import { LaneVersions, type Versioned } from '../../../../src/replay/matching/lane-versions.ts';
import { startPlace } from '../../../../src/replay/matching/place.ts';
import { PlayedSet } from '../../../../src/replay/matching/played-set.ts';
import { recordingOf } from '../../../support/recorded-exchanges.ts';

interface Saw {
  readonly version: number;
  readonly also?: readonly number[];
  readonly response?: number;
  readonly session?: number;
  readonly use?: Partial<DataUse>;
}
const READ: DataUse = { reads: [{ table: 'db.t' }], writes: [] };

function versionsOf(...saw: readonly (Saw | null)[]) {
  const recorded = recordingOf(saw.map((one) => ({ fingerprint: 'f', response: 1, ...one })));
  const data = saw.map((one): RecordedData | undefined => {
    if (one === null) return undefined;
    const { version, also = [], use } = one;
    return { use: use === undefined ? READ : { ...READ, ...use }, identity: 1, version, soft: 0, behind: 0, also };
  });
  const reader = { ...recorded, hasData: true, dataOf: (id: number) => data[id - 1] };
  const played = new PlayedSet();
  const isSameAnswer = (a: { responseId: number | null }, b: { responseId: number | null }) =>
    a.responseId === b.responseId;
  const track = { reader, played, places: new Set<never>(), isSameAnswer, giveBack: () => undefined };
  const lane = new Answers(reader, 'f', 0, played).lane('outside') as Lane;
  return { versions: new LaneVersions(lane, track, new VersionNumbers()), played };
}
const ids = (list: Iterable<Versioned> | undefined) => [...(list ?? [])].map(({ exchange }) => exchange.id);

test('answers by the version that they saw for certain; none for one that nobody saw', () => {
  const { versions } = versionsOf({ version: 7 }, { version: 8 }, { version: 7 }, null);
  expect(ids(versions.with(7)?.list)).toEqual([1, 3]);
  expect(ids(versions.with(8)?.list)).toEqual([2]);
  expect(versions.with(9)).toBe(undefined);
  // what has nothing to do with data saw none
  expect(ids(versions.with(0)?.list)).toEqual([4]);
  expect([versions.first?.exchange.id, versions.last?.exchange.id]).toEqual([1, 4]);
});

test('those behind which a write ran at the same time are uncertain, but for whether a table is there', () => {
  const { versions } = versionsOf({ version: 7, also: [8] }, { version: 8 });
  expect([ids(versions.maybe(7)), ids(versions.maybe(8)), ids(versions.maybe(9))]).toEqual([[1], [1], []]);
  expect([ids(versions.with(7)?.list), ids(versions.with(8)?.list)]).toEqual([[], [2]]);
  const existence = { reads: [{ table: 'db.t', isExistence: true }] };
  const sure = versionsOf({ version: 7, also: [8], use: existence }).versions;
  expect([ids(sure.with(7)?.list), ids(sure.with(8)?.list), ids(sure.maybe(7))]).toEqual([[1], [1], []]);
});

test('what follows the locks of others is found by no version', () => {
  const { versions } = versionsOf({ version: 7 }, { version: 7, use: { isByLocks: true } });
  expect([ids(versions.byLocks), ids(versions.with(7)?.list), versions.knowsLocks]).toEqual([[2], [1], true]);
  expect(versionsOf({ version: 7 }).versions.knowsLocks).toBe(false);
});

test('an unplayed one of the version is looked for to the end of a long lane', () => {
  const { versions, played } = versionsOf(...Array.from({ length: 700 }, (_, at) => ({ version: at === 699 ? 7 : 8 })));
  expect(ids(versions.with(7)?.list)).toEqual([700]);
  for (let id = 1; id <= 698; id++) played.add(id);
  expect(ids(versions.with(8)?.unplayed(played, 0, () => true))).toEqual([699]);
});

test('where many were left behind, those around a place are among the unplayed ones', () => {
  const { versions, played } = versionsOf(...Array.from({ length: 500 }, () => ({ version: 7 })));
  const same = versions.with(7);
  for (let id = 380; id <= 400; id++) played.add(id);
  const found = ids(same?.unplayed(played, 390, () => true));
  expect(found.slice(0, 64)).toEqual(Array.from({ length: 64 }, (_, at) => at + 1));
  expect([found.includes(379), found.includes(390), found.includes(401)]).toEqual([true, false, true]);
  expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
});

test('answers of one version are one where all say the same, and the last of each session is known', () => {
  const { versions } = versionsOf({ version: 7 }, { version: 7, session: 2 }, { version: 7 });
  const same = versions.with(7);
  expect([same?.isOneAnswer, same?.lastOf(1)?.exchange.id, same?.lastOf(2)?.exchange.id, same?.lastOf(3)]).toEqual([
    true,
    3,
    2,
    undefined,
  ]);
  expect([1, 2, 3, 4].map(() => same?.cycled()?.exchange.id)).toEqual([1, 2, 3, 1]);
  expect(versionsOf({ version: 7 }, { version: 7, response: 2 }).versions.with(7)?.isOneAnswer).toBe(false);
});

test('what was played is no turn of anybody; what was given back is', () => {
  const { versions, played } = versionsOf({ version: 7 }, { version: 7 }, { version: 7 });
  const same = versions.with(7);
  played.add(2);
  expect(ids(same?.unplayed(played, 0, () => true))).toEqual([1, 3]);
  expect(ids(same?.unplayed(played, 0, ({ exchange }) => exchange.id > 1))).toEqual([3]);
  for (const id of [1, 3]) played.add(id);
  expect([same?.hasUnplayed(played), ids(same?.unplayed(played, 0, () => true))]).toEqual([false, []]);
});

test('those to tell of are the next behind the place, then the nearest before it', () => {
  const { versions } = versionsOf({ version: 1 }, { version: 2 }, { version: 3, also: [4] }, { version: 5 });
  const place = { ...startPlace(), after: 2 };
  expect(ids(versions.nearest(place, 3))).toEqual([3, 4, 2]);
  expect(versions.uses).toEqual(new Set([READ]));
});
