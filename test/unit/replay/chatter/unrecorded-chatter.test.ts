// Whether a command that found no answer is chatter that may be answered all the same.

import { expect, test } from 'vitest';
import { unrecordedChatter } from '../../../../src/replay/chatter/unrecorded-chatter.ts';
import type { MissReason } from '../../../../src/replay/misses/misses.ts';
import { ClientView } from '../../../../src/replay/session/client-view.ts';
import { queryOf } from '../../../support/decoded-command.ts';
import { Playback, recordingOf, said } from '../../../support/playback.ts';

function chatter(
  sql: string,
  reason: MissReason,
  recorded: readonly (readonly string[])[] = [said('SELECT 1', 'ok')],
  options = {},
) {
  const { context } = new Playback(recordingOf(recorded), options);
  const view = new ClientView();
  view.recordedVersion = '9.7.0';
  return unrecordedChatter(queryOf(sql, 'shop'), reason, context, view)?.kind;
}

test('what drivers and pools say by themselves, and nothing that asks for data', () => {
  expect(['SET NAMES utf8mb4', 'COMMIT', 'SELECT a FROM t'].map((sql) => chatter(sql, 'unknown'))).toEqual([
    'ok',
    'ok',
    undefined,
  ]);
});

test('to the letter there is none', () => {
  expect(chatter('SET NAMES utf8mb4', 'unknown', undefined, { strategy: 'sequence' })).toBeUndefined();
});

test('what all answers were given of is asked too often, but for the end of a transaction', () => {
  expect(['SET NAMES utf8mb4', 'COMMIT', 'ROLLBACK'].map((sql) => chatter(sql, 'exhausted'))).toEqual([
    undefined,
    'ok',
    'ok',
  ]);
});

test('what the server refused in another state it might refuse in this one', () => {
  const refused = said("SET sql_mode = 'ODD'", { code: 1231, message: 'no such mode' });
  expect(chatter("SET sql_mode = 'ODD'", 'other state', [refused])).toBeUndefined();
  expect(chatter("SET sql_mode = 'ODD'", 'other state', [said("SET sql_mode = 'ODD'")])).toBe('ok');
});
