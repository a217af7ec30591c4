// Values of the X Protocol as text: plainly, as in a document that one writes, or with their types, as arguments are
// listed. https://dev.mysql.com/doc/dev/mysql-server/latest/namespaceMysqlx_1_1Datatypes.html

import { type DatatypesAny, DatatypesAnyType, type DatatypesScalar, DatatypesScalarType } from '../messages/schema.ts';

/** Longer texts and blobs are shown by their beginning and length where they are listed as arguments. */
const SHOWN_BYTES = 256;

/** A value as JSON; bytes that are no text as `x'…'`. */
export function formatScalar(scalar: DatatypesScalar): string {
  switch (scalar.type) {
    case DatatypesScalarType.V_SINT:
      return String(scalar.vSignedInt);
    case DatatypesScalarType.V_UINT:
      return String(scalar.vUnsignedInt);
    case DatatypesScalarType.V_DOUBLE:
      return String(scalar.vDouble);
    case DatatypesScalarType.V_FLOAT:
      return String(Number((scalar.vFloat ?? 0).toPrecision(7)));
    case DatatypesScalarType.V_BOOL:
      return String(scalar.vBool);
    case DatatypesScalarType.V_STRING:
      return JSON.stringify(scalar.vString?.value.toString('utf8') ?? '');
    case DatatypesScalarType.V_OCTETS:
      return `x'${scalar.vOctets?.value.toString('hex') ?? ''}'`;
    default:
      return 'null';
  }
}

export function formatAny(any: DatatypesAny): string {
  switch (any.type) {
    case DatatypesAnyType.OBJECT:
      return `{${(any.obj?.fld ?? []).map(({ key, value }) => `${JSON.stringify(key)}: ${formatAny(value)}`).join(', ')}}`;
    case DatatypesAnyType.ARRAY:
      return `[${(any.array?.value ?? []).map(formatAny).join(', ')}]`;
    default:
      return any.scalar ? formatScalar(any.scalar) : 'null';
  }
}

/** Arguments as JSON with their types: `[{"int":1},{"text":"abc"},null]`; null where there are none. */
export function formatArguments(values: readonly (DatatypesAny | DatatypesScalar)[]): string | null {
  return values.length === 0 ? null : `[${values.map(typed).join(',')}]`;
}

function typed(value: DatatypesAny | DatatypesScalar): string {
  if (!('scalar' in value || 'obj' in value || 'array' in value)) return typedScalar(value as DatatypesScalar);
  const any = value as DatatypesAny;
  if (any.type === DatatypesAnyType.SCALAR) return any.scalar ? typedScalar(any.scalar) : 'null';
  return any.type === DatatypesAnyType.OBJECT
    ? `{"object":{${(any.obj?.fld ?? []).map((field) => `${JSON.stringify(field.key)}:${typed(field.value)}`).join(',')}}}`
    : `{"array":[${(any.array?.value ?? []).map(typed).join(',')}]}`;
}

function typedScalar(scalar: DatatypesScalar): string {
  switch (scalar.type) {
    case DatatypesScalarType.V_SINT:
    case DatatypesScalarType.V_UINT:
      return `{"int":${formatScalar(scalar)}}`;
    case DatatypesScalarType.V_DOUBLE:
    case DatatypesScalarType.V_FLOAT: {
      const kind = scalar.type === DatatypesScalarType.V_DOUBLE ? 'double' : 'float';
      const text = formatScalar(scalar);
      return `{"${kind}":${Number.isFinite(Number(text)) ? text : JSON.stringify(text)}}`;
    }
    case DatatypesScalarType.V_STRING:
      return typedBytes('text', scalar.vString?.value ?? Buffer.alloc(0), 'utf8');
    case DatatypesScalarType.V_OCTETS:
      return typedBytes('blob', scalar.vOctets?.value ?? Buffer.alloc(0), 'hex');
    default:
      return formatScalar(scalar);
  }
}

function typedBytes(kind: string, value: Buffer, encoding: BufferEncoding): string {
  const shown = JSON.stringify(value.toString(encoding, 0, SHOWN_BYTES));
  return value.length <= SHOWN_BYTES ? `{"${kind}":${shown}}` : `{"${kind}":${shown},"bytes":${value.length}}`;
}
