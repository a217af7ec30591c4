import { expect, test } from 'vitest';
import type { RecordingReader } from '../../../../src/core/recording.ts';
import { Matcher } from '../../../../src/replay/matching/matcher.ts';
import { Scopes } from '../../../../src/replay/matching/scopes.ts';
import { recordingOf } from '../../../support/recorded-exchanges.ts';

function scopesOf(...names: readonly string[]): Scopes {
  const all = ['', ...names];
  const reader = {
    scopeId: (name: string) => (all.includes(name) ? all.indexOf(name) : null),
    scopeNames: () => names,
    firstSession: () => undefined,
  } as unknown as RecordingReader;
  const options = { reader: recordingOf([]), strategy: 'ordered', exhausted: null, isSameAnswer: () => true } as const;
  return new Scopes(reader, (scope) => new Matcher({ ...options, scope }));
}

test('who names no scope is in the one that was begun, else in the unnamed one; who names one is in that', () => {
  const scopes = scopesOf('a', 'b');
  expect(scopes.asked('')?.name).toBe('');
  expect(scopes.begin('a')).toBe(true);
  expect([scopes.asked('')?.name, scopes.asked('b')?.name, scopes.asked('c')]).toEqual(['a', 'b', undefined]);
  expect([scopes.end('b'), scopes.end(''), scopes.current.name]).toEqual([false, false, 'a']);
  expect([scopes.end('a'), scopes.current.name]).toEqual([true, '']);
  expect([scopes.end('a'), scopes.begin('c'), scopes.restart('c'), scopes.current.name]).toEqual([
    false,
    false,
    false,
    '',
  ]);
});

test('a scope is one for all that ask for it, and only those that were entered are told', () => {
  const scopes = scopesOf('a', 'b');
  const a = scopes.named('a');
  expect(scopes.named('a')).toBe(a);
  expect(scopes.entered.map(({ name, id }) => [name, id])).toEqual([['a', 1]]);
  if (a !== undefined) a.statements = 3;
  expect([scopes.statementsIn('a'), scopes.statementsIn('b'), scopes.hasPlayed('b', 1)]).toEqual([3, 0, false]);
});

test('a reset leaves nothing played and nothing begun', () => {
  const scopes = scopesOf('a');
  scopes.begin('a');
  scopes.current.matcher.played.add(1);
  scopes.current.statements = 2;
  expect(scopes.hasPlayed('a', 1)).toBe(true);
  scopes.reset();
  expect([scopes.hasPlayed('a', 1), scopes.statementsIn('a'), scopes.current.name]).toEqual([false, 0, '']);
});

test('a wrong name is told the three most alike', () => {
  const scopes = scopesOf('checkout', 'login', 'checkout 2', 'chekout', 'x');
  expect(scopes.nearest('chekcout')).toEqual(['chekout', 'checkout', 'checkout 2']);
  expect(scopesOf().nearest('a')).toEqual([]);
});
