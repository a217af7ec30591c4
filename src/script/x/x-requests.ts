// What a message asks of a script: a statement, or an operation.

import type { ParameterValue } from '../../core/command.ts';
import { ClientMessage } from '../../mysqlx/constants/message-types.ts';
import * as messages from '../../mysqlx/messages/messages.ts';
import type {
  CrudDelete,
  CrudFind,
  CrudInsert,
  CrudUpdate,
  DatatypesAny,
  SqlStmtExecute,
} from '../../mysqlx/messages/schema.ts';
import type { ScriptOperation } from '../operation.ts';
import * as read from './read-operation.ts';
import { parameterOf } from './x-values.ts';

/**
 * How the answer ends. `counted`: rows affected are told though they are none, as of SQL and of what changes data;
 * `plain`: they are not, as of a find; `view`: with Mysqlx.Ok; `bare`: nothing is told in notices.
 */
export type AnswerEnding = 'counted' | 'plain' | 'view' | 'bare';

export type XRequest =
  | {
      readonly kind: 'statement';
      readonly text: string;
      /** Null for a statement without arguments that was not prepared. */
      readonly parameters: readonly ParameterValue[] | null;
      readonly ending: AnswerEnding;
      readonly isCompact: boolean;
    }
  | {
      readonly kind: 'operation';
      readonly operation: ScriptOperation;
      readonly ending: AnswerEnding;
      readonly isCompact: boolean;
    };

/** Null for a message that carries none. */
export function readRequest(type: number, payload: Buffer): XRequest | null {
  switch (type) {
    case ClientMessage.SQL_STMT_EXECUTE: {
      const message = messages.StmtExecute.decode(payload);
      const isCompact = message.compactMetadata ?? false;
      const namespace = message.namespace ?? 'sql';
      if (namespace !== 'sql') return operationRequest(read.readCommand(message, namespace), isCompact);
      return statementRequest(message, message.args.length === 0 ? null : message.args, isCompact);
    }
    case ClientMessage.CRUD_FIND:
      return operationRequest(read.readFind(messages.Find.decode(payload), null));
    case ClientMessage.CRUD_INSERT:
      return operationRequest(read.readInsert(messages.Insert.decode(payload), null));
    case ClientMessage.CRUD_UPDATE:
      return operationRequest(read.readUpdate(messages.Update.decode(payload), null));
    case ClientMessage.CRUD_DELETE:
      return operationRequest(read.readDelete(messages.Delete.decode(payload), null));
    case ClientMessage.CRUD_CREATE_VIEW:
      return operationRequest(read.readCreateView(messages.CreateView.decode(payload)));
    case ClientMessage.CRUD_MODIFY_VIEW:
      return operationRequest(read.readModifyView(messages.ModifyView.decode(payload)));
    case ClientMessage.CRUD_DROP_VIEW:
      return operationRequest(read.readDropView(messages.DropView.decode(payload)));
    default:
      return null;
  }
}

/** What was prepared, to be filled in. */
export interface PreparedRequest {
  readonly id: number;
  /** Of SQL; null for an operation. */
  readonly sql: string | null;
  /** Only SQL may be prepared of what is executed as a statement. */
  readonly namespace: string;
  with(args: readonly DatatypesAny[], isCompact: boolean): XRequest;
}

/** @param payload of Mysqlx.Prepare.Prepare */
export function readPrepared(payload: Buffer): PreparedRequest {
  // its own copy: the given buffer may be a piece of a far bigger one
  const { stmtId: id, stmt } = messages.Prepare.decode(Buffer.from(payload));
  const make = preparedOperation(stmt);
  if (make !== null) {
    return {
      id,
      sql: null,
      namespace: 'sql',
      with: (args, isCompact) => operationRequest(make(args), isCompact),
    };
  }
  const { stmtExecute } = stmt;
  const message: SqlStmtExecute = stmtExecute ?? { stmt: Buffer.alloc(0), args: [] };
  return {
    id,
    sql: message.stmt.toString('utf8'),
    namespace: message.namespace ?? 'sql',
    with: (args, isCompact) => statementRequest(message, args, isCompact),
  };
}

interface PreparedOneOf {
  readonly find?: CrudFind | null;
  readonly insert?: CrudInsert | null;
  readonly update?: CrudUpdate | null;
  readonly delete?: CrudDelete | null;
}

function preparedOperation({
  find,
  insert,
  update,
  delete: remove,
}: PreparedOneOf): ((args: read.Given) => ScriptOperation) | null {
  if (find) return (args) => read.readFind(find, args);
  if (insert) return (args) => read.readInsert(insert, args);
  if (update) return (args) => read.readUpdate(update, args);
  return remove ? (args) => read.readDelete(remove, args) : null;
}

function statementRequest(message: SqlStmtExecute, args: readonly DatatypesAny[] | null, isCompact: boolean): XRequest {
  const parameters = args === null ? null : args.map(parameterOf);
  return { kind: 'statement', text: message.stmt.toString('utf8'), parameters, ending: 'counted', isCompact };
}

function operationRequest(operation: ScriptOperation, isCompact = false): XRequest {
  return { kind: 'operation', operation, ending: endingOf(operation), isCompact };
}

function endingOf({ kind }: ScriptOperation): AnswerEnding {
  switch (kind) {
    case 'insert':
    case 'update':
    case 'delete':
      return 'counted';
    case 'find':
    case 'command':
      return 'plain';
    default:
      return 'view';
  }
}
