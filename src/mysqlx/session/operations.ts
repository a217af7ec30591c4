// The messages that carry an operation: what counts of each when it is asked again, and how a person would write it.

import { RecentMap } from '../../core/recent-map.ts';
import type { ScopeStatement } from '../../core/scope.ts';
import type { DataAccess } from '../../sql/access/access-shape.ts';
import { isSecretTable } from '../../sql/secrets/secret-answers.ts';
import type { StatementReading } from '../../sql/statement-reading.ts';
import * as format from '../codec/format-operation.ts';
import { formatAny, formatArguments } from '../codec/format-value.ts';
import { ClientMessage } from '../constants/message-types.ts';
import { canonicalBytes } from '../messages/canonical.ts';
import { hasField, type MessageType } from '../messages/message-type.ts';
import * as messages from '../messages/messages.ts';
import type {
  CrudFind,
  DatatypesAny,
  DatatypesScalar,
  PreparePrepareOneOfMessage,
  SqlStmtExecute,
} from '../messages/schema.ts';
import { type CrudMessage, crudAccess, pluginAccess } from './crud-access.ts';
import { type NoticeSwitch, noticeSwitch } from './notices.ts';
import { hashArguments, type Operation, startHash } from './operation.ts';
import { sqlOperation } from './sql-operation.ts';
import type { TrackedValues } from './tracked-state.ts';

/** Longer ones are read anew each time, so that what is remembered stays below some 20 MiB. */
const REMEMBERED_BYTES = 512;
const remembered = new RecentMap<string, Operation>(8192);

/**
 * Reads a message, or remembers how it was read: programs send the same few over and over. Null where it carries none.
 * @throws MalformedMessageError
 */
export function readOperation(type: number, payload: Buffer): Operation | null {
  if (payload.length > REMEMBERED_BYTES) return decodeOperation(type, payload);
  const key = `${type} ${payload.toString('latin1')}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  // its own copy: the given buffer may be a piece of a far bigger one
  const operation = decodeOperation(type, Buffer.from(payload));
  if (operation === null || operation.isSecret()) return operation;
  const kept = new RememberedOperation(operation);
  remembered.set(key, kept);
  return kept;
}

function decodeOperation(type: number, payload: Buffer): Operation | null {
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

/** What follows from an operation, worked out once: for the schema that it was asked in last, and for people. */
class RememberedOperation implements Operation {
  readonly #operation: Operation;
  #database: string | null = null;
  #fingerprint = '';
  #values: TrackedValues | null = null;
  #text: string | null = null;
  #parameters: string | null | undefined;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  get isRead(): boolean {
    return this.#operation.isRead;
  }

  get isDefinition(): boolean {
    return this.#operation.isDefinition;
  }

  get isSetting(): boolean {
    return this.#operation.isSetting;
  }

  get scope(): ScopeStatement | null {
    return this.#operation.scope;
  }

  get isSessionBound(): boolean {
    return this.#operation.isSessionBound;
  }

  get access(): readonly DataAccess[] {
    return this.#operation.access;
  }

  get reading(): StatementReading | null {
    return this.#operation.reading;
  }

  get isOfPlugin(): boolean {
    return this.#operation.isOfPlugin;
  }

  get notices(): NoticeSwitch | null {
    return this.#operation.notices;
  }

  valuesWith(args: readonly DatatypesAny[] | null): TrackedValues {
    if (args !== null) return this.#operation.valuesWith(args);
    this.#values ??= this.#operation.valuesWith(null);
    return this.#values;
  }

  fingerprint(database: string): string {
    if (this.#database !== database) this.#fingerprint = this.#operation.fingerprint(database);
    this.#database = database;
    return this.#fingerprint;
  }

  text(): string {
    this.#text ??= this.#operation.text();
    return this.#text;
  }

  parameters(): string | null {
    if (this.#parameters === undefined) this.#parameters = this.#operation.parameters();
    return this.#parameters;
  }

  /** Nothing that holds one is remembered. */
  isSecret(): boolean {
    return false;
  }

  answersWithSecret(database: string): boolean {
    return this.#operation.answersWithSecret(database);
  }
}

/** SQL, or a command of the X plugin itself. */
function statementOperation(message: SqlStmtExecute): Operation {
  const namespace = message.namespace ?? 'sql';
  return namespace === 'sql' ? sqlOperation(message) : pluginOperation(message, namespace);
}

const PLUGIN_READS: ReadonlySet<string> = new Set([
  'list_objects',
  'list_notices',
  'list_clients',
  'get_collection_options',
]);
/** Each is a statement that defines something. */
const PLUGIN_DEFINITIONS = /^(?:create|drop|modify|ensure)_/;
const PLUGIN_SETTINGS: ReadonlySet<string> = new Set(['ping', 'enable_notices', 'disable_notices']);

/** https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_use_cases.html */
function pluginOperation({ stmt, args, compactMetadata }: SqlStmtExecute, namespace: string): Operation {
  const name = stmt.toString('utf8');
  const fingerprint = (database: string): string => {
    const hash = startHash(ClientMessage.SQL_STMT_EXECUTE, database);
    hash.code(compactMetadata ? 3 : 2);
    hash.field(Buffer.from(namespace));
    hashArguments(hash, args);
    hash.raw(stmt);
    return hash.finish();
  };
  return {
    fingerprint,
    isOfPlugin: PLUGIN_SETTINGS.has(name) || name === 'list_notices' || name === 'list_clients',
    notices: noticeSwitch(name, args),
    valuesWith: (given) => new FingerprintValues(fingerprint, given),
    isRead: PLUGIN_READS.has(name) || PLUGIN_SETTINGS.has(name),
    isDefinition: PLUGIN_DEFINITIONS.test(name),
    isSetting: PLUGIN_SETTINGS.has(name),
    isSessionBound: false,
    access: pluginAccess(PLUGIN_READS.has(name), PLUGIN_SETTINGS.has(name)),
    reading: null,
    scope: null,
    text: () => `${namespace}.${name}(${args.map(formatAny).join(', ')})`,
    parameters: () => null,
    isSecret: () => false,
    answersWithSecret: () => false,
  };
}

/** Of what is no SQL: a word that is equal only where the operation and what it is executed with are. */
class FingerprintValues implements TrackedValues {
  readonly #fingerprint: (database: string) => string;
  readonly #args: readonly DatatypesAny[] | null;
  #text: Buffer | null = null;

  constructor(fingerprint: (database: string) => string, args: readonly DatatypesAny[] | null) {
    this.#fingerprint = fingerprint;
    this.#args = args;
  }

  get text(): Buffer {
    this.#text ??= Buffer.from(`x${this.#fingerprint('')} ${this.#args === null ? '' : formatArguments(this.#args)}`);
    return this.#text;
  }
}

/** Operations whose placeholders are filled in by arguments beside them. */
interface WithArguments extends CrudMessage {
  readonly args?: readonly DatatypesScalar[];
}

const VIEWS: ReadonlySet<number> = new Set([
  ClientMessage.CRUD_CREATE_VIEW,
  ClientMessage.CRUD_MODIFY_VIEW,
  ClientMessage.CRUD_DROP_VIEW,
]);

function crudOperation<T extends object & WithArguments>(
  type: number,
  messageType: MessageType<T>,
  message: T,
  describe: (message: T) => string,
): Operation {
  const fingerprint = (database: string): string => {
    const hash = startHash(type, database);
    hash.raw(canonicalBytes(messageType, message));
    return hash.finish();
  };
  return {
    fingerprint,
    isOfPlugin: false,
    notices: null,
    valuesWith: (given) => new FingerprintValues(fingerprint, given),
    isRead: type === ClientMessage.CRUD_FIND && !hasField(message as Partial<CrudFind>, 'locking'),
    isDefinition: VIEWS.has(type),
    isSetting: false,
    isSessionBound: false,
    access: crudAccess(type, message),
    reading: null,
    scope: null,
    text: () => describe(message),
    parameters: () => formatArguments(message.args ?? []),
    isSecret: () => false,
    answersWithSecret: (database) => {
      const { schema = '', name } = message.collection;
      return type === ClientMessage.CRUD_FIND && isSecretTable(schema || database, name);
    },
  };
}

/** @throws MalformedMessageError where a prepare lacks what it says that it prepares */
export function preparedOperation(payload: Buffer): { readonly id: number; readonly operation: Operation } {
  const { stmtId, stmt } = messages.Prepare.decode(payload);
  return { id: stmtId, operation: operationOf(stmt) };
}

function operationOf({ find, insert, update, delete: remove, stmtExecute }: PreparePrepareOneOfMessage): Operation {
  if (find) return crudOperation(ClientMessage.CRUD_FIND, messages.Find, find, format.formatFind);
  if (insert) return crudOperation(ClientMessage.CRUD_INSERT, messages.Insert, insert, format.formatInsert);
  if (update) return crudOperation(ClientMessage.CRUD_UPDATE, messages.Update, update, format.formatUpdate);
  if (remove) return crudOperation(ClientMessage.CRUD_DELETE, messages.Delete, remove, format.formatDelete);
  return statementOperation(stmtExecute ?? { stmt: Buffer.alloc(0), args: [] });
}
