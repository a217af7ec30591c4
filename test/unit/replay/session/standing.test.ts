// Where a connection stands: in a scope, at a place of its own, from its beginning wherever it goes to another.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordingReader } from '../../../../src/core/recording.ts';
import { Matcher } from '../../../../src/replay/matching/matcher.ts';
import { Scopes } from '../../../../src/replay/matching/scopes.ts';
import type { ReplayContext } from '../../../../src/replay/session/replay-context.ts';
import { Standing } from '../../../../src/replay/session/standing.ts';
import { recordingOf } from '../../../support/recorded-exchanges.ts';

function runOf(...names: readonly string[]) {
  const reader: Partial<RecordingReader> = {
    scopeId: (name) => (name === '' ? 0 : names.includes(name) ? names.indexOf(name) + 1 : null),
    scopeNames: () => names,
    firstSession: () => undefined,
  };
  const matcherOf = (scope: number) =>
    new Matcher({ reader: recordingOf([]), scope, strategy: 'ordered', exhausted: null, isSameAnswer: () => false });
  const scopes = new Scopes(reader as RecordingReader, matcherOf);
  const run = {
    scopes,
    get unnamedScope() {
      return scopes.current;
    },
  };
  return { scopes, standing: new Standing(run as Partial<ReplayContext> as ReplayContext) };
}

test('a statement takes the client to a scope that there is, at its beginning; else it stays where it is', () => {
  const { standing } = runOf('a');
  const first = standing.place;
  expect(standing.goTo('b')).toBe(false);
  expect([standing.scope.name, standing.place === first]).toEqual(['', true]);
  expect(standing.goTo('a')).toBe(true);
  expect([standing.scope.name, standing.place === first]).toEqual(['a', false]);
});

test('a scope that it is in already goes on', () => {
  const { standing } = runOf('a');
  standing.goTo('a');
  const { place } = standing;
  standing.goTo('a');
  expect(standing.place).toBe(place);
});

test('a connection that names no scope follows the one that is begun; one that names its own does not', () => {
  const { scopes, standing } = runOf('a', 'b');
  scopes.begin('a');
  standing.follow();
  expect(standing.scope.name).toBe('a');
  standing.goTo('b');
  scopes.begin('a');
  standing.follow();
  expect(standing.scope.name).toBe('b');
});

test('a place is known to its scope’s matcher alone, and to none when the client has left', () => {
  const { scopes, standing } = runOf('a');
  const [unnamed, a] = [scopes.named('')?.matcher, scopes.named('a')?.matcher];
  standing.begin(scopes.current, standing.place);
  standing.goTo('a');
  expect([unnamed?.places.size, a?.places.has(standing.place)]).toEqual([0, true]);
  standing.leave();
  expect(a?.places.size).toBe(0);
});

test('a miss names the last five that were played', () => {
  const { standing } = runOf();
  for (let id = 1; id <= 7; id++) standing.notePlayed({ id } as RecordedExchange);
  expect(standing.before).toEqual([3, 4, 5, 6, 7]);
});
