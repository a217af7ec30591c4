import { expect, test } from 'vitest';
import { differenceOfStates, differencesOfStates } from '../../../src/identity/explain-state.ts';

const STATE = "autocommit=1 user=app sql_mode='ANSI QUOTES' charset=utf8mb4";

test('equal states do not differ', () => {
  expect(differencesOfStates(STATE, STATE)).toEqual([]);
  expect(differenceOfStates(STATE, STATE)).toBeNull();
});

test('each word that differs, with what the other side has, values with spaces whole', () => {
  const other = "autocommit=0 user=app sql_mode='ANSI' charset=utf8mb4 last_insert_id=7";
  expect(differencesOfStates(STATE, other)).toEqual([
    { name: 'autocommit', asked: '1', recorded: '0' },
    { name: 'sql_mode', asked: "'ANSI QUOTES'", recorded: "'ANSI'" },
    { name: 'last_insert_id', asked: null, recorded: '7' },
  ]);
});

test('one line for people, however long a value is', () => {
  expect(differenceOfStates('@a=1', '')).toBe('@a differs: asked with 1, recorded with nothing set');
  expect(differenceOfStates(`@a='${'x'.repeat(100)}'`, '@a=1')).toMatch(
    /^@a differs: asked with 'x{59}…, recorded with 1$/,
  );
});
