// Values of the X Protocol as scripts have them: nothing is lost of a great integer, of bytes, of what only a server knows.

import { expect, test } from 'vitest';
import {
  type DatatypesAny,
  DatatypesAnyType,
  type DatatypesScalar,
  DatatypesScalarType,
  type ExprExpr,
  ExprExprType,
} from '../../../../src/mysqlx/messages/schema.ts';
import { anyValueOf, constantOf, parameterOf, scalarOf } from '../../../../src/script/x/x-values.ts';
import { textValue } from '../../../support/x-client.ts';

const octets = (value: string | Uint8Array, contentType = 0): DatatypesScalar => ({
  type: DatatypesScalarType.V_OCTETS,
  vOctets: { value: Buffer.from(value as string), contentType },
});
const unsigned = (low: number, high: number): DatatypesScalar => ({
  type: DatatypesScalarType.V_UINT,
  vUnsignedInt: { low, high, unsigned: true, toString: () => String((BigInt(high) << 32n) | BigInt(low)) } as never,
});
const any = (scalar: DatatypesScalar): DatatypesAny => ({ type: DatatypesAnyType.SCALAR, scalar });
const list = (...value: DatatypesAny[]): DatatypesAny => ({ type: DatatypesAnyType.ARRAY, array: { value } });
const literal = (scalar: DatatypesScalar): ExprExpr => ({ type: ExprExprType.LITERAL, literal: scalar });

test('integers are numbers up to 2^53, and bigints beyond', () => {
  expect(scalarOf(unsigned(0xffffffff, 0x1fffff))).toBe(Number.MAX_SAFE_INTEGER);
  expect(scalarOf(unsigned(0, 0x200000))).toBe(2n ** 53n);
});

test('a float has seven digits; octets are bytes, text or a document by their content', () => {
  expect(scalarOf({ type: DatatypesScalarType.V_FLOAT, vFloat: Math.fround(0.1) })).toBe(0.1);
  expect(scalarOf({ type: DatatypesScalarType.V_NULL })).toBeNull();
  expect(scalarOf({ type: DatatypesScalarType.V_BOOL, vBool: false })).toBe(false);
  expect(scalarOf(octets('{"a":1}', 2))).toEqual({ a: 1 });
  expect(scalarOf(octets('{"a":', 2))).toBe('{"a":');
  expect(scalarOf(octets('<a/>', 3))).toBe('<a/>');
  expect(scalarOf(octets('{"a":1}'))).toEqual(Buffer.from('{"a":1}'));
});

test('an argument is a parameter; a list or an object is its JSON, great integers as numbers', () => {
  expect(parameterOf(any({ type: DatatypesScalarType.V_BOOL, vBool: true }))).toEqual({ kind: 'int', value: 1n });
  expect(parameterOf(any(unsigned(0xffffffff, 0xffffffff)))).toEqual({ kind: 'int', value: 2n ** 64n - 1n });
  expect(parameterOf(any(octets(Uint8Array.of(0xff))))).toEqual({ kind: 'blob', value: Buffer.of(0xff) });
  expect(parameterOf(any({ type: DatatypesScalarType.V_NULL }))).toEqual({ kind: 'null' });
  const nested = list(textValue('ä'), any(unsigned(0, 0x200000)), list());
  expect(parameterOf(nested)).toEqual({ kind: 'text', value: Buffer.from('["ä",9007199254740992,[]]') });
});

test('objects keep their members, nested ones too', () => {
  const fld = [
    { key: 'a', value: list(textValue('x')) },
    { key: 'b', value: { type: DatatypesAnyType.OBJECT, obj: { fld: [] } } },
  ];
  expect(anyValueOf({ type: DatatypesAnyType.OBJECT, obj: { fld } })).toEqual({ a: ['x'], b: {} });
});

test('an expression is its value where it is one, else its text', () => {
  const placeholder = (position: number): ExprExpr => ({ type: ExprExprType.PLACEHOLDER, position });
  expect(constantOf(placeholder(1), ['a', 'b'])).toBe('b');
  expect(constantOf(placeholder(2), ['a', 'b'])).toBeNull();
  const array: ExprExpr = { type: ExprExprType.ARRAY, array: { value: [placeholder(0)] } };
  const object: ExprExpr = { type: ExprExprType.OBJECT, object: { fld: [{ key: 'k', value: array }] } };
  expect(constantOf(object, [7])).toEqual({ k: [7] });
  const sum: ExprExpr = {
    type: ExprExprType.OPERATOR,
    operator: { name: '+', param: [placeholder(0), placeholder(1)] },
  };
  expect(constantOf(sum, [1, 2])).toEqual({ expression: ':0 + :1' });
  expect(constantOf(literal(unsigned(1, 0)), [])).toBe(1);
});
