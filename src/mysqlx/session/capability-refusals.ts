// What the X plugin of MySQL 9.7 refuses of the capabilities that a client sets: a flag that is no number, connect attributes that
// are too long, and what a server only tells. Its readers ask a value for the part that they want, whatever its type says.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_lifecycle.html

import {
  attributeKeyTooLong,
  attributeValueTooLong,
  capabilityRefused,
  capabilityTold,
  capabilityUnknown,
  type XErrorFacts,
  XErrors,
} from '../constants/errors.ts';
import {
  type ConnectionCapability,
  type DatatypesAny,
  DatatypesAnyType,
  type DatatypesScalar,
  DatatypesScalarType,
} from '../messages/schema.ts';

export const MECHANISMS = 'authentication.mechanisms';
export const ATTRIBUTES = 'session_connect_attrs';
const FLAGS = ['client.interactive', 'client.pwd_expire_ok'];
const TOLD = [MECHANISMS, 'doc.formats', 'node_type'];

/** In bytes: of a name, of a value, and of all of them as a client of the classic protocol writes them. */
const [MOST_IN_KEY, MOST_IN_VALUE, MOST_IN_ALL] = [32, 1024, 65_536];
/** How long a length is in the classic protocol: bytes from so many on. */
const LENGTHS = [
  [65_536, 4],
  [251, 3],
] as const;

/** Of one beside TLS and compression; null where it is taken. */
export function capabilityRefusal({ name, value }: ConnectionCapability): XErrorFacts | null {
  if (TOLD.includes(name)) return capabilityTold(name);
  if (FLAGS.includes(name)) return numberOf(value) === null ? capabilityRefused(name) : null;
  return name === ATTRIBUTES ? attributesRefusal(value) : capabilityUnknown(name);
}

function attributesRefusal({ obj }: DatatypesAny): XErrorFacts | null {
  const fields = obj?.fld ?? [];
  if (fields.length === 0) return capabilityRefused(ATTRIBUTES);
  let bytes = 0;
  for (const { key, value } of fields) {
    if (!value.scalar) return capabilityRefused(ATTRIBUTES);
    const text = value.scalar.vString?.value;
    if (!text) return XErrors.attributeNoText;
    const keyBytes = Buffer.byteLength(key);
    if (keyBytes === 0) return XErrors.attributeNoKey;
    if (keyBytes > MOST_IN_KEY) return attributeKeyTooLong(key, MOST_IN_KEY);
    if (text.length > MOST_IN_VALUE) return attributeValueTooLong(key, MOST_IN_VALUE);
    bytes += written(keyBytes) + written(text.length);
    if (bytes > MOST_IN_ALL) return XErrors.attributesTooLong;
  }
  return null;
}

function written(length: number): number {
  return length + (LENGTHS.find(([from]) => length >= from)?.[1] ?? 1);
}

/** Of a value that counts, 0 where it has none; null for anything else. */
export function numberOf(value: DatatypesAny | undefined): number | null {
  if (value?.type !== DatatypesAnyType.SCALAR) return null;
  return value.scalar ? numberOfScalar(value.scalar) : 0;
}

function numberOfScalar(scalar: DatatypesScalar): number | null {
  switch (scalar.type) {
    case DatatypesScalarType.V_SINT:
      return Number(scalar.vSignedInt);
    case DatatypesScalarType.V_UINT:
      return Number(scalar.vUnsignedInt);
    case DatatypesScalarType.V_BOOL:
      return Number(scalar.vBool);
    case DatatypesScalarType.V_DOUBLE:
      return Number(scalar.vDouble);
    case DatatypesScalarType.V_FLOAT:
      return Number(scalar.vFloat);
    default:
      return null;
  }
}
