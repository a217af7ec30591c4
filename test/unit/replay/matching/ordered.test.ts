import { expect, test } from 'vitest';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { Answers, type Lane } from '../../../../src/replay/matching/answers.ts';
import type { MatchQuery } from '../../../../src/replay/matching/match-query.ts';
import { Ordered } from '../../../../src/replay/matching/ordered.ts';
import { type Place, startPlace } from '../../../../src/replay/matching/place.ts';
import { PlayedSet } from '../../../../src/replay/matching/played-set.ts';
import { type Recorded, recordingOf } from '../../../support/recorded-exchanges.ts';

function recorded(...list: readonly Recorded[]) {
  const reader = recordingOf(list);
  const played = new PlayedSet();
  const places = new Set<Place>();
  const lanes = new Map<string, Answers>();
  const answersOf = (fingerprint: string): Answers => {
    const known = lanes.get(fingerprint) ?? new Answers(reader, fingerprint, 0, played);
    lanes.set(fingerprint, known);
    return known;
  };
  const giveBack = (exchange: RecordedExchange): void => {
    played.delete(exchange.id);
    answersOf(exchange.fingerprint ?? '').restore(exchange);
  };
  const isSameAnswer = (a: RecordedExchange, b: RecordedExchange) => a.responseId === b.responseId;
  const strategy = new Ordered({ reader, played, places, isSameAnswer, giveBack });
  const ask = (place: Place, fingerprint: string, more: Partial<MatchQuery> = {}): number | undefined => {
    places.add(place);
    const state = more.isInTransaction === true ? 'inside' : 'outside';
    const known = { isInTransaction: false, isTransactional: true, isRead: false, isSessionBound: false } as const;
    const query: MatchQuery = { fingerprint, state, repeat: 'never', place, ...known, ...more };
    return strategy.find(query, answersOf(fingerprint).lane(state) as Lane)?.id;
  };
  return { ask, played };
}
const inside = { isInTransaction: true } as const;
const begin = (session: number): Recorded => ({ fingerprint: 'begin', session, response: 1 });
const member = (fingerprint: string, session: number, transaction: number): Recorded => {
  return { fingerprint, session, transaction };
};

test('what is played moves the place to its session, and to what was complete when it was asked', () => {
  const { ask } = recorded({ fingerprint: 'a' }, { fingerprint: 'b', session: 2, begunAfter: 0 }, { fingerprint: 'a' });
  const place = startPlace();
  expect([ask(place, 'b'), place.after, place.session, place.last?.id]).toEqual([2, 0, 2, 2]);
  // asked while the first was under way, so that one may still come
  expect([ask(place, 'a'), ask(place, 'a'), ask(place, 'a')]).toEqual([1, 3, undefined]);
});

test('a connection never gets an earlier answer to the same statement, another one does', () => {
  const { ask } = recorded({ fingerprint: 'a' }, { fingerprint: 'b' }, { fingerprint: 'a' });
  const place = startPlace();
  expect([ask(place, 'b'), ask(place, 'a'), ask(place, 'a'), ask(startPlace(), 'a')]).toEqual([2, 3, undefined, 1]);
});

test('what is asked beside a transaction is played, and leaves the place', () => {
  const { ask, played } = recorded(
    begin(1),
    { ...member('prepare', 1, 1), command: 'COM_STMT_PREPARE' },
    member('w', 1, 1),
  );
  const place = startPlace();
  ask(place, 'begin');
  expect(ask(place, 'prepare', { ...inside, isTransactional: false })).toBe(2);
  expect([played.has(2), place.last?.id, place.transaction]).toEqual([true, 1, null]);
  expect(ask(place, 'w', inside)).toBe(3);
});

test('a transaction that turns out to be another one is given back as a whole', () => {
  const { ask, played } = recorded(begin(1), begin(2), member('a', 1, 1), member('b', 2, 2));
  const [one, two] = [startPlace(), startPlace()];
  expect([ask(one, 'begin'), ask(one, 'b', inside)]).toEqual([1, 4]);
  expect([played.has(1), played.has(2), one.session]).toEqual([false, true, 2]);
  expect([ask(two, 'begin'), ask(two, 'a', inside)]).toEqual([1, 3]);
});

test('whoever stands in the other one at its beginning gets the first in exchange, but not once it has gone on', () => {
  const list = [begin(1), begin(2), member('a', 1, 1), member('b', 2, 2)];
  const alike = recorded(...list);
  const [one, two] = [startPlace(), startPlace()];
  expect([alike.ask(one, 'begin'), alike.ask(two, 'begin')]).toEqual([1, 2]);
  expect([alike.ask(one, 'b', inside), alike.ask(two, 'a', inside)]).toEqual([4, 3]);
  const apart = recorded(...list);
  const [three, four] = [startPlace(), startPlace()];
  expect([apart.ask(three, 'begin'), apart.ask(four, 'begin'), apart.ask(four, 'b', inside)]).toEqual([1, 2, 4]);
  expect(apart.ask(three, 'b', inside)).toBe(undefined);
  expect(apart.ask(three, 'a', inside)).toBe(3);
});

test('beyond what was recorded nothing is taken from recorded transactions', () => {
  const { ask } = recorded({ fingerprint: 'a' });
  expect(ask({ ...startPlace(), isBeyond: true }, 'a')).toBe(undefined);
});
