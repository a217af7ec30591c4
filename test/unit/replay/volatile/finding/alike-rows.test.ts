import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedExchange } from '../../../../../src/core/recording.ts';
import {
  askingLike,
  choiceAmongAlike,
  isAdding,
  likeliestFirst,
} from '../../../../../src/replay/volatile/finding/alike-rows.ts';

const command = (sql: string | null) => ({ sql: sql === null ? null : Buffer.from(sql), dialect: {} }) as Command;
const exchange = (id: number) => ({ id, fingerprint: 'f' }) as RecordedExchange;

test('what adds rows is looked at, behind a comment as well', () => {
  const asked = ['INSERT INTO t VALUES (1)', '/* a */ insert into t values (1)', 'SELECT 1', 'INSTALL PLUGIN a', null];
  expect(asked.map((sql) => isAdding(command(sql)))).toEqual([true, true, false, false, false]);
});

test('of rows that are alike those are tried that were recorded the last before what is missed', () => {
  const found = { kind: 'found', exchange: exchange(2), response: null, how: 'next' } as const;
  const mark = { of: {}, length: 0, changes: 0, places: new Map() };
  expect(choiceAmongAlike(found, mark, 0, null)).toBe(null);
  const choice = choiceAmongAlike({ ...found, alike: () => [2, 7, 12] }, mark, 0, null);
  expect(choice?.chosen).toBe(2);
  expect(choice?.candidates([9, 14, 13, 1])).toEqual([7, 12]);
  const atAnyTime = choiceAmongAlike({ ...found, alike: () => [2, 7] }, mark, 0, () => [2, 7, 12]);
  expect(atAnyTime?.candidates([14, 9])).toEqual([12, 7]);
});

test('others that ask the same come behind the nearest, each once', () => {
  const nearest = () => [{ exchange: 5 } as never];
  const reader = { byFingerprintAfter: () => [3, 9].map(exchange), nearest };
  expect(askingLike(command('SELECT 1'), exchange(9), { id: 0 }, reader)).toEqual([9, 3]);
  expect(askingLike(command('SELECT 1'), null, { id: 0 }, reader)).toEqual([5]);
  expect(askingLike(command(null), null, { id: 0 }, reader)).toEqual([]);
});

test('candidates that were recorded the last before what is missed come first, and none is left out', () => {
  expect(likeliestFirst([2, 7, 12, 20], [14, 9, 1])).toEqual([12, 7, 2, 20]);
  expect(likeliestFirst([2, 7], [])).toEqual([2, 7]);
});
