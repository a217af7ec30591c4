// What drivers ask by themselves is answered from the recorded server's variables, or not at all.

import { afterAll, expect, test } from 'vitest';
import { type Command, NO_CONTEXT } from '../../../../src/core/command.ts';
import { decodeTextResult } from '../../../../src/mysql/codec/text-result.ts';
import { payloads } from '../../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { answerChatter } from '../../../../src/replay/chatter/chatter.ts';
import { ServerVariables } from '../../../../src/replay/chatter/server-variables.ts';
import { openRecording } from '../../../../src/store/reading/reader.ts';

const reader = openRecording(new URL('../../../../recordings/sample-mysql-9.7.db', import.meta.url).pathname);
afterAll(() => reader.close());
const capabilities = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const serverVersion = reader.firstSession()?.facts.serverVersion ?? '';
const context = {
  variables: new ServerVariables(reader),
  collation: 255,
  flavour: flavourOf(serverVersion),
  ...{ serverVersion, capabilities, status: Status.AUTOCOMMIT, loginStatus: Status.AUTOCOMMIT },
};

function answer(
  text: string,
  code: number = CommandCode.COM_QUERY,
  given = new Map<string, string>(),
  as = context,
  all = '',
) {
  const sql = Buffer.from(text);
  const command: Command = {
    ...{ code, name: '', payload: Buffer.alloc(10), sql, parameters: null, statement: null, database: 'shop' },
    dialect: { charset: null, noBackslashEscapes: false, ansiQuotes: false },
    state: { all, settings: '', isInTransaction: false, status: 2, given },
    context: NO_CONTEXT,
  };
  return answerChatter(command, as);
}

function rowsOf(text: string): unknown {
  const given = answer(text);
  if (given?.kind !== 'rows') return given?.kind;
  const { columns, rows } = decodeTextResult(payloads([given.packets]), capabilities);
  return [columns.map(({ name }) => String(name)), ...rows.map((row) => row.map((cell) => cell?.toString() ?? null))];
}

test('the version and the current database are known of every recording, under the names that they were asked by', () => {
  expect(rowsOf('SELECT VERSION()')).toEqual([['VERSION()'], [serverVersion]]);
  expect(rowsOf('select database() AS db limit 1')).toEqual([['db'], ['shop']]);
});

test.each([
  'SELECT * FROM t',
  'SELECT @@no_such_variable',
  'SELECT @@timestamp',
  'SELECT VERSION(), NOW()',
  'SELECT @@version FROM t',
  "SHOW VARIABLES LIKE 'no_such_variable'",
  'SET GLOBAL max_connections = 1',
  'SET NAMES utf8mb4; DROP TABLE t',
  'SET @@session.no_such_variable = 1',
])('%s is nothing that can be answered for certain', (sql) => {
  expect(answer(sql)).toBeUndefined();
});

test('SET changes the status that is told from there on, and is prepared as it is asked', () => {
  expect(answer('SET autocommit = 0')).toMatchObject({ kind: 'ok', status: 0 });
  expect(answer("SET sql_mode = 'NO_BACKSLASH_ESCAPES'")).toMatchObject({
    status: Status.AUTOCOMMIT | Status.NO_BACKSLASH_ESCAPES,
  });
  expect(answer('SET autocommit = 0', CommandCode.COM_STMT_PREPARE)).toMatchObject({
    kind: 'prepare',
    known: { parameterCount: 0, columns: [] },
  });
});

test('the end of a transaction is always answered', () => {
  expect(answer('COMMIT')).toMatchObject({ kind: 'ok', status: Status.AUTOCOMMIT });
  const begun = Status.AUTOCOMMIT | Status.IN_TRANS;
  expect(answer('ROLLBACK AND CHAIN')).toMatchObject({ kind: 'ok', status: begun });
  expect(
    answer('COMMIT AND CHAIN', CommandCode.COM_QUERY, new Map(), context, " transaction='READ ONLY'"),
  ).toMatchObject({
    status: begun | Status.IN_TRANS_READONLY,
  });
  // as a setting it begins one where none was open with MariaDB only
  const chained = new Map([['completion_type', 'CHAIN']]);
  const statuses = ['8.0.36', '10.11.6-MariaDB'].map((version) => {
    const as = { ...context, flavour: flavourOf(version) };
    return ['COMMIT', 'COMMIT AND NO CHAIN'].map((sql) => answer(sql, CommandCode.COM_QUERY, chained, as));
  });
  expect(statuses.flat().map((one) => one?.kind === 'ok' && one.status)).toEqual([2, 2, begun, 2]);
});
