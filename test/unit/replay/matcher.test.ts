import { expect, test } from 'vitest';
import type { RecordedExchange, RecordingReader } from '../../../src/domain/recording.ts';
import { Matcher, type Place, type Repeat } from '../../../src/replay/matcher.ts';

interface Recorded {
  readonly fingerprint: string;
  readonly session?: number;
  readonly response?: number;
}

/** A recording of these exchanges, with ids from 1. */
function matcherOf(...recorded: Recorded[]): Matcher {
  const exchanges = recorded.map(({ fingerprint, session = 1, response }, n) => ({
    fingerprint,
    exchange: {
      id: n + 1,
      session,
      ordinal: n + 1,
      command: 'COM_QUERY',
      database: '',
      responseId: response ?? n + 1,
      prepareExchange: null,
      gap: null,
    } satisfies RecordedExchange,
  }));
  const reader: Pick<RecordingReader, 'byFingerprintAfter'> = {
    byFingerprintAfter: (fingerprint, after, limit) =>
      exchanges
        .filter((one) => one.fingerprint === fingerprint && one.exchange.id > after)
        .slice(0, limit)
        .map(({ exchange }) => exchange),
  };
  return new Matcher(reader);
}

function ask(matcher: Matcher, fingerprint: string, place: Place, options: { bound?: boolean; repeat?: Repeat } = {}) {
  const { bound = false, repeat = 'never' } = options;
  const match = matcher.match({ fingerprint, place, isSessionBound: bound, repeat });
  return match.kind === 'played' ? match.exchange.id : match.reason;
}

const start = (): Place => ({ exchange: 0, session: 0 });

test('a SELECT before and after an INSERT gets the two different answers', () => {
  const matcher = matcherOf({ fingerprint: 'select' }, { fingerprint: 'insert' }, { fingerprint: 'select' });
  const place = start();
  expect(['select', 'insert', 'select'].map((one) => ask(matcher, one, place))).toEqual([1, 2, 3]);
  expect(matcher.playedCount).toBe(3);
});

test('so it does on another connection of a pool', () => {
  const matcher = matcherOf({ fingerprint: 'select' }, { fingerprint: 'insert' }, { fingerprint: 'select' });
  expect(ask(matcher, 'select', start())).toBe(1);
  expect(ask(matcher, 'insert', start())).toBe(2);
  expect(ask(matcher, 'select', start())).toBe(3);
});

test('a connection goes on behind its place, and back to what was left only then', () => {
  const matcher = matcherOf({ fingerprint: 'a' }, { fingerprint: 'b' }, { fingerprint: 'a' });
  const place = start();
  expect(ask(matcher, 'b', place)).toBe(2);
  expect(ask(matcher, 'a', place)).toBe(3);
  expect(ask(matcher, 'a', place)).toBe(1);
});

test('what depends on the connection is answered from the session that it follows', () => {
  const matcher = matcherOf(
    { fingerprint: 'insert', session: 1 },
    { fingerprint: 'insert', session: 2 },
    { fingerprint: 'last id', session: 1 },
    { fingerprint: 'last id', session: 2 },
  );
  const [one, two] = [start(), start()];
  expect([ask(matcher, 'insert', one), ask(matcher, 'insert', two)]).toEqual([1, 2]);
  expect(ask(matcher, 'last id', two, { bound: true })).toBe(4);
  expect(ask(matcher, 'last id', one, { bound: true })).toBe(3);
});

test('what was never recorded is unknown, and what is used up is exhausted', () => {
  const matcher = matcherOf({ fingerprint: 'insert' });
  const place = start();
  expect(ask(matcher, 'delete', place)).toBe('unknown');
  expect(ask(matcher, 'insert', place)).toBe(1);
  expect(ask(matcher, 'insert', place)).toBe('exhausted');
});

test('a read that always had one answer may be asked more often than it was recorded', () => {
  const same = matcherOf({ fingerprint: 'read', response: 5 }, { fingerprint: 'read', response: 5 });
  const place = start();
  expect([1, 2, 3, 4].map(() => ask(same, 'read', place, { repeat: 'same' }))).toEqual([1, 2, 2, 2]);
  expect(same.playedCount).toBe(2);
});

test('a read that had two answers may not', () => {
  const matcher = matcherOf({ fingerprint: 'read', response: 5 }, { fingerprint: 'read', response: 6 });
  const place = start();
  expect([1, 2, 3].map(() => ask(matcher, 'read', place, { repeat: 'same' }))).toEqual([1, 2, 'exhausted']);
});

test('a prepare may be repeated, although each had a statement id of its own', () => {
  const matcher = matcherOf({ fingerprint: 'prepare', response: 5 }, { fingerprint: 'prepare', response: 6 });
  const place = start();
  expect([1, 2, 3].map(() => ask(matcher, 'prepare', place, { repeat: 'last' }))).toEqual([1, 2, 2]);
});

test('thousands of answers to one statement are played in order, each once', () => {
  const matcher = matcherOf(...Array.from({ length: 2000 }, () => ({ fingerprint: 'begin' })));
  const place = start();
  expect(Array.from({ length: 2000 }, () => ask(matcher, 'begin', place))).toEqual(
    Array.from({ length: 2000 }, (_, n) => n + 1),
  );
  expect(ask(matcher, 'begin', place)).toBe('exhausted');
});
