// Sessions of a text: their heads, the exchanges in between, and how they ended.

import { expect, test } from 'vitest';
import { formatClient } from '../../../../../src/tools/text/lines/client-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { SessionReader } from '../../../../../src/tools/text/reading/session-reader.ts';
import { AppendixReader } from '../../../../../src/tools/text/writing/appendix.ts';
import { readGolden } from '../../../../support/golden.ts';
import { session } from '../../../store/sample.ts';

const greeting = readGolden('mysql-9.7.4/mysql2-connect')[0]?.payload ?? Buffer.alloc(0);
const CLIENT = formatClient(session({ greeting }));
const appendix = new AppendixReader({
  get: (name) => (name === 'client-1' ? new Lines(CLIENT) : undefined),
});
const HEAD = ['session 1', "user 'app' database 'shop'", 'client client-1'];
const OK = ['=>', 'ok status 0x0002'];

const reading = (lines: readonly string[], number = 1) =>
  new SessionReader(new Lines(lines.join('\n')), number, { appendix, rules: null });

test('who it was and what they asked for', () => {
  const { facts, began, line } = reading(HEAD);
  expect(facts).toMatchObject({
    user: 'app',
    database: 'shop',
    scope: '',
    serverVersion: '8.4.0',
    protocol: 'classic',
  });
  expect([began, line.number]).toEqual(['alone', 1]);
  const named = HEAD.with(1, "user '' database '' scope 'checkout'");
  expect(reading(named).facts).toMatchObject({ user: '', database: '', scope: 'checkout' });
});

test.each(['beside', 'together', 'changed'] as const)('it began %s with others', (began) => {
  expect(reading(HEAD.with(0, `session 2 ${began}`), 2).began).toBe(began);
});

test('its exchanges, each with its scope and those that it came behind', () => {
  const ping = ['COM_PING', ...OK];
  const scoped = ['COM_QUERY', "scope 'b'", 'behind 1.2', 'behind 3.14', '| SELECT 1', ...OK];
  const reader = reading([...HEAD, ...ping, ...scoped, ...ping, 'ended quit']);
  const all = [reader.next(), reader.next(), reader.next()];
  expect(all.map((each) => [each?.command, each?.scope])).toEqual([
    ['COM_PING', ''],
    ['COM_QUERY', 'b'],
    ['COM_PING', 'b'],
  ]);
  expect(all[1]?.behind).toMatchObject([
    { session: 1, ordinal: 2 },
    { session: 3, ordinal: 14 },
  ]);
  expect(reader.ending).toBeNull();
  expect(reader.next()).toBeNull();
  expect(reader.ending).toBe('quit');
});

test('state goes from one exchange to the next', () => {
  const use = ['COM_INIT_DB', "argument 'other'", ...OK];
  const reader = reading([...HEAD, ...use, 'COM_QUERY', '| SELECT 1', ...OK, 'ended open']);
  expect([reader.next()?.database, reader.next()?.database]).toEqual(['shop', 'other']);
});

test('an X session is read as one', () => {
  const facts = session({ protocol: 'x', greeting: Buffer.alloc(0), loginReply: Buffer.alloc(0) });
  const entries = new AppendixReader({ get: () => new Lines(formatClient(facts)) });
  const lines = new Lines([...HEAD, 'Sql.StmtExecute', '| SELECT 1', '=>', 'executed', 'ended quit']);
  const reader = new SessionReader(lines, 1, { appendix: entries, rules: null });
  expect(reader.next()).toMatchObject({ command: 'Sql.StmtExecute', sql: 'SELECT 1' });
});

test('a greeting that is none is refused where it is named', () => {
  const odd = formatClient(session({ greeting: Buffer.from('0a382e3400', 'hex') }));
  const entries = new AppendixReader({ get: () => new Lines(odd) });
  const read = () => new SessionReader(new Lines(HEAD), 1, { appendix: entries, rules: null });
  expect(read).toThrow(/^3:\d+: Protocol::HandshakeV10: connection id .*; before here/);
});

test.each([
  [['session 2'], '1:10: expected session 1 here'],
  [['session 1 aside'], 'expected the end of the line, found aside'],
  [['session 1 beside'], 'the first session stands beside none'],
  [['session'], 'expected the number of the session'],
  [['sessions 1'], 'expected session, found sessions 1'],
  [['session 1'], 'expected user, the text ends here'],
  [HEAD.with(1, "user 'a'"), 'expected database'],
  [HEAD.with(1, "user 'a' database 'b' scope"), 'expected a scope'],
  [HEAD.with(1, "user 'a' database 'b' c"), 'expected the end of the line, found c'],
  [HEAD.with(2, 'client client-2'), 'the text has no "define client-2"'],
  [HEAD.with(2, 'client columns-1'), 'the text has no "define client-…"'],
  [HEAD.slice(0, 2), 'expected client, the text ends here'],
])('%j is no session', (lines, message) => {
  expect(() => reading(lines)).toThrow(message);
});

test.each([
  [['ended badly'], 'expected open, quit, client_closed, server_closed, shutdown, change_user, error, found badly'],
  [['ended quit now'], 'expected the end of the line, found now'],
  [['ended quit', 'COM_PING'], '5:1: expected session, found COM_PING'],
  [[], 'expected a command, or how the session ended, the text ends here'],
  [['COM_PING', 'scope'], 'expected a scope'],
  [['COM_PING', 'behind 1'], '5:8: expected a session and an exchange, such as 2.14, found 1'],
  [['COM_PING', 'behind 1.2 3'], 'expected the end of the line, found 3'],
  [['Sql.StmtExecute'], 'Sql.StmtExecute is no command'],
])('%j is no exchange and no end', (lines, message) => {
  expect(() => reading([...HEAD, ...lines]).next()).toThrow(message);
});
