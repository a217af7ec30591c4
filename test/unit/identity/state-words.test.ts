import { expect, test } from 'vitest';
import { isAboutSession, isTransactional, stateOf } from '../../../src/identity/state-words.ts';
import { SessionState } from '../../../src/mysql/session/session-state.ts';
import { readStatement } from '../../../src/sql/statement-reading.ts';

const ASKS = { capabilities: 0n, user: 'app', database: 'shop', charset: 45, status: 2 };
const asked = (sql: string) => new SessionState(ASKS).decode(Buffer.from(`\x03${sql}`));

test('the settings of the session, and only what a statement asks for beside them', () => {
  const plain = stateOf(asked('SELECT 1'));
  expect(plain).toMatch(/^autocommit=1 in_transaction=0 user=app /);
  expect(stateOf(asked('SELECT 2'))).toBe(plain);
  expect(stateOf(asked('SELECT LAST_INSERT_ID()'))).toBe(`${plain} last_insert_id=0`);
});

test('what is executed counts as itself', () => {
  const [plain, executed] = [stateOf(asked('SELECT 1')), stateOf(asked("EXECUTE IMMEDIATE 'SELECT LAST_INSERT_ID()'"))];
  expect(executed.startsWith(plain)).toBe(true);
  expect(executed).toContain(' last_insert_id=0');
});

test('a prepare depends on no transaction', () => {
  const prepare = new SessionState(ASKS).decode(Buffer.from('\x16SELECT 1'));
  expect([isTransactional(prepare.code), isTransactional(asked('SELECT 1').code)]).toEqual([false, true]);
  expect(stateOf(prepare)).not.toContain('in_transaction');
});

test.each([
  '\x16SELECT a FROM made',
  '\x03SELECT a FROM made',
  "\x03PREPARE s FROM 'SELECT a FROM made'",
  '\x03PREPARE s FROM @v',
])('a table that only the session sees counts where it is named: %j', (packet) => {
  const command = new SessionState(ASKS).decode(Buffer.from(packet));
  const context = { ...command.context, temporaryTables: new Set(['made']) };
  expect(stateOf(command)).not.toContain('temporary');
  expect(stateOf({ ...command, context })).toBe(`${stateOf(command)} temporary=made`);
});

test.each([
  ['SELECT 1', false],
  ['SELECT FOUND_ROWS()', true],
  ['SELECT GET_LOCK("a", 1)', true],
  ['EXECUTE s', true],
])('%s is about what its session holds: %s', (sql, is) => {
  const command = asked(sql);
  expect(isAboutSession(command, readStatement(Buffer.from(sql), command.dialect))).toBe(is);
});

test('but one of a write depends on whether the transaction only reads, since MariaDB refuses it then', () => {
  const prepare = (sql: string) => {
    const command = new SessionState(ASKS).decode(Buffer.from(`\x16${sql}`));
    const all = command.state.all.replace('in_transaction=0', 'in_transaction=read-only');
    return stateOf({ ...command, state: { ...command.state, all } });
  };
  expect(prepare('UPDATE t SET n = 1')).toContain('in_transaction=read-only');
  expect(prepare('SELECT n FROM t')).not.toContain('in_transaction');
});
