// Typed values of the binary protocol in a text twin: the type says how the written form is read.

import type { ParameterValue } from '../../../core/command.ts';
import { type BinaryType, binaryKindOf } from '../../../mysql/packets/binary-value.ts';
import type { Line } from '../reading/scanner.ts';
import type { Field } from './fields.ts';
import { formatBytes, formatNumberBytes, formatString } from './tokens.ts';

/** A value of this type. */
export function valueField(type: BinaryType): Field<ParameterValue> {
  return { write: formatValue, read: (line) => parseValue(line, type) };
}

export function formatValue(value: ParameterValue): string {
  switch (value.kind) {
    case 'null':
      return 'NULL';
    case 'int':
      return String(value.value);
    case 'float':
    case 'double':
      return Object.is(value.value, -0) ? '-0' : String(value.value);
    case 'decimal':
      return formatNumberBytes(Buffer.from(value.value, 'latin1'));
    case 'temporal':
      return formatString(value.value);
    case 'text':
    case 'blob':
      return formatBytes(value.value);
    case 'instead':
      return value.value.toUpperCase();
  }
}

/** @throws TextError where the written form does not fit the type */
function parseValue(line: Line, type: BinaryType): ParameterValue {
  const value = line.value('a value');
  if (value === null) return { kind: 'null' };
  const kind = binaryKindOf(type.type);
  const text = typeof value === 'string' ? value : value.toString('utf8');
  switch (kind) {
    case 'int':
      if (typeof value !== 'string' || !/^-?\d+$/.test(text)) throw line.error('expected a whole number before here');
      return { kind, value: BigInt(text) };
    case 'float':
    case 'double':
      if (typeof value !== 'string' || (Number.isNaN(Number(text)) && text !== 'NaN')) {
        throw line.error('expected a number before here');
      }
      return { kind, value: Number(text) };
    case 'decimal':
    case 'temporal':
      return { kind, value: text };
    case 'text':
    case 'blob':
      if (typeof value === 'string') throw line.error("expected '…' or 0x… before here");
      return { kind, value };
    default:
      throw line.error('a value of this type is always NULL; before here');
  }
}
