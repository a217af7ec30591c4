import { expect, test } from 'vitest';
import { RULES, STATE_RULES } from '../../../src/identity/identity-rules.ts';
import {
  formatOwnRules,
  hasOurRules,
  hasOutdatedStates,
  isKnownVersion,
  ownRulesText,
  parseOwnRules,
  rulesOf,
} from '../../../src/identity/recorded-rules.ts';

const recording = (rules: string | null, own?: string) => ({
  path: 'a.db',
  meta: new Map([
    ...(rules === null ? [] : [['fingerprint_rules', rules] as const]),
    ...(own === undefined ? [] : [['identity_rules', own] as const]),
  ]),
});

test('a recording of our rules has none of its own, or those that it keeps', () => {
  expect(hasOurRules(recording(RULES))).toBe(true);
  expect(rulesOf(recording(RULES))).toBeNull();
  const text = JSON.stringify([{ name: 'hints', ignore: 'comments' }]);
  const kept = rulesOf(recording(RULES, text));
  expect(formatOwnRules(kept)).toBe(text);
  expect(ownRulesText(recording(RULES, text))).toBe(text);
  expect(formatOwnRules(null)).toBe('');
});

test.each([
  ['sql-1', 'bring it up to date: mock merge a.db'],
  [null, 'the identity rules none'],
  ['sql-999', 'update mysql-replay'],
])('a recording of the rules %s is refused', (rules, said) => {
  expect(() => rulesOf(recording(rules))).toThrow(said);
  expect(isKnownVersion(rules ?? '')).toBe(rules === 'sql-1');
});

test.each(['{}', '[1]', '[', '[{"name":"a","ignore":"everything"}]'])('own rules %s are not known here', (text) => {
  expect(() => parseOwnRules(text, 'a.db')).toThrow('a.db has identity rules that this mock does not know');
});

test('states are outdated where older words are among them', () => {
  const states = (version: string, ...words: string[]) => ({
    meta: new Map([['state_rules', version]]),
    stateWords: (id: number) => words[id - 1] ?? '',
    firstSession: () => undefined,
  });
  expect(hasOutdatedStates(states(STATE_RULES, 'a=1 @x=1'))).toBe(false);
  expect(hasOutdatedStates(states('state-2', 'autocommit=1 user=app'))).toBe(false);
  expect(hasOutdatedStates(states('state-2', 'autocommit=1 user=app', 'autocommit=1 @x=1'))).toBe(true);
});
