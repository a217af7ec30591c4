import { expect, test } from 'vitest';
import { NO_FACTS } from '../../../../src/core/command.ts';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import { SessionState } from '../../../../src/mysql/session/session-state.ts';
import { type Kill, killedOneself, killOf, unknownThread } from '../../../../src/replay/session/kills.ts';

const query = (sql: string) =>
  new SessionState({ capabilities: 0n, user: '', database: '', charset: 45, status: 2 }).decode(
    Buffer.from(`\x03${sql}`),
  );

test.each<[string, Kill | null]>([
  ['KILL 5', { connectionId: 5, isQuery: false }],
  ['kill connection 4294967295', { connectionId: 4294967295, isQuery: false }],
  ['  KILL  QUERY 7 ; ', { connectionId: 7, isQuery: true }],
  ['KILL HARD QUERY 7', { connectionId: 7, isQuery: true }],
  ['KILL SOFT 7', { connectionId: 7, isQuery: false }],
  ['KILL CONNECTION_ID()', null],
  ['KILL QUERY ID 7', null],
  ['SELECT 5', null],
])('%s', (sql, kill) => {
  expect(killOf(query(sql))).toEqual(kill);
});

test.each<[string, string, Kill | null]>([
  ['SET @v = 7', 'KILL QUERY @v', { connectionId: 7, isQuery: true }],
  ['SET @V = 7', 'KILL @`v`', { connectionId: 7, isQuery: false }],
  ['SET @v = CONNECTION_ID()', 'KILL @v', null],
  ["SET @v = '7'", 'KILL @v', null],
  ['SELECT 1', 'KILL @v', { connectionId: 0, isQuery: false }],
  ['CALL p()', 'KILL @v', null],
])('behind %s, %s', (before, sql, kill) => {
  const state = new SessionState({ capabilities: 0n, user: '', database: '', charset: 45, status: 2 });
  const asked = state.decode(Buffer.from(`\x03${before}`));
  state.apply(asked, { ...NO_FACTS, outcome: 'ok' }, null);
  expect(killOf(state.decode(Buffer.from(`\x03${sql}`)))).toEqual(kill);
});

test('COM_PROCESS_KILL has the id in four bytes', () => {
  const command = new SessionState({ capabilities: 0n, user: '', database: '', charset: 45, status: 2 }).decode(
    Buffer.from('0c01020000', 'hex'),
  );
  expect(killOf(command)).toEqual({ connectionId: 0x201, isQuery: false });
});

test('the words are those of the servers', () => {
  const kill = { connectionId: 5, isQuery: false };
  expect(unknownThread(kill).message.toString()).toBe('Unknown thread id: 5');
  expect(killedOneself(kill, flavourOf('10.11.6-MariaDB'))).toMatchObject({ code: 1927, sqlState: '70100' });
  expect(killedOneself(kill, flavourOf('9.7.0'))).toMatchObject({ code: 1317, sqlState: '70100' });
});
