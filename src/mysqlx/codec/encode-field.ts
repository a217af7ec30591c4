// A row's field as its column's type says that it is written; the twin of row-field.ts. A field of no bytes is NULL.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Resultset_1_1Row.html

const NUL = Buffer.from([0]);
const NOTHING_IN_SET = Buffer.from([1]);
const POSITIVE = 0x0c;
const NEGATIVE = 0x0d;
const MASK_64 = (1n << 64n) - 1n;

/** Of SINT. Beyond 64 bits the lower ones are kept. */
export function encodeSigned(value: bigint): Buffer {
  const number = BigInt.asIntN(64, value);
  return varint(number < 0n ? (-number << 1n) - 1n : number << 1n);
}

/** Of UINT and BIT. Beyond 64 bits the lower ones are kept. */
export function encodeUnsigned(value: bigint): Buffer {
  return varint(value & MASK_64);
}

export function encodeDouble(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

export function encodeFloat(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeFloatLE(value);
  return bytes;
}

const DECIMAL = /^([-+]?)(\d*)(?:\.(\d*))?$/;

/** @param text such as `-12.50`; null for one that is none */
export function encodeDecimal(text: string): Buffer | null {
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  const digits = `${whole}${fraction}`;
  if (digits === '') return null;
  const nibbles = [...digits].map(Number);
  nibbles.push(sign === '-' ? NEGATIVE : POSITIVE);
  if (nibbles.length % 2 === 1) nibbles.push(0);
  const bytes = Buffer.alloc(1 + nibbles.length / 2);
  bytes[0] = fraction.length;
  for (let n = 0; n < nibbles.length; n += 2) {
    bytes[1 + n / 2] = ((nibbles[n] as number) << 4) | (nibbles[n + 1] as number);
  }
  return bytes;
}

/** @param text `YYYY-MM-DD`, `YYYY-MM-DD hh:mm:ss` or with `.ffffff` */
export function encodeDatetime(text: string): Buffer {
  const [date = '', clock = ''] = text.split(' ');
  const clockParts = clockOf(clock);
  return Buffer.concat([...date.split('-').map(Number), ...clockParts].map((part) => varint(BigInt(part))));
}

/** @param text `hh:mm:ss` or with `.ffffff`, `-` in front of a negative one */
export function encodeTime(text: string): Buffer {
  const isNegative = text.startsWith('-');
  const parts = clockOf(isNegative ? text.slice(1) : text);
  return Buffer.concat([Buffer.from([isNegative ? 1 : 0]), ...parts.map((part) => varint(BigInt(part)))]);
}

/** @param text members with commas between them */
export function encodeSet(text: string): Buffer {
  if (text === '') return NOTHING_IN_SET;
  const members = text.split(',').map((member) => Buffer.from(member));
  return Buffer.concat(members.flatMap((member) => [varint(BigInt(member.length)), member]));
}

/** Of BYTES and ENUM. */
export function encodeBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, NUL]);
}

/** Hours to microseconds, less what is zero at the end. */
function clockOf(clock: string): number[] {
  if (clock === '') return [];
  const [time = '', fraction = ''] = clock.split('.');
  const parts = [...time.split(':').map(Number), Number(fraction.padEnd(6, '0'))];
  while (parts.at(-1) === 0) parts.pop();
  return parts;
}

/** Protobuf's variable-length integer. */
function varint(value: bigint): Buffer {
  if (value < 0x80n) return Buffer.from([Number(value)]);
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  bytes.push(Number(left));
  return Buffer.from(bytes);
}
