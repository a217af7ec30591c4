// The values that a message brings with it: the arguments of a statement, and the literals and arguments of a CRUD operation,
// those that it stores before those that it only compares with.
// https://dev.mysql.com/doc/dev/mysql-server/latest/namespaceMysqlx_1_1Crud.html

import { createHash } from 'node:crypto';
import { ClientMessage } from '../constants/message-types.ts';
import type { MessageType } from '../messages/message-type.ts';
import { CursorOpen, Delete, Execute, Find, Insert, Prepare, StmtExecute, Update } from '../messages/messages.ts';
import {
  type CrudUpdate,
  type DatatypesAny,
  DatatypesAnyType,
  type DatatypesScalar,
  DatatypesScalarType,
  type ExprExpr,
} from '../messages/schema.ts';

/** Of a decoded message: its scalars are the message's own, so what is changed in one is changed in it. */
export interface OperationValues {
  /** A statement of SQL; null for an operation. */
  readonly sql: Buffer | null;
  readonly scalars: readonly DatatypesScalar[];
  /** How many of the first are stored; of a statement, whose text tells that, none. */
  readonly stored: number;
  /** The message as it stands. @param sql in place of its own, where it has one */
  encode(sql: Buffer | null): Buffer;
  /** What is left of it without its values: 32 hexadecimal digits. Its values are gone then. */
  shape(): string;
}

interface Crud {
  readonly args: readonly DatatypesScalar[];
  readonly criteria?: ExprExpr | null;
}

/** Null for a message without any that can be told one by one. @throws MalformedMessageError */
export function operationValues(type: number, payload: Buffer): OperationValues | null {
  switch (type) {
    case ClientMessage.SQL_STMT_EXECUTE: {
      const message = StmtExecute.decode(payload);
      const scalars = (message.namespace ?? 'sql') === 'sql' ? scalarsOf(message.args) : null;
      const encode = (sql: Buffer | null) => StmtExecute.encode({ ...message, stmt: sql ?? message.stmt });
      const shape = () => shapeOf(StmtExecute.encode({ ...message, args: [] }));
      return scalars === null ? null : { sql: message.stmt, scalars, stored: 0, encode, shape };
    }
    case ClientMessage.CRUD_INSERT: {
      const message = Insert.decode(payload);
      return crudValues(
        Insert,
        message,
        message.row.flatMap(({ field }) => field),
      );
    }
    case ClientMessage.CRUD_UPDATE: {
      const message = Update.decode(payload);
      return crudValues(Update, message, storedBy(message));
    }
    case ClientMessage.CRUD_FIND:
      return crudValues(Find, Find.decode(payload), []);
    case ClientMessage.CRUD_DELETE:
      return crudValues(Delete, Delete.decode(payload), []);
    default:
      return null;
  }
}

/**
 * The values that a prepared statement is executed with, and its SQL or null.
 * @param prepare payload of its prepare @throws MalformedMessageError
 */
export function executedValues(type: number, payload: Buffer, prepare: Buffer): OperationValues | null {
  const { message, execute } = executeIn(type, payload);
  const scalars = execute === null ? null : scalarsOf(execute.args);
  if (scalars === null) return null;
  const { stmt } = Prepare.decode(prepare);
  // the client numbers statements as it likes
  const shape = () => shapeOf(Prepare.encode({ stmtId: 0, stmt }));
  const sql = stmt.stmtExecute && (stmt.stmtExecute.namespace ?? 'sql') === 'sql' ? stmt.stmtExecute.stmt : null;
  if (sql !== null) return { sql, scalars, stored: 0, encode: message, shape };
  const { insert, update } = stmt;
  const positions = new Set<number>();
  const exprs = insert ? insert.row.flatMap(({ field }) => field) : update ? storedBy(update) : [];
  for (const expr of exprs) collect(expr, [], positions);
  const stored = scalars.filter((_, at) => positions.has(at));
  const others = scalars.filter((_, at) => !positions.has(at));
  return { sql: null, scalars: [...stored, ...others], stored: stored.length, encode: message, shape };
}

function executeIn(type: number, payload: Buffer) {
  if (type === ClientMessage.PREPARE_EXECUTE) {
    const execute = Execute.decode(payload);
    return { execute, message: () => Execute.encode(execute) };
  }
  const cursor = CursorOpen.decode(payload);
  return { execute: cursor.stmt.prepareExecute ?? null, message: () => CursorOpen.encode(cursor) };
}

function shapeOf(message: Buffer): string {
  return createHash('sha256').update(message).digest('hex').slice(0, 32);
}

const NOTHING = Buffer.alloc(0);
const BLANK: Readonly<Record<number, Partial<DatatypesScalar>>> = {
  [DatatypesScalarType.V_SINT]: { vSignedInt: { low: 0, high: 0, unsigned: false } },
  [DatatypesScalarType.V_UINT]: { vUnsignedInt: { low: 0, high: 0, unsigned: true } },
  [DatatypesScalarType.V_DOUBLE]: { vDouble: 0 },
  [DatatypesScalarType.V_FLOAT]: { vFloat: 0 },
  [DatatypesScalarType.V_BOOL]: { vBool: false },
  [DatatypesScalarType.V_STRING]: { vString: { value: NOTHING } },
  [DatatypesScalarType.V_OCTETS]: { vOctets: { value: NOTHING } },
};

function storedBy({ operation }: CrudUpdate): readonly ExprExpr[] {
  return operation.flatMap(({ value }) => value ?? []);
}

function crudValues<T extends object & Crud>(
  type: MessageType<T>,
  message: T,
  storing: readonly ExprExpr[],
): OperationValues {
  const [stored, compared]: [DatatypesScalar[], DatatypesScalar[]] = [[], []];
  const positions = new Set<number>();
  for (const expr of storing) collect(expr, stored, positions);
  if (message.criteria) collect(message.criteria, compared, new Set());
  message.args.forEach((arg, at) => {
    (positions.has(at) ? stored : compared).push(arg);
  });
  const scalars = [...stored, ...compared];
  const shape = () => {
    for (const scalar of scalars) Object.assign(scalar, BLANK[scalar.type] ?? {});
    return shapeOf(type.encode(message));
  };
  return { sql: null, scalars, stored: stored.length, encode: () => type.encode(message), shape };
}

/** The literals of an expression, in their order, and the places of the arguments that it takes. */
function collect(expr: ExprExpr, literals: DatatypesScalar[], positions: Set<number>): void {
  if (expr.literal) literals.push(expr.literal);
  if (Object.hasOwn(expr, 'position')) positions.add(expr.position ?? 0);
  const { object, array, functionCall, operator } = expr;
  const parts = [
    ...(object?.fld ?? []).map(({ value }) => value),
    ...(array?.value ?? []),
    ...(functionCall?.param ?? []),
    ...(operator?.param ?? []),
  ];
  for (const part of parts) collect(part, literals, positions);
}

/** Null where one of them is no plain value. */
function scalarsOf(args: readonly DatatypesAny[]): readonly DatatypesScalar[] | null {
  const scalars = args.flatMap(({ type, scalar }) => (type === DatatypesAnyType.SCALAR && scalar ? [scalar] : []));
  return scalars.length === args.length ? scalars : null;
}
