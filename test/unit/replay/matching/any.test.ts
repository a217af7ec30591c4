import { expect, test } from 'vitest';
import { Answers, type Lane } from '../../../../src/replay/matching/answers.ts';
import { Any } from '../../../../src/replay/matching/any.ts';
import type { MatchQuery } from '../../../../src/replay/matching/match-query.ts';
import { startPlace } from '../../../../src/replay/matching/place.ts';
import { PlayedSet } from '../../../../src/replay/matching/played-set.ts';
import { recordingOf } from '../../../support/recorded-exchanges.ts';

test('answers come in the order of the recording, whoever asks and wherever it stands', () => {
  const reader = recordingOf([1, 2, 1].map((session) => ({ fingerprint: 'f', session })));
  const played = new PlayedSet();
  const track = { reader, played, places: new Set<never>(), isSameAnswer: () => true, giveBack: () => undefined };
  const any = new Any(track);
  const lane = new Answers(reader, 'f', 0, played).lane('outside') as Lane;
  const place = { ...startPlace(2), after: 2 };
  const query = { fingerprint: 'f', place, isInTransaction: true } as MatchQuery;
  expect([1, 2, 3, 4].map(() => any.find(query, lane)?.id)).toEqual([1, 2, 3, undefined]);
  expect(place).toMatchObject({ after: 2, session: 2, last: null });
});
