// Pseudonyms: the same value always becomes the same other one, of the same form and length, by a key without which
// nobody can tell which value it was. Numbers and digits are permuted, so that different ones stay different.

import { createHmac } from 'node:crypto';

const ROUNDS = 10;
/** Whole numbers stay between two of these, so that they fit the same columns. */
const BOUNDS: readonly bigint[] = [
  ...[-1n, 9n, 99n, 127n, 255n, 999n, 9999n, 32_767n, 65_535n, 99_999n, 999_999n, 8_388_607n, 16_777_215n],
  ...[99_999_999n, 999_999_999n, 2_147_483_647n, 4_294_967_295n, 99_999_999_999n, 9_999_999_999_999n],
  ...[999_999_999_999_999n, 99_999_999_999_999_999n, 9_223_372_036_854_775_807n, 18_446_744_073_709_551_615n],
];

export class Pseudonyms {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Letters become letters, digits digits, anything else stays; dates become dates, whole numbers whole numbers. */
  ofText(text: string): string {
    const date = /^(\d{4})-(\d\d)-(\d\d)(?=$|[ T])/.exec(text);
    if (date !== null) return this.#ofDate(text, date[1] ?? '');
    if (/^-?(?:0|[1-9]\d*)$/.test(text)) return this.ofInteger(BigInt(text)).toString();
    if (/^[[{]/.test(text)) return this.#ofJson(text) ?? this.#ofCharacters(text);
    return this.#ofCharacters(text);
  }

  ofInteger(value: bigint): bigint {
    if (value < 0n) return -this.ofInteger(-value);
    const at = BOUNDS.findIndex((bound) => value <= bound);
    const [low, high] = [(BOUNDS[at - 1] ?? -1n) + 1n, BOUNDS[at]];
    if (high === undefined) return BigInt(this.#digits(String(value)));
    return low + this.#permuted(value - low, high - low + 1n);
  }

  /** A number with a fraction: its digits change, its length does not. */
  ofDecimal(text: string): string {
    return this.#ofCharacters(text).replace(/^(-?)0(?=\d)/, '$11');
  }

  /** Bytes that are no text. */
  ofBytes(bytes: Buffer): Buffer {
    const stream = this.#stream(bytes, bytes.length);
    return Buffer.from(bytes.map((_byte, at) => stream[at] ?? 0));
  }

  #ofDate(text: string, year: string): string {
    const [month = 0, day = 0] = this.#stream(Buffer.from(text), 2);
    const two = (value: number) => String(value).padStart(2, '0');
    return `${year}-${two((month % 12) + 1)}-${two((day % 28) + 1)}${text.slice(10)}`;
  }

  #ofJson(text: string): string | null {
    try {
      return JSON.stringify(JSON.parse(text), (_name, value: unknown) => {
        if (typeof value === 'string') return this.ofText(value);
        return typeof value === 'number' && Number.isSafeInteger(value) ? Number(this.ofInteger(BigInt(value))) : value;
      });
    } catch {
      return null;
    }
  }

  #ofCharacters(text: string): string {
    const stream = this.#stream(Buffer.from(text), text.length * 2);
    return [...text]
      .map((char, at) => replaced(char, (stream[2 * at] ?? 0) * 256 + (stream[2 * at + 1] ?? 0)))
      .join('');
  }

  #digits(digits: string): string {
    return this.#ofCharacters(digits).replace(/^0/, '1');
  }

  /** A keyed permutation of the numbers from 0 to `size` - 1: Feistel rounds, walked on until within the range. */
  #permuted(value: bigint, size: bigint): bigint {
    if (size <= 1n) return value;
    const bits = BigInt(Math.max(2, (size - 1n).toString(2).length));
    const half = (bits + 1n) / 2n;
    const mask = (1n << half) - 1n;
    let result = value;
    do {
      let [left, right] = [result >> half, result & mask];
      for (let round = 0; round < ROUNDS; round++) {
        const digest = createHmac('sha256', this.#key).update(`${size} ${round} ${right}`).digest();
        [left, right] = [right, (left ^ digest.readBigUInt64LE(0)) & mask];
      }
      result = (left << half) | right;
    } while (result >= size);
    return result;
  }

  #stream(value: Buffer, length: number): Buffer {
    const blocks: Buffer[] = [];
    for (let n = 0; n * 32 < length; n++) {
      blocks.push(createHmac('sha256', this.#key).update(`${n} `).update(value).digest());
    }
    return Buffer.concat(blocks);
  }
}

/** Another character of the same kind, and of as many bytes in UTF-8. */
function replaced(char: string, random: number): string {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x30 && code <= 0x39) return String.fromCharCode(0x30 + (random % 10));
  if (code >= 0x61 && code <= 0x7a) return String.fromCharCode(0x61 + (random % 26));
  if (code >= 0x41 && code <= 0x5a) return String.fromCharCode(0x41 + (random % 26));
  if (code < 0x80) return char;
  if (code < 0x800) return String.fromCharCode(0xe0 + (random % 22));
  if (code < 0x10000) return String.fromCharCode(0x4e00 + (random % 0x5000));
  return String.fromCodePoint(0x1f400 + (random % 0x3f));
}
