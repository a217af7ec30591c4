import { expect, test } from 'vitest';
import { parameterOfScalar } from '../../../../src/mysqlx/codec/scalar-parameter.ts';
import { AnyValue } from '../../../../src/mysqlx/messages/messages.ts';
import { type DatatypesScalar, DatatypesScalarType as Type } from '../../../../src/mysqlx/messages/schema.ts';

/** As it comes from the wire, where what was not sent reads as the zero of its type. */
const read = (scalar: DatatypesScalar) => AnyValue.decode(AnyValue.encode({ type: 1, scalar })).scalar;

test('a value is the parameter that means the same', () => {
  const value = Buffer.from('a');
  const scalars: readonly DatatypesScalar[] = [
    { type: Type.V_SINT, vSignedInt: { low: -5, high: -1, unsigned: false } },
    { type: Type.V_UINT, vUnsignedInt: { low: 7, high: 1, unsigned: true } },
    { type: Type.V_BOOL, vBool: true },
    { type: Type.V_DOUBLE, vDouble: 1.5 },
    { type: Type.V_FLOAT, vFloat: 2.5 },
    { type: Type.V_STRING, vString: { value } },
    { type: Type.V_OCTETS, vOctets: { value } },
    { type: Type.V_NULL },
  ];
  expect(scalars.map((scalar) => parameterOfScalar(read(scalar)))).toEqual([
    { kind: 'int', value: -5n },
    { kind: 'int', value: 2n ** 32n + 7n },
    { kind: 'int', value: 1n },
    { kind: 'double', value: 1.5 },
    { kind: 'float', value: 2.5 },
    { kind: 'text', value },
    { kind: 'blob', value },
    { kind: 'null' },
  ]);
  expect(parameterOfScalar(undefined)).toEqual({ kind: 'null' });
});
