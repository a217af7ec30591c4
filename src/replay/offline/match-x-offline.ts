// Which recorded messages of the X Protocol answer a statement, or an operation as recordings show it, with no connection
// that asks it.

import type { ParameterValue } from '../../core/command.ts';
import type { RecordedExchange, RecordingReader } from '../../core/recording.ts';
import { formatParameters } from '../../identity/format-parameters.ts';
import { frameMessage } from '../../mysqlx/codec/framing.ts';
import { ClientMessage } from '../../mysqlx/constants/message-types.ts';
import { StmtExecute } from '../../mysqlx/messages/messages.ts';
import {
  type DatatypesAny,
  DatatypesAnyType,
  type DatatypesScalar,
  DatatypesScalarType,
} from '../../mysqlx/messages/schema.ts';
import { XSessionState } from '../../mysqlx/session/session-state.ts';

export interface XQuestion {
  readonly sql: string;
  /** What the parameters may be bound as; one empty list where there are none. */
  readonly parameters: readonly (readonly ParameterValue[])[];
  readonly database: string;
  /** Id of the scope. */
  readonly scope: number;
}

const MAX_EXCHANGES = 100;
const MAX_NEARBY = 20;
const WHOLE_NUMBERS = [DatatypesScalarType.V_SINT, DatatypesScalarType.V_UINT] as const;

/** In the order of the recording; empty where none answers. */
export function matchXOffline(reader: RecordingReader, question: XQuestion): readonly RecordedExchange[] {
  const fingerprints = [...statementFingerprints(question), ...shownFingerprints(reader, question)];
  for (const fingerprint of new Set(fingerprints)) {
    const exchanges = reader.byFingerprintAfter(fingerprint, question.scope, 0, MAX_EXCHANGES);
    if (exchanges.length > 0) return exchanges;
  }
  return [];
}

/** Of Sql.StmtExecute with these arguments. */
function statementFingerprints({ sql, parameters, database }: XQuestion): string[] {
  return parameters.flatMap((values) =>
    WHOLE_NUMBERS.flatMap((wholeNumber) => {
      const args = values.map((value) => argumentOf(value, wholeNumber));
      const payload = StmtExecute.encode({ stmt: Buffer.from(sql), args });
      const type = ClientMessage.SQL_STMT_EXECUTE;
      return (
        new XSessionState(database).decode({ type, payload, frame: frameMessage(type, payload) }).fingerprint ?? []
      );
    }),
  );
}

/** Of operations, and of what was prepared, by their text and arguments as recordings show them. */
function shownFingerprints(reader: RecordingReader, { sql, parameters, database }: XQuestion): string[] {
  const wanted = parameters.map((values) => (values.length === 0 ? null : formatParameters(values)));
  return reader.nearest(sql, MAX_NEARBY).flatMap((nearby) => {
    const isSame = nearby.sql === sql && nearby.database === database && wanted.includes(nearby.parameters);
    const isOfX = nearby.command.includes('.');
    return isSame && isOfX ? (reader.exchangeById(nearby.exchange)?.fingerprint ?? []) : [];
  });
}

function argumentOf(value: ParameterValue, wholeNumber: (typeof WHOLE_NUMBERS)[number]): DatatypesAny {
  return { type: DatatypesAnyType.SCALAR, scalar: scalarOf(value, wholeNumber) };
}

function scalarOf(value: ParameterValue, wholeNumber: (typeof WHOLE_NUMBERS)[number]): DatatypesScalar {
  switch (value.kind) {
    case 'int': {
      const [low, high] = [Number(BigInt.asIntN(32, value.value)), Number(BigInt.asIntN(32, value.value >> 32n))];
      const isSigned = wholeNumber === DatatypesScalarType.V_SINT;
      const number = { low, high, unsigned: !isSigned };
      return { type: wholeNumber, ...(isSigned ? { vSignedInt: number } : { vUnsignedInt: number }) };
    }
    case 'float':
    case 'double':
      return { type: DatatypesScalarType.V_DOUBLE, vDouble: value.value };
    case 'text':
      return { type: DatatypesScalarType.V_STRING, vString: { value: value.value } };
    case 'blob':
      return { type: DatatypesScalarType.V_OCTETS, vOctets: { value: value.value } };
    case 'decimal':
    case 'temporal':
      return { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value.value) } };
    default:
      return { type: DatatypesScalarType.V_NULL };
  }
}
