// Which recorded messages of the X Protocol answer a statement.

import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../../src/core/command.ts';
import { frameMessage } from '../../../../src/mysqlx/codec/framing.ts';
import { ClientMessage, ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { StmtExecute } from '../../../../src/mysqlx/messages/messages.ts';
import { matchOffline } from '../../../../src/replay/offline/match-offline.ts';
import { matchXOffline } from '../../../../src/replay/offline/match-x-offline.ts';
import { opened } from '../../../support/edited-recording.ts';
import { integerValue, textValue } from '../../../support/x-client.ts';
import { xGoldenExchanges } from '../../../support/x-golden.ts';
import { type XSaid, xRecordingOf, xSaid } from '../../../support/x-recording.ts';

const DONE = frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK);
const bound = (stmt: string, ...args: ReturnType<typeof textValue>[]): XSaid => {
  const payload = StmtExecute.encode({ stmt: Buffer.from(stmt), args });
  return { type: ClientMessage.SQL_STMT_EXECUTE, payload, answer: DONE };
};
const SAID = [
  xSaid('SELECT 1', DONE),
  bound('SELECT ?', integerValue(5)),
  bound('SELECT ?', textValue('a')),
  xSaid('SELECT 1', DONE),
];

const ids = (
  said: readonly XSaid[],
  sql: string,
  parameters: readonly (readonly ParameterValue[])[] = [[]],
  database = 'shop',
) => matchXOffline(opened(xRecordingOf(said)), { sql, parameters, database, scope: 0 }).map(({ id }) => id);

test('a statement without arguments, every time that it was asked', () => {
  expect(ids(SAID, 'select  1')).toEqual([1, 4]);
  expect(ids(SAID, 'SELECT 2')).toEqual([]);
  expect(ids(SAID, 'SELECT 1', [[]], 'other')).toEqual([]);
});

test.each<[string, ParameterValue, number[]]>([
  ['a whole number, signed or not', { kind: 'int', value: 5n }, [2]],
  ['another', { kind: 'int', value: 6n }, []],
  ['a text', { kind: 'text', value: Buffer.from('a') }, [3]],
  ['a text as bytes is another value', { kind: 'blob', value: Buffer.from('a') }, []],
  ['nothing', { kind: 'null' }, []],
])('%s', (_what, value, expected) => {
  expect(ids(SAID, 'SELECT ?', [[value]])).toEqual(expected);
});

test('the first of the ways to bind them that was recorded', () => {
  expect(ids(SAID, 'SELECT ?', [[{ kind: 'double', value: 5 }], [{ kind: 'int', value: 5n }]])).toEqual([2]);
});

test('an operation as the recording shows it', () => {
  const crud = xGoldenExchanges('crud').map(({ message, answer }) => ({ ...message, answer }));
  const reader = opened(xRecordingOf(crud));
  const sql = 'xprobe.c.modify().set("a", 2)';
  const update = [...reader.listExchanges()].find((each) => each.sql === sql);
  expect(update?.command).toBe('Crud.Update');
  const asked = { parameters: [[]], database: 'shop', scope: 0 };
  expect(matchXOffline(reader, { ...asked, sql })).toMatchObject([{ id: update?.id }]);
  expect(matchXOffline(reader, { ...asked, sql: sql.replace('2', '3') })).toEqual([]);
});

test('so `mock match` finds it, behind what was asked by the classic protocol', () => {
  const reader = opened(xRecordingOf(SAID));
  const question = { sql: 'SELECT 1', parameters: null, database: null, scope: '' };
  expect(matchOffline(reader, question, 0)).toMatchObject({ kind: 'found', database: 'shop', isOtherProtocol: false });
});
