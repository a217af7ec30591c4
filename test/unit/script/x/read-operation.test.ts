// Operations on collections and tables as scripts read them, from messages as they come over the wire.

import { expect, test } from 'vitest';
import * as messages from '../../../../src/mysqlx/messages/messages.ts';
import {
  CrudDataModel,
  CrudFindRowLock,
  CrudOrderDirection,
  type DatatypesAny,
  DatatypesAnyType,
  type DatatypesScalar,
  DatatypesScalarType,
  ExprDocumentPathItemType,
  type ExprExpr,
  ExprExprType,
  CrudUpdateOperationUpdateType as UpdateType,
} from '../../../../src/mysqlx/messages/schema.ts';
import {
  readCommand,
  readCreateView,
  readDelete,
  readDropView,
  readFind,
  readInsert,
  readModifyView,
  readUpdate,
} from '../../../../src/script/x/read-operation.ts';
import { textValue } from '../../../support/x-client.ts';

const collection = { schema: 'shop', name: 'products' };
const text = (value: string): DatatypesScalar => ({
  type: DatatypesScalarType.V_STRING,
  vString: { value: Buffer.from(value) },
});
const literal = (value: string): ExprExpr => ({ type: ExprExprType.LITERAL, literal: text(value) });
const placeholder = (position: number): ExprExpr => ({ type: ExprExprType.PLACEHOLDER, position });
const member = (value: string) => ({ documentPath: [{ type: ExprDocumentPathItemType.MEMBER, value }] });
const name: ExprExpr = { type: ExprExprType.IDENT, identifier: member('name') };
const isFirst: ExprExpr = { type: ExprExprType.OPERATOR, operator: { name: '==', param: [name, placeholder(0)] } };
const plain = { collection, projection: [], args: [], order: [], grouping: [] };

function find(changes: object) {
  return messages.Find.decode(messages.Find.encode({ ...plain, ...changes }));
}

test('a find without anything wants all', () => {
  expect(readFind(find({}), null)).toMatchObject({
    ...{ kind: 'find', schema: 'shop', name: 'products', parameters: [], isTable: false, criteria: null, sort: [] },
    ...{ limit: null, offset: 0, fields: [], groupBy: [], having: null, lock: null },
  });
});

test('a find with everything', () => {
  const asked = find({
    dataModel: CrudDataModel.TABLE,
    criteria: isFirst,
    args: [text('Ada')],
    projection: [{ source: name, alias: 'n' }, { source: name }],
    order: [{ expr: name, direction: CrudOrderDirection.DESC }, { expr: name }],
    limit: { rowCount: { low: 3, high: 0, unsigned: true }, offset: { low: 1, high: 0, unsigned: true } },
    locking: CrudFindRowLock.SHARED_LOCK,
  });
  const read = readFind(asked, null);
  expect(read).toMatchObject({ isTable: true, parameters: ['Ada'], limit: 3, offset: 1, lock: 'shared' });
  expect(read.fields.map(({ alias }) => alias)).toEqual(['n', null]);
  expect(read.sort.map(({ isDescending }) => isDescending)).toEqual([true, false]);
  expect(read.criteria).toContain(':0');
  expect(readFind(find({ locking: CrudFindRowLock.EXCLUSIVE_LOCK }), null).lock).toBe('exclusive');
});

test('what comes with the execution of what was prepared stands for the arguments', () => {
  const limitExpr = { rowCount: placeholder(1), offset: placeholder(0) };
  const given = [2, 5].map((low): DatatypesAny => {
    const vUnsignedInt = { low, high: 0, unsigned: true, toString: () => String(low) };
    return { type: DatatypesAnyType.SCALAR, scalar: { type: DatatypesScalarType.V_UINT, vUnsignedInt } };
  });
  expect(readFind(find({ limitExpr, args: [text('x')] }), given)).toMatchObject({
    ...{ parameters: [2, 5], limit: 5, offset: 2 },
  });
});

test('an insert has documents for a collection, rows for a table', () => {
  const row = [{ field: [literal('a'), placeholder(0)] }, { field: [literal('b'), literal('c')] }];
  const insert = (dataModel: number) =>
    messages.Insert.decode(
      messages.Insert.encode({
        collection,
        dataModel,
        projection: [{ name: 'n', documentPath: [] }],
        row,
        args: [text('x')],
        upsert: true,
      }),
    );
  const rows = [
    ['a', 'x'],
    ['b', 'c'],
  ];
  expect(readInsert(insert(CrudDataModel.TABLE), null)).toMatchObject({
    rows,
    documents: [],
    columns: ['n'],
    isUpsert: true,
  });
  expect(readInsert(insert(CrudDataModel.DOCUMENT), null)).toMatchObject({ rows: [], documents: rows.flat() });
});

test('each change of an update has its word, and null where it has no value', () => {
  const operation = [
    { source: member('a'), operation: UpdateType.ITEM_SET, value: placeholder(0) },
    { source: member('b'), operation: UpdateType.ITEM_REMOVE },
    { source: member('c'), operation: UpdateType.ARRAY_APPEND, value: literal('x') },
    {
      source: { documentPath: [] },
      operation: UpdateType.MERGE_PATCH,
      value: { type: ExprExprType.OBJECT, object: { fld: [] } },
    },
  ];
  const update = messages.Update.decode(
    messages.Update.encode({ collection, order: [], operation, args: [text('v')] }),
  );
  const { changes } = readUpdate(update, null);
  expect(changes.map(({ change, value }) => [change, value])).toEqual([
    ...[
      ['set', 'v'],
      ['unset', null],
      ['arrayAppend', 'x'],
      ['patch', {}],
    ],
  ]);
  expect(changes[0]?.field).toContain('a');
});

test('a delete, and views', () => {
  const remove = messages.Delete.decode(
    messages.Delete.encode({ collection, criteria: isFirst, order: [], args: [text('x')] }),
  );
  expect(readDelete(remove, null)).toMatchObject({ kind: 'delete', parameters: ['x'], limit: null });
  const view = messages.CreateView.decode(
    messages.CreateView.encode({ collection, column: ['a'], stmt: { ...plain }, replaceExisting: true }),
  );
  expect(readCreateView(view)).toMatchObject({
    kind: 'createView',
    columns: ['a'],
    isLenient: true,
    definition: { kind: 'find' },
  });
  const modify = messages.ModifyView.decode(messages.ModifyView.encode({ collection, column: [] }));
  expect(readModifyView(modify)).toMatchObject({ kind: 'modifyView', definition: null, isLenient: false });
  const drop = messages.DropView.decode(messages.DropView.encode({ collection }));
  expect(readDropView(drop)).toMatchObject({ kind: 'dropView', isLenient: false, columns: [] });
});

test('a command has the members of its one object, or its values by their positions', () => {
  const fld = [{ key: 'schema', value: textValue('shop') }];
  const object: DatatypesAny = { type: DatatypesAnyType.OBJECT, obj: { fld } };
  const read = (...args: DatatypesAny[]) =>
    readCommand(
      messages.StmtExecute.decode(messages.StmtExecute.encode({ stmt: Buffer.from('ping'), args })),
      'mysqlx',
    );
  expect(read(object).arguments).toEqual({ schema: 'shop' });
  expect(read(textValue('a'), object).arguments).toEqual({ 0: 'a', 1: { schema: 'shop' } });
  expect(read()).toMatchObject({ kind: 'command', name: 'ping', text: 'mysqlx.ping()', arguments: {} });
});
