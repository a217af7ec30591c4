import { expect, test } from 'vitest';
import type { RecordedStatement } from '../../../../src/core/recording.ts';
import { frameMessage } from '../../../../src/mysqlx/codec/framing.ts';
import { ClientMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { Execute, Insert, Prepare, StmtExecute, Update } from '../../../../src/mysqlx/messages/messages.ts';
import {
  type CrudUpdate,
  CrudUpdateOperationUpdateType,
  DatatypesScalarType,
  type ExprExpr,
  ExprExprType,
  PreparePrepareOneOfMessageType,
} from '../../../../src/mysqlx/messages/schema.ts';
import { XSessionState } from '../../../../src/mysqlx/session/session-state.ts';
import { recordedStatementOf, statementOf, withStatement, xSavepointOf } from '../../../../src/replay/x/x-statement.ts';
import { integerValue, textValue } from '../../../support/x-client.ts';

const scalar = (value: string) => ({ type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } });
const literal = (value: string): ExprExpr => ({ type: ExprExprType.LITERAL, literal: scalar(value) });
const placeholder = (position: number): ExprExpr => ({ type: ExprExprType.PLACEHOLDER, position });
const collection = { name: 'people', schema: 'shop' };

function decoded(type: number, payload: Buffer, state = new XSessionState('shop')) {
  return state.decode({ type, payload, frame: frameMessage(type, payload) });
}

const insert = (...values: string[]) =>
  Insert.encode({ collection, projection: [], row: [{ field: values.map(literal) }], args: [] });

/** Sets a field to the argument at one place where another equals the argument at the other. */
const update = (set: number, where: number, ...args: string[]) => {
  const message: CrudUpdate = {
    collection,
    criteria: {
      type: ExprExprType.OPERATOR,
      operator: { name: '==', param: [placeholder(where), literal('compared')] },
    },
    order: [],
    operation: [
      { source: { documentPath: [] }, operation: CrudUpdateOperationUpdateType.ITEM_SET, value: placeholder(set) },
    ],
    args: args.map(scalar),
  };
  return Update.encode(message);
};

const told = (statement: ReturnType<typeof statementOf>) => [
  statement?.sql.toString().replace(/x[0-9a-f]{32}/, 'x'),
  statement?.parameters.map((one) => ('value' in one ? String(one.value) : null)),
];

test('an operation stores its stored values, and compares with the others', () => {
  const stored = decoded(ClientMessage.CRUD_INSERT, insert('a', 'b'));
  expect(told(statementOf(stored))).toEqual(['UPDATE x SET v=?,v=?', ['a', 'b']]);
  const changed = decoded(ClientMessage.CRUD_UPDATE, update(1, 0, 'id', 'new'));
  expect(told(statementOf(changed))).toEqual(['UPDATE x SET v=? WHERE v=? AND v=?', ['new', 'compared', 'id']]);
});

test('what differs in anything but values has another name', () => {
  const nameOf = (payload: Buffer) => statementOf(decoded(ClientMessage.CRUD_INSERT, payload))?.sql.toString();
  const other = Insert.encode({
    collection: { ...collection, name: 'pets' },
    projection: [],
    row: [{ field: [literal('a')] }],
    args: [],
  });
  expect(nameOf(insert('a'))).toBe(nameOf(insert('b')));
  expect(nameOf(other)).not.toBe(nameOf(insert('a')));
});

test('a message with other values is the message that was recorded with them', () => {
  const [live, recorded] = ['live', 'recorded'].map((value) => decoded(ClientMessage.CRUD_INSERT, insert(value, 'b')));
  const statement = live === undefined ? null : statementOf(live);
  const parameters = [{ kind: 'text', value: Buffer.from('recorded') } as const];
  const payload = live === undefined || statement === null ? null : withStatement(live, { ...statement, parameters });
  const form = payload === null ? null : live?.withPayload(payload);
  expect(form?.fingerprint).toBe(recorded?.fingerprint);
  expect(live?.fingerprint).not.toBe(recorded?.fingerprint);
});

test('whole numbers keep their signs and their 64 bits', () => {
  const unsigned = {
    type: 1,
    scalar: { type: DatatypesScalarType.V_UINT, vUnsignedInt: { low: 7, high: 1, unsigned: true } },
  };
  const payload = StmtExecute.encode({ stmt: Buffer.from('SELECT ?, ?'), args: [integerValue(-5), unsigned] });
  const command = decoded(ClientMessage.SQL_STMT_EXECUTE, payload);
  const statement = statementOf(command);
  expect(told(statement)).toEqual(['SELECT ?, ?', ['-5', String(2n ** 32n + 7n)]]);
  expect(statement && withStatement(command, statement)).toEqual(payload);
});

test('an execute has the statement of its prepare, by whatever number the client calls it', () => {
  const prepare = (stmtId: number) =>
    Prepare.encode({
      stmtId,
      stmt: {
        type: PreparePrepareOneOfMessageType.STMT,
        stmtExecute: { stmt: Buffer.from('INSERT INTO t VALUES (?)'), args: [] },
      },
    });
  const executed = (stmtId: number, value: string) => {
    const state = new XSessionState('shop');
    decoded(ClientMessage.PREPARE_PREPARE, prepare(stmtId), state);
    return decoded(ClientMessage.PREPARE_EXECUTE, Execute.encode({ stmtId, args: [textValue(value)] }), state);
  };
  const live = executed(3, 'live');
  expect(told(statementOf(live))).toEqual(['INSERT INTO t VALUES (?)', ['live']]);
  const kept: RecordedStatement = {
    ...{ id: 2, session: 1, scope: 0, command: 'Prepare.Execute', sql: '', parameters: null, askedMs: null },
    request: prepare(1),
    execution: Execute.encode({ stmtId: 1, args: [textValue('recorded')] }),
  };
  const recorded = recordedStatementOf(kept);
  expect(told(recorded)).toEqual(['INSERT INTO t VALUES (?)', ['recorded']]);
  const payload = recorded === null ? null : withStatement(live, recorded);
  expect(payload && live.withPayload(payload)?.fingerprint).toBe(executed(1, 'recorded').fingerprint);
});

test('a message that brings no values, or cannot be read, is no statement', () => {
  expect(statementOf(decoded(ClientMessage.SESS_RESET, Buffer.alloc(0)))).toBeNull();
  expect(statementOf(decoded(ClientMessage.CRUD_INSERT, Buffer.from([0xff])))).toBeNull();
});

test('a savepoint that SQL sets or goes back to is told, and nothing else is', () => {
  const asked = (stmt: string) =>
    xSavepointOf(decoded(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode({ stmt: Buffer.from(stmt), args: [] })));
  expect(asked('SAVEPOINT A')).toEqual({ kind: 'savepoint', name: 'a' });
  expect(asked('rollback to a')).toEqual({ kind: 'rollback to', name: 'a' });
  expect([asked('ROLLBACK'), asked("SELECT 'savepoint a'")]).toEqual([null, null]);
  expect(xSavepointOf(decoded(ClientMessage.CRUD_INSERT, insert('savepoint a')))).toBe(null);
});
