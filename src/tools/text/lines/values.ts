// Typed values of the binary protocol in a text twin: the type says how the written form is read.

import { PayloadReader } from '../../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../../core/bytes/payload-writer.ts';
import type { ParameterValue } from '../../../core/command.ts';
import { columnTypeName } from '../../../mysql/constants/column-types.ts';
import {
  type BinaryType,
  binaryKindOf,
  readBinaryValue,
  writeBinaryValue,
} from '../../../mysql/packets/binary-value.ts';
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
      return fitting(line, type, { kind, value: BigInt(text) });
    case 'float':
    case 'double':
      if (typeof value !== 'string' || (Number.isNaN(Number(text)) && text !== 'NaN')) {
        throw line.error('expected a number before here');
      }
      return fitting(line, type, { kind, value: Number(text) });
    case 'decimal':
      return { kind, value: typeof value === 'string' ? value : value.toString('latin1') };
    case 'temporal':
      return fitting(line, type, { kind, value: text });
    case 'text':
    case 'blob':
      if (typeof value === 'string') throw line.error("expected '…' or 0x… before here");
      return { kind, value };
    default:
      throw line.error('a value of this type is always NULL; before here');
  }
}

/** The value, where its bytes can say it: of a number too large for its type they would say another. @throws TextError */
function fitting(line: Line, type: BinaryType, value: ParameterValue): ParameterValue {
  const writer = new PayloadWriter();
  try {
    writeBinaryValue(writer, type, value);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw line.error(`${error.message}; before here`);
    throw error;
  }
  const said = readBinaryValue(new PayloadReader(writer.finish(), 'value'), type);
  const isSame = value.kind === 'int' && said.kind === 'int' ? said.value === value.value : isAsLarge(said, value);
  if (!isSame) throw line.error(`expected a number that ${columnTypeName(type.type)} can hold before here`);
  return value;
}

function isAsLarge(said: ParameterValue, value: ParameterValue): boolean {
  if (said.kind !== 'float' || value.kind !== 'float') return true;
  return Number.isFinite(said.value) === Number.isFinite(value.value);
}
