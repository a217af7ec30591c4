// Values of the X Protocol as scripts have them: arguments of statements, documents, what an operation changes.

import type { ParameterValue } from '../../core/command.ts';
import { formatExpression } from '../../mysqlx/codec/format-expression.ts';
import { parameterOfScalar } from '../../mysqlx/codec/scalar-parameter.ts';
import { toBigInt } from '../../mysqlx/messages/message-type.ts';
import {
  type DatatypesAny,
  DatatypesAnyType,
  type DatatypesScalar,
  DatatypesScalarType,
  type ExprExpr,
  ExprExprType,
} from '../../mysqlx/messages/schema.ts';
import type { OperationValue } from '../operation.ts';

const NO_BYTES = Buffer.alloc(0);
/** Content types of octets that are text. */
const JSON_TEXT = 2;
const XML_TEXT = 3;

/** An argument of a statement, as a parameter of a prepared one; a list or an object as its JSON. */
export function parameterOf(value: DatatypesAny): ParameterValue {
  if (value.type !== DatatypesAnyType.SCALAR) {
    return { kind: 'text', value: Buffer.from(JSON.stringify(anyValueOf(value), withoutBigInts)) };
  }
  return parameterOfScalar(value.scalar);
}

export function anyValueOf(value: DatatypesAny): OperationValue {
  switch (value.type) {
    case DatatypesAnyType.OBJECT:
      return Object.fromEntries((value.obj?.fld ?? []).map((field) => [field.key, anyValueOf(field.value)]));
    case DatatypesAnyType.ARRAY:
      return (value.array?.value ?? []).map(anyValueOf);
    default:
      return value.scalar ? scalarOf(value.scalar) : null;
  }
}

/** Integers beyond 2^53 are bigints, bytes a Buffer, but for JSON, which is read. */
export function scalarOf(scalar: DatatypesScalar): OperationValue {
  switch (scalar.type) {
    case DatatypesScalarType.V_SINT:
      return integerOf(toBigInt(scalar.vSignedInt));
    case DatatypesScalarType.V_UINT:
      return integerOf(toBigInt(scalar.vUnsignedInt));
    case DatatypesScalarType.V_DOUBLE:
      return scalar.vDouble ?? 0;
    case DatatypesScalarType.V_FLOAT:
      // seven digits are what a float has
      return Number((scalar.vFloat ?? 0).toPrecision(7));
    case DatatypesScalarType.V_BOOL:
      return scalar.vBool ?? false;
    case DatatypesScalarType.V_STRING:
      return scalar.vString?.value.toString('utf8') ?? '';
    case DatatypesScalarType.V_OCTETS: {
      const { value = NO_BYTES, contentType = 0 } = scalar.vOctets ?? {};
      if (contentType === XML_TEXT) return value.toString('utf8');
      return contentType === JSON_TEXT ? documentOf(value.toString('utf8')) : Buffer.from(value);
    }
    default:
      return null;
  }
}

/** What an expression is where it can be told without a server; else its text. @param parameters of `:0`, `:1`, … */
export function constantOf(expr: ExprExpr, parameters: readonly OperationValue[]): OperationValue {
  switch (expr.type) {
    case ExprExprType.LITERAL:
      return expr.literal ? scalarOf(expr.literal) : null;
    case ExprExprType.PLACEHOLDER:
      return parameters[expr.position ?? 0] ?? null;
    case ExprExprType.OBJECT:
      return Object.fromEntries((expr.object?.fld ?? []).map(({ key, value }) => [key, constantOf(value, parameters)]));
    case ExprExprType.ARRAY:
      return (expr.array?.value ?? []).map((each) => constantOf(each, parameters));
    default:
      return { expression: formatExpression(expr) };
  }
}

function integerOf(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Text that is no JSON stays text. */
function documentOf(text: string): OperationValue {
  try {
    return JSON.parse(text) as OperationValue;
  } catch {
    return text;
  }
}

function withoutBigInts(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
