import { expect, test } from 'vitest';
import type { MatchQuery } from '../../../../src/replay/matching/match-query.ts';
import { Matcher, type MatcherOptions } from '../../../../src/replay/matching/matcher.ts';
import { type Place, startPlace } from '../../../../src/replay/matching/place.ts';
import type { Repeat } from '../../../../src/replay/matching/statement-query.ts';
import { type Recorded, recordingOf } from '../../../support/recorded-exchanges.ts';

function matcherOf(recorded: readonly Recorded[], options: Partial<MatcherOptions> = {}): Matcher {
  return new Matcher({
    reader: recordingOf(recorded),
    scope: 0,
    strategy: 'ordered',
    exhausted: null,
    isSameAnswer: (a, b) => a.responseId === b.responseId,
    ...options,
  });
}

function matcher(...recorded: Recorded[]): Matcher {
  return matcherOf(recorded);
}

type Options = Partial<Omit<MatchQuery, 'fingerprint' | 'place'>> & { readonly repeat?: Repeat };

function ask(asked: Matcher, fingerprint: string, place: Place, options: Options = {}) {
  asked.places.add(place);
  const query = {
    state: 'outside',
    isInTransaction: false,
    isTransactional: true,
    isRead: false,
    isSessionBound: false,
    repeat: 'never',
  };
  const match = asked.match({ ...query, ...options, fingerprint, place } as MatchQuery);
  return match.kind === 'played' ? match.exchange.id : match.reason;
}

const inside: Options = { state: 'inside', isInTransaction: true };
const read: Options = { isRead: true, repeat: 'same' };

test('a SELECT before and after an INSERT gets the two different answers', () => {
  const asked = matcher({ fingerprint: 'select' }, { fingerprint: 'insert' }, { fingerprint: 'select' });
  const place = startPlace();
  expect(['select', 'insert', 'select'].map((one) => ask(asked, one, place))).toEqual([1, 2, 3]);
  expect(asked.playedCount).toBe(3);
});

test('so it does on another connection of a pool', () => {
  const asked = matcher({ fingerprint: 'select' }, { fingerprint: 'insert' }, { fingerprint: 'select' });
  expect(ask(asked, 'select', startPlace())).toBe(1);
  expect(ask(asked, 'insert', startPlace())).toBe(2);
  expect(ask(asked, 'select', startPlace())).toBe(3);
});

test('a connection goes on behind its place, and never back to an earlier answer to the same statement', () => {
  const asked = matcher({ fingerprint: 'a' }, { fingerprint: 'b' }, { fingerprint: 'a' });
  const place = startPlace();
  expect(ask(asked, 'b', place)).toBe(2);
  expect(ask(asked, 'a', place)).toBe(3);
  expect(ask(asked, 'a', place)).toBe('out of order');
  expect(ask(asked, 'a', startPlace())).toBe(1);
});

test('what was under way at the same time is in no order: one connection gets all of it', () => {
  const parallel = { begunAfter: 0 };
  const asked = matcher(
    { fingerprint: 'fast', ...parallel },
    { fingerprint: 'slow', session: 2, ...parallel },
    { fingerprint: 'insert' },
    { fingerprint: 'fast' },
  );
  const place = startPlace();
  expect(['slow', 'fast', 'insert', 'fast'].map((one) => ask(asked, one, place))).toEqual([2, 1, 3, 4]);
});

test('what depends on the connection is answered from the session that it follows', () => {
  const asked = matcher(
    { fingerprint: 'insert', session: 1 },
    { fingerprint: 'insert', session: 2 },
    { fingerprint: 'last id', session: 1 },
    { fingerprint: 'last id', session: 2 },
  );
  const [one, two] = [startPlace(), startPlace()];
  expect([ask(asked, 'insert', one), ask(asked, 'insert', two)]).toEqual([1, 2]);
  expect(ask(asked, 'last id', two, { isSessionBound: true })).toBe(4);
  expect(ask(asked, 'last id', one, { isSessionBound: true })).toBe(3);
});

test('what was never recorded is unknown, and what is used up is exhausted', () => {
  const asked = matcher({ fingerprint: 'insert' });
  const place = startPlace();
  expect(ask(asked, 'delete', place)).toBe('unknown');
  expect(ask(asked, 'insert', place)).toBe(1);
  expect(ask(asked, 'insert', place)).toBe('exhausted');
});

test('what was recorded under other session settings is not taken, unless it carries no data', () => {
  const asked = matcher({ fingerprint: 'read' }, { fingerprint: 'set' });
  expect(ask(asked, 'read', startPlace(), { state: 'inside', ...read })).toBe('other state');
  expect(ask(asked, 'set', startPlace(), { state: 'never seen', repeat: 'last' })).toBe(2);
});

test('a recording of before, whose states are not known, answers in every state', () => {
  const asked = matcher({ fingerprint: 'read', state: null });
  expect(ask(asked, 'read', startPlace(), { state: 'inside' })).toBe(1);
});

test('a read that always had one answer may be asked more often than it was recorded', () => {
  const same = matcher({ fingerprint: 'read', response: 5 }, { fingerprint: 'read', response: 5 });
  const place = startPlace();
  expect([1, 2, 3, 4].map(() => ask(same, 'read', place, read))).toEqual([1, 2, 2, 2]);
  expect(same.playedCount).toBe(2);
});

test('a read that had two answers may not', () => {
  const asked = matcher({ fingerprint: 'read', response: 5 }, { fingerprint: 'read', response: 6 });
  const place = startPlace();
  expect([1, 2, 3].map(() => ask(asked, 'read', place, read))).toEqual([1, 2, 'exhausted']);
});

test('what is done with used-up answers can be chosen', () => {
  const two = [{ fingerprint: 'read' }, { fingerprint: 'read' }];
  const asked = (exhausted: MatcherOptions['exhausted']) => {
    const place = startPlace();
    const one = matcherOf(two, { exhausted });
    return [1, 2, 3, 4, 5].map(() => ask(one, 'read', place));
  };
  expect(asked('error')).toEqual([1, 2, 'exhausted', 'exhausted', 'exhausted']);
  expect(asked('repeat-last')).toEqual([1, 2, 2, 2, 2]);
  expect(asked('cycle')).toEqual([1, 2, 1, 2, 1]);
});

test('a prepare may be repeated, although each had a statement id of its own', () => {
  const asked = matcher({ fingerprint: 'prepare', response: 5 }, { fingerprint: 'prepare', response: 6 });
  const place = startPlace();
  expect([1, 2, 3].map(() => ask(asked, 'prepare', place, { repeat: 'last' }))).toEqual([1, 2, 2]);
});

test('thousands of answers to one statement are played in order, each once', () => {
  const asked = matcherOf(Array.from({ length: 2000 }, () => ({ fingerprint: 'begin' })));
  const place = startPlace();
  expect(Array.from({ length: 2000 }, () => ask(asked, 'begin', place))).toEqual(
    Array.from({ length: 2000 }, (_, n) => n + 1),
  );
  expect(ask(asked, 'begin', place)).toBe('exhausted');
});

/** Two transactions that begin alike, recorded at the same time on two connections. */
const twins: readonly Recorded[] = [
  { fingerprint: 'begin', session: 1, response: 50 }, // 1
  { fingerprint: 'begin', session: 2, response: 50 }, // 2
  { fingerprint: 'lock', session: 1, transaction: 1, response: 51 }, // 3
  { fingerprint: 'lock', session: 2, transaction: 2, response: 51 }, // 4
  { fingerprint: 'insert 7', session: 1, transaction: 1 }, // 5
  { fingerprint: 'insert 8', session: 2, transaction: 2 }, // 6
  { fingerprint: 'last id', session: 2, transaction: 2 }, // 7
  { fingerprint: 'last id', session: 1, transaction: 1 }, // 8
  { fingerprint: 'commit', session: 1, transaction: 1 }, // 9
  { fingerprint: 'commit', session: 2, transaction: 2 }, // 10
];

test('a transaction is answered by one recorded transaction, whichever begins first', () => {
  const asked = matcherOf(twins);
  const [one, two] = [startPlace(), startPlace()];
  expect([ask(asked, 'begin', one), ask(asked, 'lock', one, inside)]).toEqual([1, 3]);
  expect([ask(asked, 'begin', two), ask(asked, 'lock', two, inside)]).toEqual([2, 4]);
  // the first turns out to be the second of the recording: still taken by the other connection
  expect(ask(asked, 'insert 7', one, inside)).toBe(5);
  expect(ask(asked, 'last id', one, inside)).toBe(8);
  expect(ask(asked, 'insert 8', two, inside)).toBe(6);
  expect(ask(asked, 'last id', two, inside)).toBe(7);
  expect([ask(asked, 'commit', two, inside), ask(asked, 'commit', one, inside)]).toEqual([10, 9]);
});

test('the recorded transaction shows with the first statement that tells it from others', () => {
  const asked = matcherOf(twins);
  const [one, two] = [startPlace(), startPlace()];
  expect([ask(asked, 'begin', one), ask(asked, 'lock', one, inside)]).toEqual([1, 3]);
  expect(ask(asked, 'insert 8', one, inside)).toBe(6);
  expect(ask(asked, 'last id', one, inside)).toBe(7);
  expect(ask(asked, 'commit', one, inside)).toBe(10);
  expect([ask(asked, 'begin', two), ask(asked, 'lock', two, inside)]).toEqual([1, 3]);
  expect(ask(asked, 'insert 7', two, inside)).toBe(5);
  expect(ask(asked, 'last id', two, inside)).toBe(8);
  expect(ask(asked, 'commit', two, inside)).toBe(9);
  expect(asked.playedCount).toBe(10);
});

test('two connections exchange their transactions while these are still alike', () => {
  const asked = matcherOf(twins);
  const [one, two] = [startPlace(), startPlace()];
  expect([ask(asked, 'begin', one), ask(asked, 'begin', two)]).toEqual([1, 2]);
  expect([ask(asked, 'lock', one, inside), ask(asked, 'insert 8', one, inside)]).toEqual([3, 6]);
  expect([ask(asked, 'lock', two, inside), ask(asked, 'insert 7', two, inside)]).toEqual([3, 5]);
  expect([ask(asked, 'last id', one, inside), ask(asked, 'last id', two, inside)]).toEqual([7, 8]);
  expect([ask(asked, 'commit', one, inside), ask(asked, 'commit', two, inside)]).toEqual([10, 9]);
  expect(asked.playedCount).toBe(10);
});

test('in a transaction a read comes again until a write, and a write that was not asked is not skipped', () => {
  const recorded: Recorded[] = [
    { fingerprint: 'begin' },
    { fingerprint: 'count', transaction: 1, sql: 'SELECT 1' },
    { fingerprint: 'insert', transaction: 1 },
    { fingerprint: 'count', transaction: 1, sql: 'SELECT 1' },
  ];
  const asked = matcherOf(recorded);
  const place = startPlace();
  const count = () => ask(asked, 'count', place, { ...inside, ...read });
  expect([ask(asked, 'begin', place), count(), count()]).toEqual([1, 2, 2]);
  expect([ask(asked, 'insert', place, inside), count(), count()]).toEqual([3, 4, 4]);
  const other = startPlace();
  const fresh = matcherOf(recorded);
  expect([ask(fresh, 'begin', other), ask(fresh, 'insert', other, inside)]).toEqual([1, 3]);
  expect(ask(fresh, 'count', other, { ...inside, ...read })).toBe(4);
});

test('sequence: a connection follows one session to the letter', () => {
  const recorded = [
    { fingerprint: 'a', session: 1 },
    { fingerprint: 'c', session: 2 },
    { fingerprint: 'b', session: 1 },
    { fingerprint: 'a', session: 2 },
  ];
  const asked = matcherOf(recorded, { strategy: 'sequence' });
  const [one, two] = [startPlace(), startPlace()];
  expect([ask(asked, 'c', one), ask(asked, 'a', one)]).toEqual([2, 4]);
  expect(ask(asked, 'a', two)).toBe(1);
  expect(ask(asked, 'a', two)).toBe('exhausted');
  expect(ask(asked, 'b', two)).toBe(3);
  expect(ask(asked, 'a', startPlace())).toBe('exhausted');
});

test('any: answers come in the order of the recording, whoever asks', () => {
  const recorded = [{ fingerprint: 'a' }, { fingerprint: 'b' }, { fingerprint: 'a' }];
  const asked = matcherOf(recorded, { strategy: 'any', exhausted: 'repeat-last' });
  const place = startPlace();
  expect(['b', 'a', 'a', 'a', 'b'].map((one) => ask(asked, one, place))).toEqual([2, 1, 3, 3, 2]);
});

test('a transaction goes on past the commands that are answered beside it', () => {
  const option = { fingerprint: 'several statements', command: 'COM_SET_OPTION' };
  const asked = matcher(
    option, // 1
    { fingerprint: 'begin' }, // 2
    { ...option, transaction: 2 }, // 3
    { fingerprint: 'insert', transaction: 2 }, // 4
    { fingerprint: 'rollback', transaction: 2 }, // 5
    { fingerprint: 'begin' }, // 6
    { fingerprint: 'insert', transaction: 6 }, // 7
    { fingerprint: 'rollback', transaction: 6 }, // 8
  );
  const place = startPlace();
  const beside: Options = { ...inside, isTransactional: false };
  expect(ask(asked, 'several statements', place)).toBe(1);
  expect([ask(asked, 'begin', place), ask(asked, 'several statements', place, beside)]).toEqual([2, 3]);
  expect([ask(asked, 'insert', place, inside), ask(asked, 'rollback', place, inside)]).toEqual([4, 5]);
  expect([ask(asked, 'begin', place), ask(asked, 'insert', place, inside)]).toEqual([6, 7]);
});

test('one transaction more than were recorded begins and ends, and what it holds is a miss', () => {
  const control: Options = { repeat: 'control' };
  const asked = matcher(
    { fingerprint: 'begin' },
    { fingerprint: 'insert', transaction: 1 },
    { fingerprint: 'commit', transaction: 1 },
    { fingerprint: 'begin', session: 2 },
    { fingerprint: 'commit', session: 2, transaction: 4 },
  );
  const [open, other, more] = [startPlace(), startPlace(), startPlace()];
  expect(ask(asked, 'begin', open, control)).toBe(1);
  expect(ask(asked, 'begin', other, control)).toBe(4);
  expect(ask(asked, 'begin', more, control)).toBe(4);
  expect(ask(asked, 'insert', more, inside)).toBe('out of order');
  expect(ask(asked, 'commit', more, { ...inside, ...control })).toBe(5);
  // that of a recorded transaction stands where it was recorded
  expect(ask(asked, 'insert', open, inside)).toBe(2);
  expect(ask(asked, 'commit', open, { ...inside, ...control })).toBe(3);
  expect(ask(asked, 'commit', other, { ...inside, ...control })).toBe(5);
});

test('a transaction that held nothing ends, and the recorded one that it had begun as is another’s', () => {
  const asked = matcher(
    { fingerprint: 'begin' },
    { fingerprint: 'commit', transaction: 1 },
    { fingerprint: 'begin', session: 2 },
    { fingerprint: 'insert', session: 2, transaction: 3 },
    { fingerprint: 'commit', session: 2, transaction: 3 },
  );
  const control: Options = { repeat: 'control' };
  const [first, second, third] = [startPlace(), startPlace(), startPlace()];
  for (const [place, begin] of [
    [first, 1],
    [second, 3],
  ] as const) {
    expect(ask(asked, 'begin', place, control)).toBe(begin);
    expect(ask(asked, 'commit', place, { ...inside, ...control })).toBe(begin === 1 ? 2 : 5);
  }
  const rest = [ask(asked, 'begin', third, control), ask(asked, 'insert', third, inside)];
  expect([...rest, ask(asked, 'commit', third, { ...inside, ...control })]).toEqual([3, 4, 5]);
});

test('a transaction that held something does not end as another did', () => {
  const asked = matcher(
    { fingerprint: 'begin' },
    { fingerprint: 'insert', transaction: 1 },
    { fingerprint: 'update', transaction: 1 },
    { fingerprint: 'rollback', transaction: 1 },
  );
  const place = startPlace();
  expect(ask(asked, 'begin', place, { repeat: 'control' })).toBe(1);
  expect(ask(asked, 'insert', place, inside)).toBe(2);
  expect(ask(asked, 'rollback', place, { ...inside, repeat: 'control' })).toBe('out of order');
});
