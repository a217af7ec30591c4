// Messages of the X Protocol as steps of a program: CRUD on one table, statements that are prepared and executed later,
// cursors, what the X plugin itself is asked. Rows have the columns `id` and `n`.

import { ClientMessage } from '../../../src/mysqlx/constants/message-types.ts';
import * as messages from '../../../src/mysqlx/messages/messages.ts';
import {
  CrudDataModel,
  CrudUpdateOperationUpdateType,
  type DatatypesAny,
  type DatatypesScalar,
  DatatypesScalarType,
  type ExprExpr,
  ExprExprType,
  PreparePrepareOneOfMessageType,
} from '../../../src/mysqlx/messages/schema.ts';
import { integerValue, textValue } from '../x-client.ts';

export type XValue = string | number | null;

export interface XStep {
  readonly name: string;
  /** Type and payload. */
  readonly x: (schema: string) => readonly [number, Buffer];
}

const count = (value: number) => ({ low: value, high: 0, unsigned: true });
const dataModel = CrudDataModel.TABLE;
const table = (schema: string, name: string) => ({ schema, name });

function anyOf(value: XValue): DatatypesAny {
  if (typeof value === 'string') return textValue(value);
  if (typeof value === 'number') return integerValue(value);
  return { ...textValue(''), scalar: { type: DatatypesScalarType.V_NULL } };
}

function scalarOf(value: XValue): DatatypesScalar {
  return anyOf(value).scalar as DatatypesScalar;
}

const literal = (value: XValue): ExprExpr => ({ type: ExprExprType.LITERAL, literal: scalarOf(value) });
const column = (name: string): ExprExpr => ({ type: ExprExprType.IDENT, identifier: { name, documentPath: [] } });
const isId = (): ExprExpr => ({
  type: ExprExprType.OPERATOR,
  operator: { name: '==', param: [column('id'), { type: ExprExprType.PLACEHOLDER, position: 0 }] },
});

function findMessage(schema: string, name: string, id: number) {
  const projection = [{ source: column('n') }];
  const criteria = isId();
  return {
    ...{ collection: table(schema, name), dataModel, projection, criteria, args: [scalarOf(id)] },
    ...{ order: [], grouping: [] },
  };
}

export function find(name: string, id: number): XStep {
  return {
    name: `find ${name} ${id}`,
    x: (schema) => [ClientMessage.CRUD_FIND, messages.Find.encode(findMessage(schema, name, id))],
  };
}

/** @param id null: the server makes one */
export function insert(name: string, id: number | null, n: XValue): XStep {
  const fields = [...(id === null ? [] : [['id', id] as const]), ['n', n] as const];
  const projection = fields.map(([field]) => ({ name: field, documentPath: [] }));
  const row = [{ field: fields.map(([, value]) => literal(value)) }];
  return {
    name: `insert ${name} ${id} ${n}`,
    x: (schema) => [
      ClientMessage.CRUD_INSERT,
      messages.Insert.encode({ collection: table(schema, name), dataModel, projection, row, args: [] }),
    ],
  };
}

export function update(name: string, id: number, n: XValue): XStep {
  const source = { name: 'n', documentPath: [] };
  const operation = [{ source, operation: CrudUpdateOperationUpdateType.SET, value: literal(n) }];
  const common = { dataModel, criteria: isId(), order: [], args: [scalarOf(id)] };
  return {
    name: `update ${name} ${id} ${n}`,
    x: (schema) => [
      ClientMessage.CRUD_UPDATE,
      messages.Update.encode({ collection: table(schema, name), ...common, operation }),
    ],
  };
}

export function remove(name: string, id: number): XStep {
  const common = { dataModel, criteria: isId(), order: [], args: [scalarOf(id)] };
  return {
    name: `remove ${name} ${id}`,
    x: (schema) => [ClientMessage.CRUD_DELETE, messages.Delete.encode({ collection: table(schema, name), ...common })],
  };
}

/** As the X plugin fills it in: not a prepared statement. */
export function bound(sql: string, ...values: readonly XValue[]): XStep {
  return {
    name: `bound ${sql} ${JSON.stringify(values)}`,
    x: () => [
      ClientMessage.SQL_STMT_EXECUTE,
      messages.StmtExecute.encode({ stmt: Buffer.from(sql), args: values.map(anyOf) }),
    ],
  };
}

export function prepare(stmtId: number, sql: string): XStep {
  const stmt = { type: PreparePrepareOneOfMessageType.STMT, stmtExecute: { stmt: Buffer.from(sql), args: [] } };
  return {
    name: `prepare ${stmtId} ${sql}`,
    x: () => [ClientMessage.PREPARE_PREPARE, messages.Prepare.encode({ stmtId, stmt })],
  };
}

export function prepareFind(stmtId: number, name: string, id: number): XStep {
  return {
    name: `prepare ${stmtId} find ${name} ${id}`,
    x: (schema) => [
      ClientMessage.PREPARE_PREPARE,
      messages.Prepare.encode({
        stmtId,
        stmt: { type: PreparePrepareOneOfMessageType.FIND, find: { ...findMessage(schema, name, id), args: [] } },
      }),
    ],
  };
}

export function execute(stmtId: number, ...values: readonly XValue[]): XStep {
  return {
    name: `execute ${stmtId} ${JSON.stringify(values)}`,
    x: () => [ClientMessage.PREPARE_EXECUTE, messages.Execute.encode({ stmtId, args: values.map(anyOf) })],
  };
}

export function deallocate(stmtId: number): XStep {
  return {
    name: `deallocate ${stmtId}`,
    x: () => [ClientMessage.PREPARE_DEALLOCATE, messages.Deallocate.encode({ stmtId })],
  };
}

export function openCursor(cursorId: number, stmtId: number, rows: number): XStep {
  const stmt = { type: 0, prepareExecute: { stmtId, args: [] } };
  return {
    name: `open ${cursorId} of ${stmtId}`,
    x: () => [ClientMessage.CURSOR_OPEN, messages.CursorOpen.encode({ cursorId, stmt, fetchRows: count(rows) })],
  };
}

export function fetch(cursorId: number, rows: number): XStep {
  return {
    name: `fetch ${cursorId} ${rows}`,
    x: () => [ClientMessage.CURSOR_FETCH, messages.CursorFetch.encode({ cursorId, fetchRows: count(rows) })],
  };
}

export function closeCursor(cursorId: number): XStep {
  return {
    name: `close ${cursorId}`,
    x: () => [ClientMessage.CURSOR_CLOSE, messages.CursorClose.encode({ cursorId })],
  };
}

/** Asks the plugin itself. @param notice of those that may be switched on and off */
export function plugin(command: string, notice?: string): XStep {
  const names = { key: 'notice', value: { type: 3, array: { value: [textValue(notice ?? '')] } } };
  const args = notice === undefined ? [] : [{ type: 2, obj: { fld: [names] } }];
  return {
    name: `mysqlx.${command} ${notice ?? ''}`,
    x: () => [
      ClientMessage.SQL_STMT_EXECUTE,
      messages.StmtExecute.encode({ namespace: 'mysqlx', stmt: Buffer.from(command), args }),
    ],
  };
}
