import { expect, test } from 'vitest';
import { ClientMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import * as messages from '../../../../src/mysqlx/messages/messages.ts';
import { ExprExprType } from '../../../../src/mysqlx/messages/schema.ts';
import { readOperation } from '../../../../src/mysqlx/session/operations.ts';

const collection = { schema: 'shop', name: 'orders' };
const table = { schema: 'shop', name: 'orders', pins: [] };
const call = (name: string) => ({
  type: ExprExprType.FUNC_CALL,
  functionCall: { name: { name }, param: [] },
});

function access(type: number, payload: Buffer) {
  return readOperation(type, payload)?.access[0];
}

test('a find reads its collection, locking or not', () => {
  const find = { collection, projection: [], args: [], order: [], grouping: [] };
  const plain = access(ClientMessage.CRUD_FIND, messages.Find.encode(find));
  expect(plain).toMatchObject({ kind: 'read', reads: [table], writes: [], locksReads: false });
  const locking = access(ClientMessage.CRUD_FIND, messages.Find.encode({ ...find, locking: 2 }));
  expect(locking).toMatchObject({ kind: 'read', locksReads: true });
});

test('writes write it, and a delete of everything makes it anew', () => {
  const insert = messages.Insert.encode({ collection, projection: [], row: [], args: [] });
  expect(access(ClientMessage.CRUD_INSERT, insert)).toMatchObject({
    kind: 'write',
    reads: [table],
    writes: [table],
    forgets: [],
    commutes: 'insert',
  });
  const all = messages.Delete.encode({ collection, order: [], args: [] });
  expect(access(ClientMessage.CRUD_DELETE, all)).toMatchObject({ forgets: [{ schema: 'shop', name: 'orders' }] });
  const some = messages.Delete.encode({ collection, order: [], args: [], criteria: call('now') });
  expect(access(ClientMessage.CRUD_DELETE, some)).toMatchObject({ kind: 'write', writes: [table], forgets: [] });
});

test('a function that is not the server’s may read and write anything', () => {
  const some = messages.Delete.encode({ collection, order: [], args: [], criteria: call('mine') });
  expect(access(ClientMessage.CRUD_DELETE, some)).toMatchObject({
    kind: 'unknown',
    reads: 'all',
    writes: 'all',
    callsUnknown: true,
  });
});

test('SQL is read as SQL', () => {
  const sql = messages.StmtExecute.encode({ stmt: Buffer.from('SELECT * FROM t'), args: [] });
  expect(access(ClientMessage.SQL_STMT_EXECUTE, sql)).toMatchObject({ kind: 'read', writes: [] });
});
