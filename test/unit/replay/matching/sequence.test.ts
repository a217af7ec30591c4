import { expect, test } from 'vitest';
import type { MatchQuery } from '../../../../src/replay/matching/match-query.ts';
import { Matcher } from '../../../../src/replay/matching/matcher.ts';
import { type Place, startPlace } from '../../../../src/replay/matching/place.ts';
import type { Seat } from '../../../../src/replay/matching/seat.ts';
import { type Recorded, recordingOf } from '../../../support/recorded-exchanges.ts';

/** Asks what a matcher finds. */
function asking(...recorded: readonly Recorded[]) {
  const options = { reader: recordingOf(recorded), scope: 0, strategy: 'sequence', exhausted: 'error' } as const;
  const matcher = new Matcher({ ...options, isSameAnswer: (a, b) => a.responseId === b.responseId });
  return (place: Place, ...fingerprints: readonly string[]) => {
    matcher.places.add(place);
    return fingerprints.map((fingerprint) => {
      const known = { isInTransaction: false, isTransactional: true, isRead: true, isSessionBound: false } as const;
      const query: MatchQuery = { fingerprint, state: 'outside', repeat: 'never', place, ...known };
      const match = matcher.match(query);
      return match.kind === 'played' ? match.exchange.id : match.reason;
    });
  };
}
const of = (session: number, ...fingerprints: readonly string[]) =>
  fingerprints.map((fingerprint) => ({ fingerprint, session }));

test('a connection follows the first free session that begins so, to the letter', () => {
  const ask = asking(...of(1, 'a', 'b'), ...of(2, 'b', 'a'), ...of(3, 'a', 'c'));
  const [one, two, three] = [startPlace(), startPlace(), startPlace()];
  expect(ask(one, 'a')).toEqual([1]);
  expect(ask(two, 'a', 'c')).toEqual([5, 6]);
  expect(ask(three, 'b')).toEqual([3]);
  // what others have is not taken, nor is anything left out
  expect(ask(one, 'c', 'b', 'b')).toEqual([expect.any(String), 2, expect.any(String)]);
  expect(ask(startPlace(), 'a')).toEqual([expect.any(String)]);
});

test('the session that a connection is known to be goes first, where it begins so', () => {
  const sessions = [...of(1, 'a'), ...of(2, 'a'), ...of(3, 'b')];
  expect(asking(...sessions)(startPlace(2), 'a')).toEqual([2]);
  expect(asking(...sessions)(startPlace(3), 'a')).toEqual([1]);
});

test('of several that begin so one that may be its own goes first, and is claimed', () => {
  const claimed: number[] = [];
  const seat: Seat = { mayBe: (session) => session === 2, claim: (session) => claimed.push(session) };
  expect(asking(...of(1, 'a'), ...of(2, 'a'))(startPlace(0, seat), 'a')).toEqual([2]);
  expect(claimed).toEqual([2]);
});

test('a session longer than a page is followed to its end', () => {
  const names = Array.from({ length: 150 }, (_, at) => `f${at}`);
  expect(asking(...of(1, ...names))(startPlace(), ...names)).toEqual(names.map((_, at) => at + 1));
});
