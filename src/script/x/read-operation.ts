// A message's operation as a script reads it.

import { formatExpression, formatIdentifier, formatPath, quotedLiteral } from '../../mysqlx/codec/format-expression.ts';
import {
  formatCreateView,
  formatDelete,
  formatDropView,
  formatFind,
  formatInsert,
  formatModifyView,
  formatUpdate,
} from '../../mysqlx/codec/format-operation.ts';
import { formatAny } from '../../mysqlx/codec/format-value.ts';
import { UPDATE_VERBS } from '../../mysqlx/constants/update-verbs.ts';
import { hasField } from '../../mysqlx/messages/message-type.ts';
import {
  type CrudCreateView,
  CrudDataModel,
  type CrudDelete,
  type CrudDropView,
  type CrudFind,
  CrudFindRowLock,
  type CrudInsert,
  type CrudLimit,
  type CrudLimitExpr,
  type CrudModifyView,
  type CrudOrder,
  CrudOrderDirection,
  type CrudUpdate,
  type DatatypesAny,
  type DatatypesScalar,
  type ExprExpr,
  type SqlStmtExecute,
} from '../../mysqlx/messages/schema.ts';
import type {
  OperationValue,
  ScriptChange,
  ScriptCommand,
  ScriptDelete,
  ScriptFind,
  ScriptInsert,
  ScriptUpdate,
  ScriptView,
} from '../operation.ts';
import { anyValueOf, constantOf, scalarOf } from './x-values.ts';

/** Values of placeholders that come with the execution of what was prepared; null where it was not. */
export type Given = readonly DatatypesAny[] | null;

export function readFind(message: CrudFind, given: Given): ScriptFind {
  const parameters = parametersOf(message.args, given);
  return {
    kind: 'find',
    text: formatFind(message),
    ...selectionOf(message, parameters),
    fields: message.projection.map(({ source, alias }) => ({ expression: textOf(source), alias: alias || null })),
    groupBy: message.grouping.map(textOf),
    having: message.groupingCriteria ? textOf(message.groupingCriteria) : null,
    lock: lockOf(message),
  };
}

export function readInsert(message: CrudInsert, given: Given): ScriptInsert {
  const parameters = parametersOf(message.args, given);
  const isTable = message.dataModel === CrudDataModel.TABLE;
  const rows = message.row.map(({ field }) => field.map((each) => constantOf(each, parameters)));
  return {
    kind: 'insert',
    text: formatInsert(message),
    ...placeOf(message),
    parameters,
    isTable,
    isUpsert: message.upsert ?? false,
    documents: isTable ? [] : rows.flat(),
    columns: message.projection.map(({ name, documentPath }) => `${name ?? ''}${formatPath(documentPath)}`),
    rows: isTable ? rows : [],
  };
}

export function readUpdate(message: CrudUpdate, given: Given): ScriptUpdate {
  const parameters = parametersOf(message.args, given);
  const changes = message.operation.map(
    ({ source, operation, value }): ScriptChange => ({
      change: CHANGES[operation] ?? 'set',
      field: formatIdentifier(source),
      value: value ? constantOf(value, parameters) : null,
    }),
  );
  return { kind: 'update', text: formatUpdate(message), ...selectionOf(message, parameters), changes };
}

export function readDelete(message: CrudDelete, given: Given): ScriptDelete {
  return { kind: 'delete', text: formatDelete(message), ...selectionOf(message, parametersOf(message.args, given)) };
}

export function readCreateView(message: CrudCreateView): ScriptView {
  return viewOf('createView', formatCreateView(message), message, message.stmt, message.replaceExisting ?? false);
}

export function readModifyView(message: CrudModifyView): ScriptView {
  return viewOf('modifyView', formatModifyView(message), message, message.stmt ?? null, false);
}

export function readDropView(message: CrudDropView): ScriptView {
  const text = formatDropView(message);
  return viewOf('dropView', text, { ...message, column: [] }, null, message.ifExists ?? false);
}

/** Of a statement in a namespace other than `sql`. */
export function readCommand({ stmt, args }: SqlStmtExecute, namespace: string): ScriptCommand {
  const name = stmt.toString('utf8');
  const [first] = args;
  const values =
    args.length === 1 && first?.obj ? anyValueOf(first) : Object.fromEntries(Object.entries(args.map(anyValueOf)));
  return {
    kind: 'command',
    text: `${namespace}.${name}(${args.map(formatAny).join(', ')})`,
    namespace,
    name,
    arguments: values as ScriptCommand['arguments'],
  };
}

const CHANGES: Readonly<Record<number, ScriptChange['change']>> = UPDATE_VERBS;

function viewOf(
  kind: ScriptView['kind'],
  text: string,
  message: Pick<CrudModifyView, 'collection' | 'column'>,
  definition: CrudFind | null,
  isLenient: boolean,
): ScriptView {
  return {
    kind,
    text,
    ...placeOf(message),
    parameters: [],
    columns: message.column,
    definition: definition === null ? null : readFind(definition, null),
    isLenient,
  };
}

function placeOf({ collection }: Pick<CrudFind, 'collection'>): { readonly schema: string; readonly name: string } {
  return { schema: collection.schema ?? '', name: collection.name };
}

type Selecting = Pick<CrudFind, 'collection' | 'dataModel' | 'criteria' | 'order' | 'limit' | 'limitExpr'>;

function selectionOf(message: Selecting, parameters: readonly OperationValue[]) {
  return {
    ...placeOf(message),
    parameters,
    isTable: message.dataModel === CrudDataModel.TABLE,
    criteria: message.criteria ? textOf(message.criteria) : null,
    sort: message.order.map(orderOf),
    ...limitOf(message.limit, message.limitExpr, parameters),
  };
}

function orderOf({ expr, direction }: CrudOrder) {
  return { expression: textOf(expr), isDescending: direction === CrudOrderDirection.DESC };
}

function limitOf(
  limit: CrudLimit | null | undefined,
  limitExpr: CrudLimitExpr | null | undefined,
  parameters: readonly OperationValue[],
): { readonly limit: number | null; readonly offset: number } {
  if (limit) return { limit: Number(limit.rowCount), offset: Number(limit.offset ?? 0) };
  if (!limitExpr) return { limit: null, offset: 0 };
  const { rowCount, offset } = limitExpr;
  return {
    limit: Number(constantOf(rowCount, parameters)),
    offset: offset ? Number(constantOf(offset, parameters)) : 0,
  };
}

function lockOf(message: CrudFind): ScriptFind['lock'] {
  if (!hasField(message, 'locking')) return null;
  return message.locking === CrudFindRowLock.SHARED_LOCK ? 'shared' : 'exclusive';
}

function parametersOf(args: readonly DatatypesScalar[], given: Given): readonly OperationValue[] {
  return given === null ? args.map(scalarOf) : given.map(anyValueOf);
}

function textOf(expr: ExprExpr): string {
  return formatExpression(expr, quotedLiteral);
}
