// A message of the X Protocol as a statement with parameters, for what is known of values of statements: which are stored,
// which look fresh, what stands for what. Of a CRUD operation the statement is made: an UPDATE that stores its stored values
// and compares with the others, of a table that is named after what else the operation says.

import { type Command, NO_CONTEXT, type ParameterValue, PLAIN_DIALECT } from '../../core/command.ts';
import { CommandCode } from '../../core/command-table.ts';
import type { Control } from '../../core/data-use.ts';
import type { RecordedStatement } from '../../core/recording.ts';
import type { XCommand } from '../../core/x-responder.ts';
import { formatParameters } from '../../identity/format-parameters.ts';
import { executedValues, type OperationValues, operationValues } from '../../mysqlx/codec/operation-values.ts';
import { parameterOfScalar } from '../../mysqlx/codec/scalar-parameter.ts';
import { ClientMessage, clientMessageName } from '../../mysqlx/constants/message-types.ts';
import { MalformedMessageError } from '../../mysqlx/messages/message-type.ts';
import { type DatatypesScalar, DatatypesScalarType } from '../../mysqlx/messages/schema.ts';
import { savepointOf } from '../matching/find-answer.ts';
import type { SaidReader } from '../volatile/carrying/said-rows.ts';

/** Longer messages are about none. */
const MOST_OF_SAVEPOINT = 400;

const NO_STATE = { all: '', settings: '', isInTransaction: false, status: 0, given: new Map<string, string | null>() };
const TYPES = new Map(
  [
    ClientMessage.SQL_STMT_EXECUTE,
    ClientMessage.CRUD_FIND,
    ClientMessage.CRUD_INSERT,
    ClientMessage.CRUD_UPDATE,
    ClientMessage.CRUD_DELETE,
    ClientMessage.PREPARE_EXECUTE,
    ClientMessage.CURSOR_OPEN,
  ].map((type) => [clientMessageName(type), type]),
);

export type XStatement = Command & { readonly sql: Buffer; readonly parameters: readonly ParameterValue[] };

/** Null for a message that brings no values, and for an execute whose statement holds a secret. */
export function statementOf({ message, prepared, database }: XCommand): XStatement | null {
  return made(message.type, message.payload, prepared?.request ?? null, database);
}

/** The savepoint that its SQL sets, or goes back to; null where there is none. */
export function xSavepointOf(command: XCommand): Control | null {
  const { payload } = command.message;
  if (payload.length > MOST_OF_SAVEPOINT || !/savepoint|rollback/i.test(payload.toString('latin1'))) return null;
  const text = command.describe().text ?? command.prepared?.text ?? null;
  return text === null ? null : (savepointOf({ sql: Buffer.from(text), dialect: PLAIN_DIALECT }) ?? null);
}

/** The same of a recorded message; null also where the recording does not tell its bytes. */
export function recordedStatementOf({ command, request, execution }: RecordedStatement): XStatement | null {
  const type = TYPES.get(command);
  if (type === undefined || request === null) return null;
  return isExecution(type) ? execution && made(type, execution, request, '') : made(type, request, null, '');
}

/** What recorded messages said, as statements that say the same. */
export function saidInMessages(reader: SaidReader): SaidReader {
  return {
    exchangeById: (id) => reader.exchangeById(id),
    response: (id) => reader.response(id),
    recordedStatement: (id) => {
      const recorded = reader.recordedStatement(id);
      const statement = recorded === undefined ? null : recordedStatementOf(recorded);
      if (recorded === undefined || statement === null) return recorded;
      const { sql, parameters } = statement;
      return { ...recorded, sql: sql.toString(), parameters: formatParameters(parameters) };
    },
  };
}

/** The payload of a message with the values of its statement changed to these. */
export function withStatement({ message, prepared }: XCommand, { sql, parameters }: Command): Buffer | null {
  const values = valuesIn(message.type, message.payload, prepared?.request ?? null);
  if (values === null) return null;
  values.scalars.forEach((scalar, at) => {
    const value = parameters?.[at];
    if (value !== undefined) Object.assign(scalar, fieldsOf(scalar, value));
  });
  return values.encode(values.sql === null || isExecution(message.type) ? null : sql);
}

function isExecution(type: number): boolean {
  return type === ClientMessage.PREPARE_EXECUTE || type === ClientMessage.CURSOR_OPEN;
}

function valuesIn(type: number, payload: Buffer, prepare: Buffer | null): OperationValues | null {
  try {
    if (!isExecution(type)) return operationValues(type, payload);
    return prepare === null ? null : executedValues(type, payload, prepare);
  } catch (error) {
    if (error instanceof MalformedMessageError) return null;
    throw error;
  }
}

/** What stands for a message without values. */
export function bareStatement({ message: { payload }, name, database }: XCommand): Command {
  return { ...NO_STATEMENT, name, payload, database };
}

const NO_STATEMENT = {
  code: CommandCode.COM_QUERY,
  sql: null,
  parameters: null,
  statement: null,
  dialect: PLAIN_DIALECT,
  state: NO_STATE,
  context: NO_CONTEXT,
};

function made(type: number, payload: Buffer, prepare: Buffer | null, database: string): XStatement | null {
  const values = valuesIn(type, payload, prepare);
  if (values === null) return null;
  const { sql, scalars, stored } = values;
  // behind it the values are gone
  const parameters = scalars.map(parameterOfScalar);
  return {
    ...NO_STATEMENT,
    name: clientMessageName(type),
    payload,
    sql: sql ?? Buffer.from(assigning(values.shape(), stored, scalars.length)),
    parameters,
    database,
  };
}

function assigning(shape: string, stored: number, all: number): string {
  const terms = (count: number) => new Array<string>(count).fill('v=?');
  const compared = all > stored ? ` WHERE ${terms(all - stored).join(' AND ')}` : '';
  return stored === 0
    ? `SELECT 1 FROM x${shape}${compared}`
    : `UPDATE x${shape} SET ${terms(stored).join()}${compared}`;
}

/** What changes in a scalar that is to have this value; nothing where it cannot have it. */
function fieldsOf(scalar: DatatypesScalar, value: ParameterValue): Partial<DatatypesScalar> {
  switch (scalar.type) {
    case DatatypesScalarType.V_SINT:
      return value.kind === 'int' ? { vSignedInt: wholeNumber(value.value, false) } : {};
    case DatatypesScalarType.V_UINT:
      return value.kind === 'int' ? { vUnsignedInt: wholeNumber(value.value, true) } : {};
    case DatatypesScalarType.V_DOUBLE:
      return value.kind === 'double' ? { vDouble: value.value } : {};
    case DatatypesScalarType.V_STRING:
      return value.kind === 'text' && scalar.vString ? { vString: { ...scalar.vString, value: value.value } } : {};
    case DatatypesScalarType.V_OCTETS:
      return value.kind === 'blob' && scalar.vOctets ? { vOctets: { ...scalar.vOctets, value: value.value } } : {};
    default:
      return {};
  }
}

function wholeNumber(value: bigint, unsigned: boolean) {
  return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned };
}
