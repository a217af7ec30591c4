// A value of the X Protocol as a parameter: what it means, whoever sent it.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Datatypes_1_1Scalar.html

import type { ParameterValue } from '../../core/command.ts';
import { toBigInt } from '../messages/message-type.ts';
import { type DatatypesScalar, DatatypesScalarType } from '../messages/schema.ts';

const NO_BYTES = Buffer.alloc(0);

/** A truth value is 0 or 1, octets are a blob; its bytes are those of the scalar. @param scalar absent: NULL */
export function parameterOfScalar(scalar: DatatypesScalar | null | undefined): ParameterValue {
  switch (scalar?.type) {
    // what was not sent reads as zero
    case DatatypesScalarType.V_SINT:
      return { kind: 'int', value: toBigInt(scalar.vSignedInt) };
    case DatatypesScalarType.V_UINT:
      return { kind: 'int', value: toBigInt(scalar.vUnsignedInt) };
    case DatatypesScalarType.V_BOOL:
      return { kind: 'int', value: scalar.vBool === true ? 1n : 0n };
    case DatatypesScalarType.V_DOUBLE:
      return { kind: 'double', value: scalar.vDouble ?? 0 };
    case DatatypesScalarType.V_FLOAT:
      return { kind: 'float', value: scalar.vFloat ?? 0 };
    case DatatypesScalarType.V_STRING:
      return { kind: 'text', value: scalar.vString?.value ?? NO_BYTES };
    case DatatypesScalarType.V_OCTETS:
      return { kind: 'blob', value: scalar.vOctets?.value ?? NO_BYTES };
    default:
      return { kind: 'null' };
  }
}
