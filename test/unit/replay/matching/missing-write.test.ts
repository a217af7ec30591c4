import { expect, test } from 'vitest';
import type { DataUse, TableWrite } from '../../../../src/core/data-use.ts';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { differenceOf, distanceOf } from '../../../../src/replay/matching/missing-write.ts';
import { PlayedSet } from '../../../../src/replay/matching/played-set.ts';
import { recordingOf } from '../../../support/recorded-exchanges.ts';

interface Asked {
  readonly use: DataUse;
  readonly identity: number;
  readonly session?: number;
}
const change = (table: string, key?: string, effect: TableWrite['effect'] = 'change'): TableWrite => ({
  table,
  effect,
  ...(key !== undefined && { pins: [{ column: 'id', values: [key] }] }),
});
const write = (identity: number, one = change('t'), more: Partial<DataUse> = {}, session = 1): Asked => {
  return { identity, use: { reads: [], writes: [one], ...more }, session };
};
const READ: DataUse = { reads: [{ table: 't' }], writes: [] };

/** What keeps the last of what was recorded from being the answer behind these, by their identities. */
function difference(recorded: readonly Asked[], played: readonly Asked[], read = READ) {
  const all = [...recorded, { use: read, identity: 0, session: 1 }];
  const exchanges = recordingOf(all.map(({ session = 1 }) => ({ fingerprint: 'f', session })));
  const dataOf = (id: number) => {
    const one = all[id - 1];
    return one === undefined ? undefined : { ...one, version: 0, soft: 0, behind: 0, also: [] };
  };
  const reader = { ...exchanges, hasData: true, dataOf };
  const rest = { places: new Set<never>(), isSameAnswer: () => true, giveBack: () => undefined };
  const track = { reader, played: new PlayedSet(), ...rest };
  const near = { exchange: reader.exchangeById(all.length) as RecordedExchange, data: dataOf(all.length) };
  const asked = played.map(({ use, identity }, at) => ({ use, identity, exchange: 100 + at }));
  const { missing, extra, swapped } = differenceOf(near, asked, track);
  return { missing, extra, swapped, distance: distanceOf(near, asked, track) };
}

const none = { missing: 0, extra: 0, swapped: null, distance: 0 };
const [one, two] = [write(1), write(2)];

test('the last write that was not asked, and the last that was asked beside', () => {
  expect(difference([one, two], [one, two])).toEqual(none);
  expect(difference([one, two], [one])).toEqual({ ...none, missing: 2, distance: 1 });
  expect(difference([one], [one, two])).toEqual({ ...none, extra: 101, distance: 1 });
  expect(difference([one, one], [one])).toEqual({ ...none, missing: 2, distance: 1 });
  expect(difference([one], [two])).toEqual({ ...none, missing: 1, extra: 100, distance: 2 });
});

test('the same writes in another order are told as the first two that changed places', () => {
  expect(difference([one, two], [two, one])).toEqual({ ...none, swapped: [100, 1] });
});

test('writes to other tables, and to other rows, make no difference', () => {
  const read: DataUse = { ...READ, reads: [{ table: 't', pins: [{ column: 'id', values: ['#1'] }] }] };
  expect(difference([write(1, change('u')), write(2, change('t', '#2'))], [], read)).toEqual(none);
  expect(difference([write(1, change('t', '#1'))], [], read).missing).toBe(1);
  expect(difference([write(1, change('t', '#2'))], [], READ).missing).toBe(1);
  expect(difference([{ identity: 3, use: { reads: [], writes: 'all' } }], [], read).missing).toBe(1);
});

test('what came before a TRUNCATE does not count any more', () => {
  const empty = write(9, change('t', undefined, 'empty'));
  expect(difference([one, empty, two], [empty, two])).toEqual(none);
  expect(difference([empty, two], [one, empty, two])).toEqual(none);
});

test("another session's writes count once they are committed, the own ones until they are taken back", () => {
  const open = (session: number) => write(1, change('t'), { isOpen: true }, session);
  const end = (kind: 'commit' | 'rollback', session: number): Asked => {
    return { identity: 0, session, use: { reads: [], writes: [], control: { kind, name: '' } } };
  };
  expect(difference([open(2)], [])).toEqual(none);
  expect(difference([open(2), end('commit', 2)], []).missing).toBe(1);
  expect(difference([open(2), end('rollback', 2)], [])).toEqual(none);
  expect(difference([open(1)], []).missing).toBe(1);
  expect(difference([open(1), end('rollback', 1)], [])).toEqual(none);
  expect(difference([open(1), end('commit', 1)], []).missing).toBe(1);
});
