// The messages that carry an operation: what counts of each when it is asked again, and how a person would write it.

import { CanonicalHash } from '../../fingerprint/canonical-hash.ts';
import { maskSecrets } from '../../fingerprint/mask-secrets.ts';
import { mayHoldSecret } from '../../fingerprint/secret-marks.ts';
import { readStatement, type StatementReading } from '../../fingerprint/statement-reading.ts';
import * as format from '../codec/format-operation.ts';
import { formatAny, formatArguments } from '../codec/format-value.ts';
import { ClientMessage } from '../constants/message-types.ts';
import { canonicalBytes } from '../messages/canonical.ts';
import { hasField, type MessageType } from '../messages/message-type.ts';
import * as messages from '../messages/messages.ts';
import {
  type CrudFind,
  type DatatypesAny,
  type DatatypesScalar,
  DatatypesScalarType,
  type SqlStmtExecute,
} from '../messages/schema.ts';

/** Rules by which X messages are compared; it is hashed with each. */
const RULES = Buffer.from('x-1');

/** An operation that was read: of a message of its own, or of a prepared one. */
export interface Operation {
  /** 32 hexadecimal digits. @param database the current schema */
  fingerprint(database: string): string;
  readonly isRead: boolean;
  /** It carries no data, so that its last answer may be given again. */
  readonly isSetting: boolean;
  readonly isSessionBound: boolean;
  /** Of SQL. */
  readonly reading: StatementReading | null;
  text(): string;
  parameters(): string | null;
  isSecret(): boolean;
}

/** @throws MalformedMessageError */
export function readOperation(type: number, payload: Buffer): Operation | null {
  switch (type) {
    case ClientMessage.SQL_STMT_EXECUTE:
      return statementOperation(messages.StmtExecute.decode(payload));
    case ClientMessage.CRUD_FIND:
      return crudOperation(type, messages.Find, messages.Find.decode(payload), format.formatFind);
    case ClientMessage.CRUD_INSERT:
      return crudOperation(type, messages.Insert, messages.Insert.decode(payload), format.formatInsert);
    case ClientMessage.CRUD_UPDATE:
      return crudOperation(type, messages.Update, messages.Update.decode(payload), format.formatUpdate);
    case ClientMessage.CRUD_DELETE:
      return crudOperation(type, messages.Delete, messages.Delete.decode(payload), format.formatDelete);
    case ClientMessage.CRUD_CREATE_VIEW:
      return crudOperation(type, messages.CreateView, messages.CreateView.decode(payload), format.formatCreateView);
    case ClientMessage.CRUD_MODIFY_VIEW:
      return crudOperation(type, messages.ModifyView, messages.ModifyView.decode(payload), format.formatModifyView);
    case ClientMessage.CRUD_DROP_VIEW:
      return crudOperation(type, messages.DropView, messages.DropView.decode(payload), format.formatDropView);
    default:
      return null;
  }
}

/** Begins a fingerprint. */
export function startHash(type: number, database: string): CanonicalHash {
  const hash = new CanonicalHash();
  hash.field(RULES);
  hash.code(type);
  hash.field(Buffer.from(database));
  return hash;
}

export function hashArguments(hash: CanonicalHash, args: readonly DatatypesAny[]): void {
  hash.count(args.length);
  for (const arg of args) hash.field(canonicalBytes(messages.AnyValue, arg));
}

/** SQL, or a command of the X plugin itself. */
export function statementOperation(message: SqlStmtExecute): Operation {
  const namespace = message.namespace ?? 'sql';
  return namespace === 'sql' ? sqlOperation(message) : pluginOperation(message, namespace);
}

const SETTINGS: ReadonlySet<string> = new Set(['SET', 'USE']);

function sqlOperation({ stmt, args, compactMetadata }: SqlStmtExecute): Operation {
  const reading = readStatement(stmt);
  const full = args.length > 0 && mayHoldSecret(stmt) ? withSecretsMasked(stmt, args) : null;
  const isCompact = compactMetadata ? 1 : 0;
  const makeFingerprint = (database: string): string => {
    const hash = startHash(ClientMessage.SQL_STMT_EXECUTE, database);
    hash.code(isCompact);
    // what fills the statement in is a part of it where secrets are among it
    hashArguments(hash, full === null ? args : []);
    hash.raw(full === null ? reading.normal : full);
    return hash.finish();
  };
  return {
    fingerprint: (database) =>
      args.length > 0
        ? makeFingerprint(database)
        : reading.remembered(`x${isCompact} ${database}`, () => makeFingerprint(database)),
    get isRead() {
      return reading.isRead;
    },
    get isSetting() {
      return SETTINGS.has(reading.keyword);
    },
    get isSessionBound() {
      return reading.isSessionBound;
    },
    reading,
    text: () => (full ?? reading.masked).toString('utf8'),
    parameters: () => (full === null ? formatArguments(args) : null),
    isSecret: () => full !== null || !reading.masked.equals(stmt),
  };
}

/**
 * The statement with its arguments filled in as the X plugin does and the secrets among them masked; null where none is.
 */
function withSecretsMasked(stmt: Buffer, args: readonly DatatypesAny[]): Buffer | null {
  let next = 0;
  const filled = Buffer.from(
    stmt.toString('latin1').replace(/\?/g, () => {
      const scalar = args[next++]?.scalar;
      return scalar ? literalOf(scalar).toString('latin1') : '?';
    }),
    'latin1',
  );
  const masked = maskSecrets(filled);
  return masked.equals(filled) ? null : masked;
}

function literalOf(scalar: DatatypesScalar): Buffer {
  const bytes = scalar.vString?.value ?? scalar.vOctets?.value;
  if (bytes === undefined || scalar.type === DatatypesScalarType.V_NULL) return Buffer.from('NULL');
  return Buffer.from(`'${bytes.toString('latin1').replace(/['\\]/g, '\\$&')}'`, 'latin1');
}

const PLUGIN_READS: ReadonlySet<string> = new Set([
  'list_objects',
  'list_notices',
  'list_clients',
  'get_collection_options',
]);
const PLUGIN_SETTINGS: ReadonlySet<string> = new Set(['ping', 'enable_notices', 'disable_notices']);

/** https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_use_cases.html */
function pluginOperation({ stmt, args, compactMetadata }: SqlStmtExecute, namespace: string): Operation {
  const name = stmt.toString('utf8');
  return {
    fingerprint: (database) => {
      const hash = startHash(ClientMessage.SQL_STMT_EXECUTE, database);
      hash.code(compactMetadata ? 3 : 2);
      hash.field(Buffer.from(namespace));
      hashArguments(hash, args);
      hash.raw(stmt);
      return hash.finish();
    },
    isRead: PLUGIN_READS.has(name),
    isSetting: PLUGIN_SETTINGS.has(name),
    isSessionBound: false,
    reading: null,
    text: () => `${namespace}.${name}(${args.map(formatAny).join(', ')})`,
    parameters: () => null,
    isSecret: () => false,
  };
}

/** Operations whose placeholders are filled in by arguments beside them. */
interface WithArguments {
  readonly args?: readonly DatatypesScalar[];
}

function crudOperation<T extends object & WithArguments>(
  type: number,
  messageType: MessageType<T>,
  message: T,
  describe: (message: T) => string,
): Operation {
  return {
    fingerprint: (database) => {
      const hash = startHash(type, database);
      hash.raw(canonicalBytes(messageType, message));
      return hash.finish();
    },
    isRead: type === ClientMessage.CRUD_FIND && !hasField(message as Partial<CrudFind>, 'locking'),
    isSetting: false,
    isSessionBound: false,
    reading: null,
    text: () => describe(message),
    parameters: () => formatArguments(message.args ?? []),
    isSecret: () => false,
  };
}

/** @throws MalformedMessageError where a prepare lacks what it says that it prepares */
export function preparedOperation(payload: Buffer): { readonly id: number; readonly operation: Operation } {
  const { stmtId, stmt } = messages.Prepare.decode(payload);
  const { find, insert, update, delete: remove, stmtExecute } = stmt;
  if (stmtExecute) return { id: stmtId, operation: statementOperation(stmtExecute) };
  if (find)
    return { id: stmtId, operation: crudOperation(ClientMessage.CRUD_FIND, messages.Find, find, format.formatFind) };
  if (insert) {
    const operation = crudOperation(ClientMessage.CRUD_INSERT, messages.Insert, insert, format.formatInsert);
    return { id: stmtId, operation };
  }
  if (update) {
    const operation = crudOperation(ClientMessage.CRUD_UPDATE, messages.Update, update, format.formatUpdate);
    return { id: stmtId, operation };
  }
  if (remove) {
    const operation = crudOperation(ClientMessage.CRUD_DELETE, messages.Delete, remove, format.formatDelete);
    return { id: stmtId, operation };
  }
  return { id: stmtId, operation: statementOperation({ stmt: Buffer.alloc(0), args: [] }) };
}
