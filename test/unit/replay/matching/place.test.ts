import { expect, test } from 'vitest';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { isFollowed, stand, standAgain, standIn, startPlace } from '../../../../src/replay/matching/place.ts';

function seat() {
  const claimed: number[] = [];
  return { claimed, mayBe: () => true, claim: (session: number) => claimed.push(session) };
}

test('a connection claims the session that it turns out to be, once; a later one is another matter', () => {
  const own = seat();
  const place = startPlace(0, own);
  standIn(place, 0);
  expect(own.claimed).toEqual([]);
  for (const session of [4, 4, 7]) standIn(place, session);
  expect([own.claimed, place.session]).toEqual([[4], 7]);
});

test('one whose session is known claims none, and one without a seat goes where it plays', () => {
  const own = seat();
  const known = startPlace(3, own);
  standIn(known, 5);
  expect([own.claimed, known.session]).toEqual([[], 5]);
  const free = startPlace();
  standIn(free, 2);
  expect(free).toMatchObject({ session: 2, after: 0, last: null, transaction: null, isBeyond: false });
});

test('a session is followed by others where one of them is in it, and this connection in a third', () => {
  const [one, other, unknown] = [startPlace(4), startPlace(7), startPlace()];
  const places = new Set([one, other, unknown]);
  expect(isFollowed(4, other, places)).toBe(true);
  expect(isFollowed(7, other, places)).toBe(false);
  expect(isFollowed(9, other, places)).toBe(false);
  expect(isFollowed(4, unknown, places)).toBe(false);
});

test('what is given once more does not move a connection that has a place', () => {
  const exchange = (id: number, session: number) => ({ id, session, begunAfter: null }) as RecordedExchange;
  const place = startPlace();
  standAgain(place, exchange(9, 2));
  expect(place).toMatchObject({ session: 2, after: 9 });
  stand(place, exchange(12, 2));
  standAgain(place, exchange(40, 3));
  expect(place).toMatchObject({ session: 2, after: 12, last: { id: 12 } });
});
