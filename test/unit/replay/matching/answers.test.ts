import { expect, test } from 'vitest';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import { Answers, type Lane } from '../../../../src/replay/matching/answers.ts';
import { PlayedSet } from '../../../../src/replay/matching/played-set.ts';
import { type Recorded, recordingOf } from '../../../support/recorded-exchanges.ts';

function recorded(...list: readonly Omit<Recorded, 'fingerprint'>[]) {
  const reader = recordingOf(list.map((one) => ({ fingerprint: 'f', ...one })));
  const played = new PlayedSet();
  const answers = new Answers(reader, 'f', 0, played);
  return { reader, played, answers, lane: answers.lane('outside') as Lane };
}
const many = (count: number) => Array.from({ length: count }, () => ({}));

test('answers are apart by their state; those of which none is known answer in any that has none', () => {
  const { answers } = recorded({ state: 1 }, { state: 2 }, { state: null });
  const ids = (words: string) =>
    answers
      .lane(words)
      ?.all()
      .map(({ id }) => id);
  expect([ids('outside'), ids('inside'), ids('never seen')]).toEqual([[1], [2], [3]]);
  expect(recorded({ state: 1 }).answers.lane('inside')).toBe(undefined);
  expect(recorded().answers).toMatchObject({ isEmpty: true, first: null });
});

test('what was played is passed over, also beyond the first page, to the end', () => {
  const { lane, played } = recorded(...many(300));
  for (let id = 1; id <= 299; id++) played.add(id);
  expect(lane.nextFrom(0)?.exchange.id).toBe(300);
  played.add(300);
  expect([lane.nextFrom(0), lane.nextAfter(299)]).toEqual([undefined, undefined]);
});

test('the next behind a place is behind it in the recording, not in the lane', () => {
  const { lane } = recorded(...many(20));
  expect([lane.nextAfter(0), lane.nextAfter(12)].map((one) => one?.exchange.id)).toEqual([1, 13]);
  expect(lane.nextAfter(20)).toBe(undefined);
});

test('what was given back is there again, at its place', () => {
  const { lane, played, answers, reader } = recorded(...many(6));
  for (const id of [1, 2, 3, 4]) played.add(id);
  expect(lane.nextFrom(0)?.exchange.id).toBe(5);
  for (const id of [3, 2]) {
    played.delete(id);
    answers.restore(reader.exchangeById(id) as RecordedExchange);
  }
  expect([lane.nextFrom(0), lane.nextFrom(2), lane.nextFrom(3)].map((one) => one?.exchange.id)).toEqual([2, 3, 5]);
  played.add(2);
  expect(lane.nextFrom(0)?.exchange.id).toBe(3);
});

test("a connection's own are those of its session, or of one that may become it", () => {
  const { lane } = recorded({ session: 1 }, { session: 2 }, { session: 3 }, { session: 2 });
  const next = (session: number, after: number, may: readonly number[] = []) => {
    const seat = { mayBe: (one: number) => may.includes(one), claim: () => undefined };
    return lane.nextOf({ session, after, seat })?.exchange.id;
  };
  expect([next(2, 0), next(2, 2), next(1, 1), next(0, 0, [3]), next(0, 0)]).toEqual([2, 4, undefined, 3, undefined]);
});

test('round and round', () => {
  const { lane } = recorded(...many(3));
  expect([1, 2, 3, 4].map(() => lane.cycled()?.id)).toEqual([1, 2, 3, 1]);
  expect([lane.at(2)?.id, lane.at(3)]).toEqual([3, undefined]);
});

test('what carries no data is told within a transaction as it was there, and not as behind a call that may have ended it', () => {
  const { answers } = recorded({ state: 4 });
  const open = 'autocommit=1 in_transaction=1';
  expect(answers.laneLike(`${open} called=p time_zone='+01:00'`, false)).toBeDefined();
  expect(answers.laneLike(open, false)).toBe(undefined);
});
