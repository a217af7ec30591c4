// What an exchange does to the data where it is played, by a query and the recorded data alone.

import { describe, expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import type { RecordedData } from '../../../../src/core/recording.ts';
import type { SameVersion } from '../../../../src/replay/matching/lane-versions.ts';
import type { MatchQuery } from '../../../../src/replay/matching/match-query.ts';
import { alikeOf, asAsked } from '../../../../src/replay/matching/played-data.ts';

const ADDED: DataUse = { reads: [], writes: [{ table: 'db.t', effect: 'change' }], soft: [{ table: 'db.t' }] };
const dataOf = (use: DataUse): RecordedData => ({ use, identity: 1, version: 1, soft: 0, behind: 0, also: [] });
const sameOf = (...ids: number[]) => ({ list: ids.map((id) => ({ exchange: { id } })) }) as unknown as SameVersion;
const query = (of: Partial<MatchQuery>) => of as MatchQuery;

describe('which rows a new one may stand for', () => {
  test('all that are alike, where their numbers are not promised', () => {
    expect(alikeOf(sameOf(3, 7), dataOf(ADDED))?.()).toEqual([3, 7]);
  });

  test.each<[string, SameVersion | undefined, DataUse]>([
    ['there is one', sameOf(3), ADDED],
    ['there is none', undefined, ADDED],
    ['its number is its own', sameOf(3, 7), { reads: [], writes: ADDED.writes }],
    ['rows are taken away', sameOf(3, 7), { ...ADDED, writes: [{ table: 'db.t', effect: 'empty' }] }],
    ['anything may be written', sameOf(3, 7), { ...ADDED, writes: 'all' }],
  ])('none where %s', (_name, same, use) => {
    expect(alikeOf(same, dataOf(use))).toBeUndefined();
  });
});

describe('as it is asked for', () => {
  const back = dataOf({ reads: [], writes: [], control: { kind: 'rollback to', name: 's1' } });

  test('a savepoint has the name that it has here', () => {
    const asked = query({ savepoint: { kind: 'rollback to', name: 'now' } });
    expect(asAsked(back, asked)?.use.control).toEqual({ kind: 'rollback to', name: 'now' });
    expect(asAsked(back, query({}))).toBe(back);
  });

  test('a write waits for the commit of this run, or for none', () => {
    const open = dataOf({ ...ADDED, isOpen: true });
    const asked = (isInTransaction: boolean) => query({ isInOtherTransaction: true, isInTransaction });
    expect(asAsked(open, asked(false))?.use.isOpen).toBe(false);
    expect(asAsked(dataOf(ADDED), asked(true))?.use.isOpen).toBe(true);
    expect(asAsked(open, query({ isInTransaction: false }))).toBe(open);
  });
});
