// One list of messages with everything that the X Protocol has, sent byte for byte; what comes back is text to compare.

import { decodeAnswer } from '../../src/mysqlx/codec/decode-answer.ts';
import { frameMessage, framesOf } from '../../src/mysqlx/codec/framing.ts';
import { ClientMessage, clientMessageName } from '../../src/mysqlx/constants/message-types.ts';
import * as messages from '../../src/mysqlx/messages/messages.ts';
import {
  CrudDataModel,
  CrudUpdateOperationUpdateType,
  DatatypesScalarType,
  ExpectOpenConditionConditionOperation,
  ExpectOpenConditionKey,
  ExpectOpenCtxOperation,
  ExprDocumentPathItemType,
  type ExprExpr,
  ExprExprType,
  PreparePrepareOneOfMessageType,
} from '../../src/mysqlx/messages/schema.ts';
import { integerValue, textValue, type XClient } from './x-client.ts';

/** A message's type and payload. */
export type Step = readonly [type: number, payload?: Buffer];

const id = (n: number) => ({ low: n, high: 0, unsigned: true });
const execute = (stmt: string, ...args: ReturnType<typeof textValue>[]): Step => [
  ClientMessage.SQL_STMT_EXECUTE,
  messages.StmtExecute.encode({ stmt: Buffer.from(stmt), args }),
];
const plugin = (stmt: string, namespace = 'mysqlx'): Step => [
  ClientMessage.SQL_STMT_EXECUTE,
  messages.StmtExecute.encode({ namespace, stmt: Buffer.from(stmt), args: [] }),
];
const literal = (value: string): ExprExpr => ({
  type: ExprExprType.LITERAL,
  literal: { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } },
});
const member = (value: string): ExprExpr => ({
  type: ExprExprType.IDENT,
  identifier: { documentPath: [{ type: ExprDocumentPathItemType.MEMBER, value }] },
});
const placeholder = (position: number): ExprExpr => ({ type: ExprExprType.PLACEHOLDER, position });
const operator = (name: string, ...param: ExprExpr[]): ExprExpr => ({
  type: ExprExprType.OPERATOR,
  operator: { name, param },
});
const document = (fields: Record<string, string>): ExprExpr => ({
  type: ExprExprType.OBJECT,
  object: { fld: Object.entries(fields).map(([key, value]) => ({ key, value: literal(value) })) },
});
const block = (key: number, value?: string): Step => [
  ClientMessage.EXPECT_OPEN,
  messages.ExpectOpen.encode({
    cond: [{ conditionKey: key, ...(value !== undefined && { conditionValue: Buffer.from(value) }) }],
  }),
];
const endBlock: Step = [ClientMessage.EXPECT_CLOSE];

/** Every kind of message of a session that has logged in. @param schema an empty one */
export function everyStep(schema: string): Step[] {
  return [...sqlSteps(schema), ...crudSteps(schema), ...preparedSteps(), ...blockSteps(), ...uselessSteps()];
}

function sqlSteps(schema: string): Step[] {
  const compact = { stmt: Buffer.from('SELECT 1 AS one, 2 AS two'), args: [], compactMetadata: true };
  return [
    execute(`USE ${schema}`),
    execute('CREATE TABLE things (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20), n INT)'),
    execute(
      'INSERT INTO things (name, n) VALUES (?, ?), (?, ?)',
      textValue('a'),
      integerValue(1),
      textValue('é'),
      integerValue(-2),
    ),
    execute('SELECT * FROM things ORDER BY id'),
    execute('SELECT * FROM things WHERE n = ?', integerValue(1)),
    execute('SELECT * FROM things WHERE n = ?', textValue('1')),
    [ClientMessage.SQL_STMT_EXECUTE, messages.StmtExecute.encode(compact)],
    execute('DROP TABLE IF EXISTS nothing_there'),
    execute('SELEC'),
    execute("SELECT CAST('-26:00:01.5' AS TIME(1)), CAST(-1.50 AS DECIMAL(10, 2)), b'101', 1.5e0, NULL, '', x'00ff'"),
    execute('CREATE PROCEDURE results (OUT o INT) BEGIN SELECT 1; SELECT 2, 3; SET o = 5; END'),
    execute('CALL results(@o)'),
    execute('SELECT @o'),
    plugin('ping'),
    plugin('nonsense'),
    plugin('ping', 'elsewhere'),
    [ClientMessage.SESS_RESET, messages.Reset.encode({ keepOpen: true })],
    execute('SELECT @o, DATABASE()'),
  ];
}

function crudSteps(schema: string): Step[] {
  const collection = { name: 'papers', schema };
  const dataModel = CrudDataModel.DOCUMENT;
  const byName = operator('==', member('name'), placeholder(0));
  const args = [{ type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from('two') } }];
  const rows = ['one', 'two'].map((name) => ({ field: [document({ _id: name, name })] }));
  const create = { key: 'name', value: textValue('papers') };
  const where = { key: 'schema', value: textValue(schema) };
  const find = { collection, dataModel, projection: [], args: [], order: [], grouping: [] };
  const all = { ...find, order: [{ expr: member('_id') }] };
  const tableFind = { ...find, collection: { name: 'things', schema }, dataModel: CrudDataModel.TABLE };
  const operation = [
    {
      source: { documentPath: [{ type: ExprDocumentPathItemType.MEMBER, value: 'name' }] },
      operation: CrudUpdateOperationUpdateType.ITEM_SET,
      value: literal('changed'),
    },
  ];
  return [
    [
      ClientMessage.SQL_STMT_EXECUTE,
      messages.StmtExecute.encode({
        namespace: 'mysqlx',
        stmt: Buffer.from('create_collection'),
        args: [{ type: 2, obj: { fld: [where, create] } }],
      }),
    ],
    [ClientMessage.CRUD_INSERT, messages.Insert.encode({ collection, dataModel, projection: [], row: rows, args: [] })],
    [ClientMessage.CRUD_INSERT, messages.Insert.encode({ collection, dataModel, projection: [], row: rows, args: [] })],
    [ClientMessage.CRUD_FIND, messages.Find.encode(all)],
    [ClientMessage.CRUD_FIND, messages.Find.encode({ ...find, criteria: byName, args, limit: { rowCount: id(1) } })],
    [
      ClientMessage.CRUD_UPDATE,
      messages.Update.encode({ collection, dataModel, criteria: byName, order: [], operation, args }),
    ],
    [ClientMessage.CRUD_FIND, messages.Find.encode(all)],
    [ClientMessage.CRUD_DELETE, messages.Delete.encode({ collection, dataModel, criteria: byName, order: [], args })],
    [ClientMessage.CRUD_FIND, messages.Find.encode({ ...find, collection: { name: 'missing', schema } })],
    [
      ClientMessage.CRUD_CREATE_VIEW,
      messages.CreateView.encode({ collection: { name: 'seen', schema }, column: [], stmt: tableFind }),
    ],
    [
      ClientMessage.CRUD_MODIFY_VIEW,
      messages.ModifyView.encode({ collection: { name: 'seen', schema }, column: [], stmt: tableFind }),
    ],
    [ClientMessage.CRUD_FIND, messages.Find.encode({ ...tableFind, collection: { name: 'seen', schema } })],
    [ClientMessage.CRUD_DROP_VIEW, messages.DropView.encode({ collection: { name: 'seen', schema } })],
    [ClientMessage.CRUD_DROP_VIEW, messages.DropView.encode({ collection: { name: 'seen', schema } })],
  ];
}

/** Statements prepared, executed, fetched from cursors, and forgotten. */
export function preparedSteps(): Step[] {
  const prepare = (stmtId: number, stmt: string): Step => [
    ClientMessage.PREPARE_PREPARE,
    messages.Prepare.encode({
      stmtId,
      stmt: { type: PreparePrepareOneOfMessageType.STMT, stmtExecute: { stmt: Buffer.from(stmt), args: [] } },
    }),
  ];
  const run = (stmtId: number, ...args: ReturnType<typeof textValue>[]): Step => [
    ClientMessage.PREPARE_EXECUTE,
    messages.Execute.encode({ stmtId, args }),
  ];
  const open = (cursorId: number, stmtId: number, rows: number): Step => [
    ClientMessage.CURSOR_OPEN,
    messages.CursorOpen.encode({
      cursorId,
      stmt: { type: 0, prepareExecute: { stmtId, args: [] } },
      fetchRows: id(rows),
    }),
  ];
  const fetch = (cursorId: number, rows: number): Step => [
    ClientMessage.CURSOR_FETCH,
    messages.CursorFetch.encode({ cursorId, fetchRows: id(rows) }),
  ];
  const close = (cursorId: number): Step => [ClientMessage.CURSOR_CLOSE, messages.CursorClose.encode({ cursorId })];
  const forget = (stmtId: number): Step => [ClientMessage.PREPARE_DEALLOCATE, messages.Deallocate.encode({ stmtId })];
  return [
    ...[prepare(1, 'SELECT ? AS p, 2'), run(1, integerValue(5)), run(1, textValue('5')), run(1), run(9)],
    ...[prepare(2, 'SELEC'), run(2), forget(9)],
    ...[prepare(3, 'SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4'), open(1, 3, 2), fetch(1, 1), fetch(1, 5)],
    ...[fetch(1, 5), close(1), close(1), fetch(1, 1), open(2, 7, 1), open(4, 3, 0), forget(3), fetch(4, 1), run(3)],
    ...[forget(1), run(1)],
  ];
}

/** Blocks of expectations: met, failed, within each other. */
export function blockSteps(): Step[] {
  const { EXPECT_NO_ERROR, EXPECT_FIELD_EXIST, EXPECT_DOCID_GENERATED } = ExpectOpenConditionKey;
  const empty: Step = [
    ClientMessage.EXPECT_OPEN,
    messages.ExpectOpen.encode({ op: ExpectOpenCtxOperation.EXPECT_CTX_EMPTY, cond: [] }),
  ];
  const unset: Step = [
    ClientMessage.EXPECT_OPEN,
    messages.ExpectOpen.encode({
      cond: [{ conditionKey: EXPECT_NO_ERROR, op: ExpectOpenConditionConditionOperation.EXPECT_OP_UNSET }],
    }),
  ];
  const inherited: Step = [ClientMessage.EXPECT_OPEN, messages.ExpectOpen.encode({ cond: [] })];
  const wrong = execute('SELECT missing');
  const right = execute("SELECT 'in a block'");
  return [
    ...[block(EXPECT_NO_ERROR), right, wrong, right, inherited, right, endBlock, endBlock, right],
    ...[block(EXPECT_NO_ERROR), empty, wrong, right, endBlock, right, inherited, wrong, endBlock, right, endBlock],
    ...[block(EXPECT_NO_ERROR), unset, wrong, right, endBlock, wrong, right, endBlock],
    ...[block(EXPECT_FIELD_EXIST, '6.1'), right, endBlock, block(EXPECT_FIELD_EXIST, '99.1'), right, endBlock, right],
    ...[block(EXPECT_DOCID_GENERATED), endBlock, block(77), endBlock],
  ];
}

/** Messages out of place, which leave the session as it was. */
export function uselessSteps(): Step[] {
  return [
    [ClientMessage.CON_CAPABILITIES_GET],
    [ClientMessage.CON_CAPABILITIES_SET, messages.CapabilitiesSet.encode({ capabilities: { capabilities: [] } })],
    [ClientMessage.SESS_AUTHENTICATE_START, messages.AuthenticateStart.encode({ mechName: 'PLAIN' })],
    [ClientMessage.SESS_AUTHENTICATE_CONTINUE, messages.AuthenticateContinue.encode({ authData: Buffer.alloc(1) })],
    [99, Buffer.from([1, 2])],
    [0],
  ];
}

/** Sends the steps one after the other, or all at once; each answer's frames in hexadecimal, with what they say. */
export async function converse(client: XClient, steps: readonly Step[], isPipelined: boolean): Promise<string[]> {
  const frames = steps.map(([type, payload]) => frameMessage(type, payload));
  if (isPipelined) client.send(Buffer.concat(frames));
  const answers: string[] = [];
  for (const [index, [type]] of steps.entries()) {
    if (!isPipelined) client.send(frames[index] as Buffer);
    answers.push(`${index} ${clientMessageName(type)}: ${describe(await client.answer())}`);
  }
  return answers;
}

function describe(answer: Buffer): string {
  const parts = [...decodeAnswer([answer])].map((part) => (part.kind === 'row' ? part.decode() : part));
  const types = [...framesOf([answer])].map(({ type }) => type).join(' ');
  return `${types} ${answer.toString('hex')} ${JSON.stringify(parts, (_, value) => (typeof value === 'bigint' ? String(value) : value)).slice(0, 300)}`;
}
