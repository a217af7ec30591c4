// What a message asks of a script.

import { expect, test } from 'vitest';
import { ClientMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import * as messages from '../../../../src/mysqlx/messages/messages.ts';
import { CrudDataModel, PreparePrepareOneOfMessageType as Kind } from '../../../../src/mysqlx/messages/schema.ts';
import { readPrepared, readRequest } from '../../../../src/script/x/x-requests.ts';
import { integerValue, textValue } from '../../../support/x-client.ts';

const execute = (changes: object) =>
  readRequest(
    ClientMessage.SQL_STMT_EXECUTE,
    messages.StmtExecute.encode({ stmt: Buffer.from('S'), args: [], ...changes }),
  );
const collection = { name: 't', schema: 'shop' };
const find = { collection, dataModel: CrudDataModel.DOCUMENT, projection: [], args: [], order: [], grouping: [] };

test('a statement, with arguments or without, and how its columns are told', () => {
  expect(execute({})).toEqual({
    ...{ kind: 'statement', text: 'S', parameters: null },
    ending: 'counted',
    isCompact: false,
  });
  expect(execute({ args: [integerValue(5)], compactMetadata: true })).toMatchObject({
    ...{ parameters: [{ kind: 'int', value: 5n }], isCompact: true },
  });
});

test('what is no SQL is a command', () => {
  expect(execute({ namespace: 'mysqlx', stmt: Buffer.from('ping') })).toMatchObject({
    ...{ kind: 'operation', ending: 'plain', operation: { kind: 'command', name: 'ping' } },
  });
  expect(execute({ namespace: 'sql' })).toMatchObject({ kind: 'statement' });
});

test('operations, each with how its answer ends', () => {
  expect(readRequest(ClientMessage.CRUD_FIND, messages.Find.encode(find))).toMatchObject({
    ending: 'plain',
    operation: { kind: 'find' },
  });
  const remove = messages.Delete.encode({ collection, dataModel: CrudDataModel.DOCUMENT, order: [], args: [] });
  expect(readRequest(ClientMessage.CRUD_DELETE, remove)).toMatchObject({
    ending: 'counted',
    operation: { kind: 'delete' },
  });
  const drop = messages.DropView.encode({ collection });
  expect(readRequest(ClientMessage.CRUD_DROP_VIEW, drop)).toMatchObject({ ending: 'view' });
});

test('a message that asks nothing is none', () => {
  expect(readRequest(ClientMessage.EXPECT_CLOSE, Buffer.alloc(0))).toBeNull();
});

test('what was prepared is filled in with each execute', () => {
  const stmtExecute = { stmt: Buffer.from('SELECT ?'), args: [] };
  const payload = messages.Prepare.encode({ stmtId: 3, stmt: { type: Kind.STMT, stmtExecute } });
  const prepared = readPrepared(payload);
  // its bytes may be used for something else by now
  payload.fill(0);
  expect(prepared).toMatchObject({ id: 3, sql: 'SELECT ?', namespace: 'sql' });
  expect(prepared.with([textValue('a')], true)).toMatchObject({
    ...{
      kind: 'statement',
      text: 'SELECT ?',
      isCompact: true,
      parameters: [{ kind: 'text', value: Buffer.from('a') }],
    },
  });
  expect(prepared.with([], false)).toMatchObject({ parameters: [] });
});

test('an operation that was prepared is no SQL', () => {
  const prepared = readPrepared(messages.Prepare.encode({ stmtId: 4, stmt: { type: Kind.FIND, find } }));
  expect([prepared.sql, prepared.id]).toEqual([null, 4]);
  expect(prepared.with([], false)).toMatchObject({ kind: 'operation', operation: { kind: 'find', name: 't' } });
});
