// Which data an operation of the X Protocol is about: CRUD says its collection or table plainly.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_xplugin.html

import type { AccessKind, DataAccess, TableAccess, TableName } from '../../sql/access/access-shape.ts';
import { isServerFunction } from '../../sql/access/access-words.ts';
import { ClientMessage } from '../constants/message-types.ts';
import { hasField } from '../messages/message-type.ts';
import type { CrudCollection, ExprExpr, ExprFunctionCall } from '../messages/schema.ts';

/** What every CRUD message has, and those fields that decide. */
export interface CrudMessage {
  readonly collection: CrudCollection;
  readonly criteria?: ExprExpr | null;
  readonly limit?: unknown;
  readonly limitExpr?: unknown;
  readonly locking?: number | null;
  readonly upsert?: boolean | null;
  /** Of a view. */
  readonly stmt?: { readonly collection: CrudCollection } | null;
}

const NO_TABLES: readonly TableAccess[] = [];

/** No rows are pinned: which field is a row's key, and what its values equal, only the server knows. */
export function crudAccess(type: number, message: CrudMessage): readonly DataAccess[] {
  const table = tableOf(message.collection);
  const callsUnknown = callsUnknownFunction(message);
  const isRead = type === ClientMessage.CRUD_FIND;
  const isView = VIEWS.has(type);
  const kind: AccessKind = callsUnknown ? 'unknown' : isRead ? 'read' : isView ? 'definition' : 'write';
  const source = message.stmt ? [tableOf(message.stmt.collection)] : NO_TABLES;
  const isEmptied = type === ClientMessage.CRUD_DELETE && !isLimited(message);
  const forgets: readonly TableName[] = isEmptied ? [{ schema: table.schema, name: table.name }] : [];
  return [
    {
      kind,
      verb: VERBS[type] ?? '',
      reads: callsUnknown ? 'all' : [table, ...source],
      writes: callsUnknown ? 'all' : isRead ? NO_TABLES : [table],
      forgets: callsUnknown ? [] : forgets,
      forgetsSchema: null,
      assigned: [],
      mixesRows: true,
      isUpsert: message.upsert === true,
      commutes: type === ClientMessage.CRUD_INSERT && message.upsert !== true && !callsUnknown ? 'insert' : null,
      locksReads: isRead && hasField(message, 'locking'),
      callsUnknown,
      readsDefinitions: false,
      isTemporary: false,
    },
  ];
}

/** Of a command of the X plugin itself: it lists, creates or drops. */
export function pluginAccess(isRead: boolean, isSetting: boolean): readonly DataAccess[] {
  return [
    {
      kind: isSetting ? 'session' : isRead ? 'read' : 'definition',
      verb: '',
      reads: isSetting ? NO_TABLES : 'all',
      writes: isRead || isSetting ? NO_TABLES : 'all',
      forgets: [],
      forgetsSchema: null,
      commutes: null,
      assigned: [],
      mixesRows: true,
      isUpsert: false,
      locksReads: false,
      callsUnknown: false,
      readsDefinitions: isRead && !isSetting,
      isTemporary: false,
    },
  ];
}

const VIEWS: ReadonlySet<number> = new Set([
  ClientMessage.CRUD_CREATE_VIEW,
  ClientMessage.CRUD_MODIFY_VIEW,
  ClientMessage.CRUD_DROP_VIEW,
]);

const VERBS: Readonly<Record<number, string>> = {
  [ClientMessage.CRUD_FIND]: 'SELECT',
  [ClientMessage.CRUD_INSERT]: 'INSERT',
  [ClientMessage.CRUD_UPDATE]: 'UPDATE',
  [ClientMessage.CRUD_DELETE]: 'DELETE',
  [ClientMessage.CRUD_CREATE_VIEW]: 'CREATE',
  [ClientMessage.CRUD_MODIFY_VIEW]: 'ALTER',
  [ClientMessage.CRUD_DROP_VIEW]: 'DROP',
};

function tableOf({ schema, name }: CrudCollection): TableAccess {
  return { schema: schema ? schema : null, name, pins: [], bounds: [] };
}

function isLimited(message: CrudMessage): boolean {
  return hasField(message, 'criteria') || hasField(message, 'limit') || hasField(message, 'limitExpr');
}

/** Whether an expression anywhere in the message calls what is no function of the server's own. */
function callsUnknownFunction(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Buffer.isBuffer(part)) return false;
  if (Array.isArray(part)) return part.some(callsUnknownFunction);
  return Object.entries(part).some(([field, value]) => {
    return (field === 'functionCall' && isUnknown(value)) || callsUnknownFunction(value);
  });
}

function isUnknown(call: ExprFunctionCall | null): boolean {
  if (call === null) return false;
  return Boolean(call.name.schemaName) || !isServerFunction(call.name.name);
}
