// A message as JSON and back, field by field, for texts that people read and edit. Scalars and values of any kind have a
// short form of their own: {"int": 5}, {"text": "a"}, null. What was not sent is left out.

import type protobuf from 'protobufjs/light.js';
import { reflect } from './message-type.ts';
import { protobufjs } from './protobuf.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Fields = { readonly [name: string]: Json };

/** Digits of 64-bit integers that a number of JSON has not exactly are a string. */
const INTEGERS: ReadonlySet<string> = new Set(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64']);
const FRACTIONS: ReadonlySet<string> = new Set(['double', 'float']);

/** The short forms of Mysqlx.Datatypes.Scalar: the word, the type's name, and the field that holds the value. */
const SCALARS = [
  ['int', 'V_SINT', 'vSignedInt'],
  ['uint', 'V_UINT', 'vUnsignedInt'],
  ['double', 'V_DOUBLE', 'vDouble'],
  ['float', 'V_FLOAT', 'vFloat'],
  ['bool', 'V_BOOL', 'vBool'],
  ['octets', 'V_OCTETS', 'vOctets'],
  ['text', 'V_STRING', 'vString'],
] as const;

/** Each field of a message with its values, in the order of the definition; a repeated one as often as it is there. */
export function messageFields(name: string, message: object): (readonly [field: string, value: Json])[] {
  const type = reflect(name);
  return type.fieldsArray.flatMap((field): (readonly [string, Json])[] => {
    if (!Object.hasOwn(message, field.name)) return [];
    const value: unknown = Reflect.get(message, field.name);
    if (!field.repeated) return [[field.name, toJson(field, value)]];
    return (Array.isArray(value) ? value : []).map((each: unknown) => [field.name, toJson(field, each)]);
  });
}

/** @throws RangeError where the fields are not those of the message */
export function messageFromFields(name: string, fields: readonly (readonly [field: string, value: Json])[]): object {
  const type = reflect(name);
  const message: Record<string, unknown> = {};
  for (const field of type.fieldsArray) if (field.repeated) message[field.name] = [];
  for (const [fieldName, value] of fields) {
    const field = type.fields[fieldName];
    if (field === undefined) throw new RangeError(`Mysqlx.${name} has no field ${fieldName}`);
    const read = fromJson(field, value);
    const known = message[fieldName];
    if (Array.isArray(known)) known.push(read);
    else message[fieldName] = read;
  }
  for (const field of type.fieldsArray) {
    if (field.required && message[field.name] === undefined) {
      throw new RangeError(`Mysqlx.${name} lacks its field ${field.name}`);
    }
  }
  return message;
}

/** A whole message. */
export function messageJson(name: string, message: object): Json {
  return messageToJson(reflect(name), message);
}

/** @throws RangeError where the value is none of the message's */
export function messageOfJson(name: string, value: Json): object {
  return messageFromJson(reflect(name), value);
}

function toJson(field: protobuf.Field, value: unknown): Json {
  const { resolvedType, type } = field.resolve();
  if (resolvedType instanceof protobufjs().Type) return messageToJson(resolvedType, value as object);
  if (resolvedType instanceof protobufjs().Enum) return resolvedType.valuesById[Number(value)] ?? Number(value);
  if (Buffer.isBuffer(value)) return bytesToJson(value);
  if (INTEGERS.has(type)) {
    const digits = String(value);
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits;
  }
  if (FRACTIONS.has(type)) return Number.isFinite(value) ? Number(value) : String(value);
  return typeof value === 'boolean' || typeof value === 'number' ? value : String(value);
}

function messageToJson(type: protobuf.Type, message: object): Json {
  const name = nameOf(type);
  const whole =
    name === 'Datatypes.Scalar' ? scalarToJson(message) : name === 'Datatypes.Any' ? anyToJson(message) : undefined;
  return whole ?? plainToJson(type, message);
}

function plainToJson(type: protobuf.Type, message: object): Fields {
  return Object.fromEntries(
    type.fieldsArray.flatMap((field) => {
      if (!Object.hasOwn(message, field.name)) return [];
      const value: unknown = Reflect.get(message, field.name);
      const shown = Array.isArray(value) ? value.map((each: unknown) => toJson(field, each)) : toJson(field, value);
      return [[field.name, shown]];
    }),
  );
}

/** Undefined where the short form does not say all. */
function scalarToJson(message: object): Json | undefined {
  const plain = plainToJson(reflect('Datatypes.Scalar'), message);
  const names = Object.keys(plain);
  if (names.length === 1 && plain['type'] === 'V_NULL') return null;
  const short = SCALARS.find(([, type, field]) => plain['type'] === type && plain[field] !== undefined);
  if (short === undefined || names.length !== 2) return undefined;
  const [word, , field] = short;
  const value = plain[field];
  if (word !== 'text' && word !== 'octets') return value === undefined ? undefined : { [word]: value };
  const { value: content, ...rest } = value as Fields;
  return content === undefined ? undefined : { [word]: content, ...rest };
}

function anyToJson(message: object): Json | undefined {
  const { type, scalar, obj, array } = plainToJson(reflect('Datatypes.Any'), message);
  const held = [scalar, obj, array].filter((each) => each !== undefined).length;
  if (held !== 1) return undefined;
  if (type === 'SCALAR' && scalar !== undefined && isShort(scalar)) return scalar;
  if (type === 'OBJECT' && obj !== undefined) return { object: (obj as Fields)['fld'] ?? [] };
  if (type === 'ARRAY' && array !== undefined) return { array: (array as Fields)['value'] ?? [] };
  return undefined;
}

function isShort(scalar: Json): boolean {
  return scalar === null || !Object.hasOwn(scalar as Fields, 'type');
}

function bytesToJson(bytes: Buffer): Json {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { hex: bytes.toString('hex') };
}

function fromJson(field: protobuf.Field, value: Json): unknown {
  const { resolvedType, type, name } = field.resolve();
  if (resolvedType instanceof protobufjs().Type) return messageFromJson(resolvedType, value);
  if (resolvedType instanceof protobufjs().Enum) {
    const number = typeof value === 'number' ? value : resolvedType.values[String(value)];
    if (number === undefined) throw new RangeError(`${JSON.stringify(value)} is no ${resolvedType.name}`);
    return number;
  }
  if (type === 'bytes') return bytesFromJson(name, value);
  if (INTEGERS.has(type)) return integerFromJson(name, value, type.startsWith('u'));
  if (type === 'bool' && typeof value === 'boolean') return value;
  if (FRACTIONS.has(type) && (typeof value === 'number' || typeof value === 'string')) return Number(value);
  if (type === 'string' && typeof value === 'string') return value;
  if (/32$/.test(type) && typeof value === 'number' && Number.isInteger(value)) return value;
  throw new RangeError(`${JSON.stringify(value)} is no value of ${name}`);
}

function messageFromJson(type: protobuf.Type, value: Json): object {
  const name = nameOf(type);
  const long =
    name === 'Datatypes.Scalar' ? scalarFromJson(value) : name === 'Datatypes.Any' ? anyFromJson(value) : value;
  if (long === null || typeof long !== 'object' || Array.isArray(long)) {
    throw new RangeError(`${JSON.stringify(value)} is no Mysqlx.${name}`);
  }
  const fields = Object.entries(long as Fields).flatMap(([field, each]): [string, Json][] =>
    Array.isArray(each) && type.fields[field]?.repeated ? each.map((one: Json) => [field, one]) : [[field, each]],
  );
  return messageFromFields(name, fields);
}

function scalarFromJson(value: Json): Json {
  if (value === null) return { type: 'V_NULL' };
  const fields = value as Fields;
  const short = SCALARS.find(([word]) => Object.hasOwn(fields, word));
  if (short === undefined) return value;
  const [word, type, field] = short;
  const { [word]: content = null, ...rest } = fields;
  const isText = word === 'text' || word === 'octets';
  return { type, [field]: isText ? { value: content, ...rest } : content };
}

function anyFromJson(value: Json): Json {
  const fields = (value ?? {}) as Fields;
  if (Object.hasOwn(fields, 'type')) return value;
  const { object, array } = fields;
  if (object !== undefined) return { type: 'OBJECT', obj: { fld: object } };
  if (array !== undefined) return { type: 'ARRAY', array: { value: array } };
  return { type: 'SCALAR', scalar: value };
}

function bytesFromJson(name: string, value: Json): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  const hex = value === null ? undefined : (value as Fields)['hex'];
  if (typeof hex === 'string' && /^(?:[0-9a-f]{2})*$/.test(hex)) return Buffer.from(hex, 'hex');
  throw new RangeError(`${JSON.stringify(value)} are no bytes of ${name}`);
}

function integerFromJson(name: string, value: Json, isUnsigned: boolean): object {
  if (!/^-?\d+$/.test(String(value))) throw new RangeError(`${JSON.stringify(value)} is no integer of ${name}`);
  const bits = BigInt.asUintN(64, BigInt(String(value)));
  const half = (from: bigint) => Number(BigInt.asIntN(32, bits >> from));
  return { low: half(0n), high: half(32n), unsigned: isUnsigned };
}

function nameOf(type: protobuf.Type): string {
  return type.fullName.replace(/^\.Mysqlx\./, '');
}
