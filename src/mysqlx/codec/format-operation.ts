// A CRUD message as the operation that one writes for it in the X DevAPI: `shop.orders.find("total > 5").limit(3)`.
// https://dev.mysql.com/doc/x-devapi-userguide/en/

import { UPDATE_VERBS } from '../constants/update-verbs.ts';
import { hasField } from '../messages/message-type.ts';
import {
  type CrudCollection,
  type CrudCreateView,
  CrudDataModel,
  type CrudDelete,
  type CrudDropView,
  type CrudFind,
  CrudFindRowLock,
  CrudFindRowLockOptions,
  type CrudInsert,
  type CrudLimit,
  type CrudLimitExpr,
  type CrudModifyView,
  type CrudOrder,
  CrudOrderDirection,
  type CrudProjection,
  type CrudUpdate,
  type CrudUpdateOperation,
  type ExprExpr,
} from '../messages/schema.ts';
import { formatExpression, formatIdentifier, formatPath, quotedLiteral } from './format-expression.ts';

export function formatFind(find: CrudFind): string {
  const { criteria, grouping, groupingCriteria, order } = find;
  const isTable = find.dataModel === CrudDataModel.TABLE;
  const fields = find.projection.map(formatProjection);
  const head = isTable
    ? `${call('select', fields)}${criteria ? call('where', [quoted(criteria)]) : ''}`
    : `${call('find', criteria ? [quoted(criteria)] : [])}${fields.length > 0 ? call('fields', fields) : ''}`;
  return [
    formatCollection(find.collection),
    head,
    grouping.length > 0 ? call('groupBy', grouping.map(quoted)) : '',
    groupingCriteria ? call('having', [quoted(groupingCriteria)]) : '',
    formatOrder(order, isTable),
    formatLimit(find.limit, find.limitExpr),
    formatLock(find),
  ].join('');
}

export function formatInsert({ collection, dataModel, projection, row, upsert }: CrudInsert): string {
  const values = row.map(({ field }) => field.map((each) => formatExpression(each)));
  if (dataModel !== CrudDataModel.TABLE) {
    return `${formatCollection(collection)}${call(upsert ? 'addOrReplace' : 'add', values.flat())}`;
  }
  const columns = projection.map((column) => JSON.stringify(`${column.name ?? ''}${formatPath(column.documentPath)}`));
  return `${formatCollection(collection)}${call('insert', columns)}${values.map((each) => call('values', each)).join('')}`;
}

export function formatUpdate(update: CrudUpdate): string {
  const { criteria, operation, order } = update;
  const isTable = update.dataModel === CrudDataModel.TABLE;
  return [
    formatCollection(update.collection),
    isTable ? call('update', []) : call('modify', criteria ? [quoted(criteria)] : []),
    ...operation.map(formatUpdateOperation),
    isTable && criteria ? call('where', [quoted(criteria)]) : '',
    formatOrder(order, isTable),
    formatLimit(update.limit, update.limitExpr),
  ].join('');
}

export function formatDelete(message: CrudDelete): string {
  const { criteria, order } = message;
  const isTable = message.dataModel === CrudDataModel.TABLE;
  const where = criteria ? [quoted(criteria)] : [];
  return [
    formatCollection(message.collection),
    isTable ? `${call('delete', [])}${criteria ? call('where', where) : ''}` : call('remove', where),
    formatOrder(order, isTable),
    formatLimit(message.limit, message.limitExpr),
  ].join('');
}

export function formatCreateView({ collection, column, stmt, replaceExisting }: CrudCreateView): string {
  const verb = replaceExisting ? 'createOrReplaceView' : 'createView';
  return `${formatCollection(collection)}${call(verb, [...column.map((name) => JSON.stringify(name)), formatFind(stmt)])}`;
}

export function formatModifyView({ collection, column, stmt }: CrudModifyView): string {
  const definition = stmt ? [formatFind(stmt)] : [];
  return `${formatCollection(collection)}${call('modifyView', [...column.map((name) => JSON.stringify(name)), ...definition])}`;
}

export function formatDropView({ collection, ifExists }: CrudDropView): string {
  return `${formatCollection(collection)}${call(ifExists ? 'dropViewIfExists' : 'dropView', [])}`;
}

const VERBS: Readonly<Record<number, string>> = UPDATE_VERBS;

function formatUpdateOperation({ source, operation, value }: CrudUpdateOperation): string {
  const field = formatIdentifier(source);
  const values = value ? [formatExpression(value)] : [];
  return call(VERBS[operation] ?? 'change', field === '$' ? values : [JSON.stringify(field), ...values]);
}

function formatCollection({ schema, name }: CrudCollection): string {
  return schema ? `${schema}.${name}` : name;
}

function formatProjection({ source, alias }: CrudProjection): string {
  return JSON.stringify(`${formatExpression(source, quotedLiteral)}${alias ? ` as ${alias}` : ''}`);
}

function formatOrder(order: readonly CrudOrder[], isTable: boolean): string {
  if (order.length === 0) return '';
  const each = order.map(({ expr, direction }) =>
    JSON.stringify(`${formatExpression(expr, quotedLiteral)}${direction === CrudOrderDirection.DESC ? ' desc' : ''}`),
  );
  return call(isTable ? 'orderBy' : 'sort', each);
}

function formatLimit(limit: CrudLimit | null | undefined, limitExpr: CrudLimitExpr | null | undefined): string {
  if (limit) {
    const offset = String(limit.offset ?? 0);
    return `${call('limit', [String(limit.rowCount)])}${offset === '0' ? '' : call('offset', [offset])}`;
  }
  if (!limitExpr) return '';
  const { rowCount, offset } = limitExpr;
  return `${call('limit', [formatExpression(rowCount)])}${offset ? call('offset', [formatExpression(offset)]) : ''}`;
}

function formatLock(find: CrudFind): string {
  if (!hasField(find, 'locking')) return '';
  const isNamed = ([, value]: [string, number]) => hasField(find, 'lockingOptions') && value === find.lockingOptions;
  const options = Object.entries(CrudFindRowLockOptions).filter(isNamed);
  const names = options.map(([name]) => name.toLowerCase().replace('_', ' '));
  return call(find.locking === CrudFindRowLock.SHARED_LOCK ? 'lockShared' : 'lockExclusive', names);
}

/** In quotes, as the text that a client's parser takes. */
function quoted(expr: ExprExpr): string {
  return JSON.stringify(formatExpression(expr, quotedLiteral));
}

function call(name: string, values: readonly string[]): string {
  return `.${name}(${values.join(', ')})`;
}
