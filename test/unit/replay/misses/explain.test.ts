import { expect, test } from 'vitest';
import type { DataUse } from '../../../../src/core/data-use.ts';
import type { RecordedExchange } from '../../../../src/core/recording.ts';
import type { Found } from '../../../../src/replay/matching/find-answer.ts';
import { describeCommand, explainFound } from '../../../../src/replay/misses/explain.ts';
import { commandOf, queryOf } from '../../../support/decoded-command.ts';

function found(changes: object = {}, transaction: number | null = null): Found {
  const exchange = { id: 7, session: 2, transaction } as RecordedExchange;
  return { kind: 'found', exchange, response: null, how: 'next', ...changes };
}

test('which exchange answers, and why', () => {
  expect(explainFound('q', found(), 'any')).toBe('exchange 7 (session 2) answers: q (the first that was not played)');
  expect(explainFound('q', found({ how: 'again' }, 5), 'any')).toBe(
    'exchange 7 (session 2, in the transaction begun by 5) answers: q (given again)',
  );
});

test('a doubt is told, and tables that cannot be told', () => {
  expect(explainFound('q', found({ doubt: 'overlapped' }), 'data')).toMatch(
    /; not certain: a write ran at the same time/,
  );
  expect(explainFound('q', found({ doubt: null }), 'data')).not.toContain('not certain');
  const all = (use: object) => explainFound('q', found(), 'data', use as DataUse);
  expect(all({ reads: 'all', writes: 'all' })).toContain('; which tables it writes cannot be told');
  expect(all({ reads: 'all', writes: [] })).toContain('; which tables it reads cannot be told');
  expect(all({ reads: [], writes: [] })).not.toContain('cannot be told');
});

test('a miss is logged as one, and housekeeping needs no recording', () => {
  expect(explainFound('q', { kind: 'miss' } as Found, 'data')).toBeNull();
  expect(explainFound('q', { kind: 'housekeeping' }, 'data')).toBe('answered without the recording: q');
});

test('a command is told in one line of bounded length, its secrets masked', () => {
  expect(describeCommand(queryOf('  SELECT\n  1  '))).toBe('COM_QUERY SELECT 1');
  expect(describeCommand(commandOf(Buffer.of(0x0e)))).toBe('COM_PING');
  expect(describeCommand(queryOf(`SELECT '${'a'.repeat(200)}'`))).toMatch(/^COM_QUERY .{119}…$/);
  expect(describeCommand(queryOf("SET PASSWORD = 'tiger'"))).not.toContain('tiger');
});
