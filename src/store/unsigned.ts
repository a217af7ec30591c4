// MySQL's unsigned 64-bit numbers in SQLite, whose integers are signed: above 2^63 - 1 they are kept as decimal text.
// The columns that hold them have no type, so that SQLite changes neither.

const MAX_SIGNED = 0x7fff_ffff_ffff_ffffn;

export function toStored(value: bigint | null): bigint | string | null {
  return value !== null && value > MAX_SIGNED ? value.toString() : value;
}

export function fromStored(value: bigint | string | null): bigint | null {
  return typeof value === 'string' ? BigInt(value) : value;
}
