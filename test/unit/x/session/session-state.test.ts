import { describe, expect, test } from 'vitest';
import { ClientMessage as C } from '../../../../src/x/constants/message-types.ts';
import { Execute, Find, Prepare, StmtExecute } from '../../../../src/x/messages/messages.ts';
import { XSessionState } from '../../../../src/x/session/session-state.ts';
import fc from '../../../support/property.ts';
import { integerValue, textValue } from '../../../support/x-client.ts';
import { xGoldenExchanges, xMessage } from '../../../support/x-golden.ts';

const statement = (stmt: string, ...args: ReturnType<typeof textValue>[]) =>
  xMessage(C.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from(stmt), args }));
const decode = (message: ReturnType<typeof xMessage>, state = new XSessionState('shop')) => state.decode(message);
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

test('follows the schema and the transaction', () => {
  const state = new XSessionState('');
  state.decode(statement('USE shop'));
  expect(state.decode(statement('SELECT 1'))).toMatchObject({ database: 'shop', isSessionBound: false });
  state.decode(statement('START TRANSACTION'));
  state.decode(statement('ROLLBACK TO half'));
  expect(state.decode(statement('SELECT 1')).isSessionBound).toBe(true);
  state.decode(statement('COMMIT'));
  expect(state.decode(statement('SELECT 1')).isSessionBound).toBe(false);
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
