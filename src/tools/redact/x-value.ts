// Values of the X Protocol as the masker has them, and back.

import type { ParameterValue } from '../../core/command.ts';
import { parameterOfScalar } from '../../mysqlx/codec/scalar-parameter.ts';
import { type DatatypesScalar, DatatypesScalarType as Type } from '../../mysqlx/messages/schema.ts';

/** Null for what is never masked: a truth value, nothing. */
export function valueOfScalar(scalar: DatatypesScalar): ParameterValue | null {
  const value = scalar.type === Type.V_BOOL ? null : parameterOfScalar(scalar);
  return value?.kind === 'null' ? null : value;
}

/** Gives a scalar another value, which keeps its type but for NULL. */
export function setScalar(scalar: DatatypesScalar, value: ParameterValue): void {
  switch (value.kind) {
    case 'int':
      Object.assign(
        scalar,
        scalar.type === Type.V_UINT
          ? { vUnsignedInt: int64(value.value, true) }
          : { vSignedInt: int64(value.value, false) },
      );
      return;
    case 'double':
      Object.assign(scalar, { vDouble: value.value });
      return;
    case 'float':
      Object.assign(scalar, { vFloat: value.value });
      return;
    case 'text':
      Object.assign(scalar, { vString: { ...scalar.vString, value: value.value } });
      return;
    case 'blob':
      Object.assign(scalar, { vOctets: { ...scalar.vOctets, value: value.value } });
      return;
    default:
      for (const field of ['vSignedInt', 'vUnsignedInt', 'vDouble', 'vFloat', 'vString', 'vOctets'] as const) {
        Reflect.deleteProperty(scalar, field);
      }
      Object.assign(scalar, { type: Type.V_NULL });
  }
}

function int64(value: bigint, unsigned: boolean) {
  const bits = unsigned && value < 0n ? -value : value;
  return { low: Number(BigInt.asIntN(32, bits)), high: Number(BigInt.asIntN(32, bits >> 32n)), unsigned };
}

/** As the masker learns it. */
export function textOfValue(value: ParameterValue): string | null {
  if (value.kind === 'null') return null;
  return Buffer.isBuffer(value.value) ? value.value.toString('utf8') : String(value.value);
}
