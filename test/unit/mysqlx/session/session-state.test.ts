import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../../../../src/core/command.ts';
import { ClientMessage as C } from '../../../../src/mysqlx/constants/message-types.ts';
import {
  CursorFetch,
  CursorOpen,
  Execute,
  Find,
  Prepare,
  Reset,
  StmtExecute,
} from '../../../../src/mysqlx/messages/messages.ts';
import { CursorOpenOneOfMessageType, PreparePrepareOneOfMessageType } from '../../../../src/mysqlx/messages/schema.ts';
import { XSessionState } from '../../../../src/mysqlx/session/session-state.ts';
import fc from '../../../support/property.ts';
import { integerValue, textValue } from '../../../support/x-client.ts';
import { xGoldenExchanges, xMessage } from '../../../support/x-golden.ts';

const statement = (stmt: string, ...args: ReturnType<typeof textValue>[]) =>
  xMessage(C.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from(stmt), args }));
const decode = (message: ReturnType<typeof xMessage>, state = new XSessionState('shop')) => state.decode(message);
/** Answered in order. */
const answered = (message: ReturnType<typeof xMessage>, state: XSessionState) => {
  const command = state.decode(message);
  command.answered({ ...NO_FACTS, outcome: 'ok' });
  return command;
};
const fingerprint = (message: ReturnType<typeof xMessage>, database = 'shop') =>
  decode(message, new XSessionState(database)).fingerprint;

describe('the identity of a message', () => {
  test('is that of its statement in its normal form', () => {
    expect(fingerprint(statement('select  1'))).toBe(fingerprint(statement('SELECT 1 ;')));
    expect(fingerprint(statement('SELECT 1'))).not.toBe(fingerprint(statement('SELECT 2')));
    expect(fingerprint(statement('SELECT 1'))).not.toBe(fingerprint(statement('SELECT 1'), 'other'));
  });

  test('counts the types of arguments', () => {
    const identities = [textValue('1'), integerValue(1), integerValue(2)].map((value) =>
      fingerprint(statement('SELECT ?', value)),
    );
    expect(new Set(identities).size).toBe(3);
    expect(fingerprint(statement('SELECT ?', textValue('1')))).toBe(identities[0]);
  });

  test('what a SET binds is in the state, whatever the number is bound as', () => {
    const number = (low: number) => ({ type: 1, scalar: { type: 2, vUnsignedInt: { low, high: 0, unsigned: true } } });
    const stateBehind = (value: ReturnType<typeof integerValue>) => {
      const state = new XSessionState('shop');
      answered(statement('SET @k = ?', value), state);
      return decode(statement('SELECT @k'), state).session.state;
    };
    expect(stateBehind(number(1))).not.toBe(stateBehind(number(2)));
    expect(stateBehind(number(2))).toBe(stateBehind(integerValue(2)));
  });

  test('counts a temporary table that stands before the table or the collection that CRUD names', () => {
    const find = xMessage(
      C.CRUD_FIND,
      Find.encode({ collection: { name: 'T', schema: 'shop' }, projection: [], args: [], grouping: [], order: [] }),
    );
    const other = xMessage(
      C.CRUD_FIND,
      Find.encode({ collection: { name: 'o', schema: 'shop' }, projection: [], args: [], grouping: [], order: [] }),
    );
    const state = new XSessionState('shop');
    answered(statement('CREATE TEMPORARY TABLE t (id INT)'), state);
    expect(decode(find, state).session.state).toBe(`${decode(find).session.state} temporary=t`);
    expect(decode(other, state).session.state).toBe(decode(other).session.state);
  });

  test('does not count whether a default is written out', () => {
    const stmt = Buffer.from('SELECT 1');
    const explicit = StmtExecute.encode({ stmt, args: [], namespace: 'sql', compactMetadata: false });
    expect(fingerprint(xMessage(C.SQL_STMT_EXECUTE, explicit))).toBe(fingerprint(statement('SELECT 1')));
    const collection = { name: 'orders', schema: 'shop' };
    const source = { type: 1, identifier: { documentPath: [], name: 'n' } };
    const find = (direction?: number) =>
      Find.encode({
        collection,
        projection: [],
        args: [],
        grouping: [],
        order: [{ expr: source, ...(direction !== undefined && { direction }) }],
      });
    expect(fingerprint(xMessage(C.CRUD_FIND, find(1)))).toBe(fingerprint(xMessage(C.CRUD_FIND, find())));
    expect(fingerprint(xMessage(C.CRUD_FIND, find(2)))).not.toBe(fingerprint(xMessage(C.CRUD_FIND, find())));
  });

  test('does not count the ids of prepared statements', () => {
    const executed = (stmtId: number) => {
      const state = new XSessionState('shop');
      const stmt = { type: 5, stmtExecute: { stmt: Buffer.from('SELECT ?'), args: [] } };
      state.decode(xMessage(C.PREPARE_PREPARE, Prepare.encode({ stmtId, stmt })));
      return state.decode(xMessage(C.PREPARE_EXECUTE, Execute.encode({ stmtId, args: [integerValue(1)] }))).fingerprint;
    };
    expect(executed(1)).toBe(executed(77));
  });
});

test('shows messages as one would write them', () => {
  const state = new XSessionState('shop');
  const texts = ['crud', 'prepared'].flatMap((name) =>
    xGoldenExchanges(name).map(({ message }) => state.decode(xMessage(message.type, message.payload)).describe()),
  );
  expect(texts.map(({ text, parameters }) => `${text} ${parameters}`.replace(/g\d+/g, 'gN'))).toEqual([
    'xprobe.c.add({"_id": "gN", "a": 1}) null',
    'xprobe.c.find("_id = :0").limit(3) [{"text":"gN"}]',
    'xprobe.c.modify().set("a", 2) null',
    'xprobe.c.remove().sort("_id desc").limit(100) null',
    'select ? union select 2 union select 3 null',
    'null [{"int":5}]',
    'null [{"int":1}]',
    'null null',
    'null null',
    'null null',
    'null null',
  ]);
});

test('masks a secret, be it in the statement or among its arguments', () => {
  const secret = 'pw-secret-1';
  for (const message of [
    statement(`CREATE USER u IDENTIFIED BY '${secret}'`),
    statement('CREATE USER u IDENTIFIED BY ?', textValue(secret)),
  ]) {
    const { text, parameters, isSecret } = decode(message).describe();
    expect([text, parameters, isSecret]).toEqual(["CREATE USER u IDENTIFIED BY '***'", null, true]);
  }
  const other = statement('CREATE USER u IDENTIFIED BY ?', textValue('another'));
  expect(fingerprint(other)).toBe(fingerprint(statement('CREATE USER u IDENTIFIED BY ?', textValue(secret))));
});

test('knows which rows hold passwords or their hashes, also of what was prepared and of a cursor', () => {
  const sql = 'SELECT user, authentication_string FROM mysql.user';
  const empty = { projection: [], args: [], order: [], grouping: [] };
  const find = (schema: string, name: string) =>
    xMessage(C.CRUD_FIND, Find.encode({ collection: { schema, name }, ...empty }));
  const asked = [statement(sql), statement('CREATE USER u IDENTIFIED BY RANDOM PASSWORD'), find('mysql', 'user')];
  expect(asked.map((message) => decode(message).answersWithSecret())).toEqual([true, true, true]);
  const plain = [statement('SELECT user FROM mysql.user'), find('shop', 'user'), find('mysql', 'time_zone')];
  expect(plain.map((message) => decode(message).answersWithSecret())).toEqual([false, false, false]);
  expect(decode(find('', 'user'), new XSessionState('mysql')).answersWithSecret()).toBe(true);

  const state = new XSessionState('shop');
  const stmtExecute = { stmt: Buffer.from(sql), args: [] };
  const stmt = { type: PreparePrepareOneOfMessageType.STMT, stmtExecute };
  state.decode(xMessage(C.PREPARE_PREPARE, Prepare.encode({ stmtId: 1, stmt })));
  const execute = { stmtId: 1, args: [] };
  expect(state.decode(xMessage(C.PREPARE_EXECUTE, Execute.encode(execute))).answersWithSecret()).toBe(true);
  const open = CursorOpen.encode({
    cursorId: 2,
    stmt: { type: CursorOpenOneOfMessageType.PREPARE_EXECUTE, prepareExecute: execute },
  });
  expect(state.decode(xMessage(C.CURSOR_OPEN, open)).answersWithSecret()).toBe(true);
  const fetch = xMessage(C.CURSOR_FETCH, CursorFetch.encode({ cursorId: 2 }));
  expect(state.decode(fetch).answersWithSecret()).toBe(true);
});

const disableWarnings = StmtExecute.encode({
  namespace: 'mysqlx',
  stmt: Buffer.from('disable_notices'),
  args: [{ type: 2, obj: { fld: [{ key: 'notice', value: textValue('warnings') }] } }],
});

describe('a session', () => {
  const stateAfter = (...statements: string[]) => {
    const state = new XSessionState('');
    for (const sql of statements) answered(statement(sql), state);
    return state.decode(statement('SELECT 1'));
  };

  test('follows the schema', () => {
    expect(stateAfter('USE shop')).toMatchObject({ database: 'shop' });
  });

  test.each([
    [[], 'autocommit=1 in_transaction=0 charset=utf8mb4'],
    [['BEGIN'], 'autocommit=1 in_transaction=1 charset=utf8mb4'],
    [['start transaction read only'], 'autocommit=1 in_transaction=read-only charset=utf8mb4'],
    [['START TRANSACTION READ ONLY', 'BEGIN'], 'autocommit=1 in_transaction=read-only charset=utf8mb4'],
    [['START TRANSACTION READ ONLY', 'START TRANSACTION READ WRITE'], 'autocommit=1 in_transaction=1 charset=utf8mb4'],
    [['START TRANSACTION', 'ROLLBACK TO half'], 'autocommit=1 in_transaction=1 charset=utf8mb4'],
    [['START TRANSACTION', 'rollback work'], 'autocommit=1 in_transaction=0 charset=utf8mb4'],
    [['BEGIN', 'COMMIT AND CHAIN'], 'autocommit=1 in_transaction=1 charset=utf8mb4'],
    [['COMMIT AND CHAIN'], 'autocommit=1 in_transaction=1 charset=utf8mb4'],
    [['ROLLBACK AND NO CHAIN'], 'autocommit=1 in_transaction=0 charset=utf8mb4'],
    [['BEGIN', 'CREATE TABLE t (id INT)'], 'autocommit=1 in_transaction=0 charset=utf8mb4'],
    [['BEGIN', 'CREATE TEMPORARY TABLE t (id INT)'], 'autocommit=1 in_transaction=1 charset=utf8mb4'],
    [['START REPLICA'], 'autocommit=1 in_transaction=0 charset=utf8mb4'],
    [['SET autocommit = 0', 'SELECT 2'], 'autocommit=0 in_transaction=0 charset=utf8mb4'],
    [['SET autocommit = OFF', 'DELETE FROM t'], 'autocommit=0 in_transaction=1 charset=utf8mb4'],
    [['SET autocommit = 0', 'DELETE FROM t', 'SET autocommit = 1'], 'autocommit=1 in_transaction=0 charset=utf8mb4'],
    [["SET sql_mode = 'ANSI'", 'SET NAMES latin1'], "autocommit=1 in_transaction=0 charset=latin1 sql_mode='ANSI'"],
  ])('is after %j in the state %s', (statements, words) => {
    expect(stateAfter(...statements).session.state).toBe(words);
  });

  test('is as at its beginning when it is reset', () => {
    const state = new XSessionState('');
    const before = state.decode(statement('SELECT 1')).session.state;
    for (const sql of ["SET sql_mode = 'ANSI'", 'SET autocommit = 0', 'BEGIN']) answered(statement(sql), state);
    answered(xMessage(C.SESS_RESET, Reset.encode({ keepOpen: true })), state);
    expect(state.decode(statement('SELECT 1')).session.state).toBe(before);
  });

  test('is as it was behind what was refused, and what nobody waited for is found once it is answered', () => {
    const state = new XSessionState('shop');
    const [use, set, read] = ['USE nowhere', "SET sql_mode = 'ANSI'", 'SELECT 1'].map((sql) =>
      state.decode(statement(sql)),
    );
    use?.answered({ ...NO_FACTS, outcome: 'error', errorCode: 1049 });
    set?.answered({ ...NO_FACTS, outcome: 'ok' });
    expect(read?.session.state).toBe("autocommit=1 in_transaction=0 charset=utf8mb4 sql_mode='ANSI'");
    expect(state.decode(statement('SELECT 2')).database).toBe('shop');
    answered(xMessage(C.SQL_STMT_EXECUTE, disableWarnings), state);
    answered(xMessage(C.SESS_RESET, Reset.encode({ keepOpen: true })), state);
    expect(state.facts.state).toBe("autocommit=1 in_transaction=0 charset=utf8mb4 notices='warnings=0'");
  });

  test('asks for a prepare in any transaction, and executes what it prepared in this one', () => {
    const state = new XSessionState('');
    const begun = answered(statement('BEGIN'), state).session.begins;
    const stmt = { type: 5, stmtExecute: { stmt: Buffer.from('SELECT ?'), args: [] } };
    const prepare = state.decode(xMessage(C.PREPARE_PREPARE, Prepare.encode({ stmtId: 1, stmt })));
    expect(prepare.session).toMatchObject({ state: 'charset=utf8mb4', isTransactional: false });
    const execute = state.decode(xMessage(C.PREPARE_EXECUTE, Execute.encode({ stmtId: 1, args: [] })));
    expect(execute.session.transaction).toBe(begun);
  });

  test.each([
    [statement("SET @mock_scope = 'one'"), { kind: 'begins', scope: 'one' }],
    [statement('SET @mock_scope = ?', textValue("it's")), { kind: 'begins', scope: "it's" }],
    [statement("SET @mock_scope = 'one', @other = 1"), { kind: 'mixed' }],
    [statement("SET @other = 'one'"), null],
    [statement('SELECT @mock_scope'), null],
  ])('hears of its scope', (message, scope) => {
    expect(decode(message).scope).toEqual(scope);
  });
});

test('reads any bytes as any message', () => {
  const state = new XSessionState('shop');
  fc.assert(
    fc.property(fc.nat(255), fc.uint8Array({ maxLength: 60 }), (type, bytes) => {
      const command = state.decode(xMessage(type, Buffer.from(bytes)));
      command.describe();
    }),
    { numRuns: 2000 },
  );
});

test('reads what was captured with bytes changed', () => {
  const messages = ['crud', 'prepared', 'statements'].flatMap((name) =>
    xGoldenExchanges(name).map(({ message }) => message),
  );
  const state = new XSessionState('shop');
  fc.assert(
    fc.property(
      fc.constantFrom(...messages),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      (message, edits) => {
        const payload = Buffer.from(message.payload);
        for (const [at, byte] of edits) if (payload.length > 0) payload[at % payload.length] = byte;
        state.decode(xMessage(message.type, payload)).describe();
      },
    ),
    { numRuns: 2000 },
  );
});
