// Which recorded exchanges answer a statement that nobody asks.

import { expect, test } from 'vitest';
import { matchOffline, type OfflineQuestion } from '../../../../src/replay/offline/match-offline.ts';
import { recordingOf, said } from '../../../support/playback.ts';

const PREPARE = [
  'COM_STMT_PREPARE',
  '| SELECT a FROM t WHERE b = ?',
  '=>',
  'prepared 7 parameters 1 columns 1 warnings 0',
];
const PREPARED = [...PREPARE, 'parameters columns-1 eof 0x0002', 'columns columns-1 eof 0x0002'];
const EXECUTE = [
  'COM_STMT_EXECUTE',
  'statement 7',
  "parameter VAR_STRING 'x'",
  '=>',
  'columns columns-1 eof 0x0002',
  '| a |',
  'end status 0x0002',
];
const reader = () =>
  recordingOf([
    said('SELECT a FROM t', [['1']]),
    said('DELETE FROM t'),
    said('SELECT a FROM t', [['2']]),
    PREPARED,
    EXECUTE,
  ]);

const ask = (sql: string, changes: Partial<OfflineQuestion> = {}, scope = 0) =>
  matchOffline(reader(), { sql, parameters: null, database: null, scope: '', ...changes }, scope);
const text = (value: string) => [{ kind: 'text', value: Buffer.from(value) } as const];

test('all exchanges of the statement, in the order of the recording, whatever its writing', () => {
  const answer = ask('select  a  from t');
  expect(answer).toMatchObject({ kind: 'found', database: 'shop', isOtherProtocol: false });
  expect(answer.kind === 'found' && answer.exchanges.map(({ id }) => id)).toEqual([1, 3]);
});

test('bound values count, and which they may be is tried one after another', () => {
  const sql = 'SELECT a FROM t WHERE b = ?';
  expect(ask(sql, { parameters: [text('x')] })).toMatchObject({ kind: 'found', exchanges: [{ id: 5 }] });
  expect(ask(sql, { parameters: [[{ kind: 'int', value: 1n }], text('x')] })).toMatchObject({ kind: 'found' });
  expect(ask(sql, { parameters: [text('y')] })).toMatchObject({ kind: 'miss' });
});

test('as text what was prepared, and said to be so', () => {
  const answer = ask("SELECT a FROM t WHERE b = 'x'");
  expect(answer).toMatchObject({ kind: 'found', isOtherProtocol: true });
});

test('another database is another question; another scope, too', () => {
  expect(ask('SELECT a FROM t', { database: 'other' })).toMatchObject({ kind: 'miss' });
  expect(ask('SELECT a FROM t', { database: 'shop' })).toMatchObject({ kind: 'found' });
  expect(ask('SELECT a FROM t', {}, 7)).toMatchObject({ kind: 'miss' });
});

test('a miss names what is most alike, as a replay does', () => {
  const answer = ask('SELECT b FROM t', { scope: 'cart' });
  expect(answer).toMatchObject({
    kind: 'miss',
    miss: {
      reason: 'unknown',
      connection: null,
      sql: 'SELECT b FROM t',
      scope: 'cart',
      nearest: { sql: 'SELECT a FROM t' },
    },
  });
});
