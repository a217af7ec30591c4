// Bytes that stand for one bound parameter and for no other: a kind, a length, and the value.

import type { ParameterValue } from '../core/command.ts';

const KIND_CODES = {
  null: 0,
  int: 1,
  float: 2,
  double: 3,
  decimal: 4,
  text: 5,
  blob: 6,
  temporal: 7,
  instead: 8,
} as const;

/** Code of a parameter's kind, below 256. */
export function kindCode(parameter: ParameterValue): number {
  return KIND_CODES[parameter.kind];
}

/** The parameter's value; NULL has none. Integers by value, floating-point numbers by their IEEE bits. */
export function valueBytes(parameter: ParameterValue): Buffer {
  switch (parameter.kind) {
    case 'null':
      return Buffer.alloc(0);
    case 'int':
      return Buffer.from(parameter.value.toString(), 'latin1');
    case 'float':
      return ieeeBytes(4, (bytes) => bytes.writeFloatBE(parameter.value));
    case 'double':
      return ieeeBytes(8, (bytes) => bytes.writeDoubleBE(parameter.value));
    case 'decimal':
    case 'temporal':
    case 'instead':
      return Buffer.from(parameter.value);
    case 'text':
    case 'blob':
      return parameter.value;
  }
}

function ieeeBytes(length: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length);
  write(bytes);
  return bytes;
}
