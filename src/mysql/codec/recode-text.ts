// Text from one character set into another as the servers convert it: ASCII is the same in all that clients use, utf8mb3 is
// utf8mb4 without characters of four bytes, and latin1 is cp1252. https://dev.mysql.com/doc/refman/en/charset-connection.html

import { decodeText } from '../constants/text-decoders.ts';

const QUESTION_MARK = 0x3f;
/** First byte of a character of four bytes. */
const FOUR_BYTES_FROM = 0xf0;
/** Bytes below 0x80 are something else in these, or nothing is converted. */
const NOT_ASCII: ReadonlySet<string> = new Set(['ucs2', 'utf16', 'utf16le', 'utf32', 'swe7', 'binary', 'filename']);
const UTF8: ReadonlyMap<string, 3 | 4> = new Map([
  ['utf8', 3],
  ['utf8mb3', 3],
  ['utf8mb4', 4],
]);
const ONE_BYTE: ReadonlySet<string> = new Set(
  `armscii8 ascii cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 dec8 geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1
  latin2 latin5 latin7 macce macroman tis620`.split(/\s+/),
);

/** Bytes of its longest character; undefined where it is not known. @param charset as MySQL names it */
export function charsetWidth(charset: string): number | undefined {
  return ONE_BYTE.has(charset) ? 1 : UTF8.get(charset);
}

/** Which way text goes: what a client says may not be changed by it; what a server says becomes a question mark. */
export type Direction = 'asked' | 'answered';

/**
 * The same text in another character set; the very buffer where its bytes are the same.
 * @returns null where it is not certain: a character that one of them lacks, or a question mark that may stand for one
 */
export function recodeText(bytes: Buffer, from: string, to: string, direction: Direction): Buffer | null {
  if (isAlike(from, to)) return bytes;
  if (NOT_ASCII.has(from) || NOT_ASCII.has(to)) return null;
  if (direction === 'answered' && !UTF8_4.has(from) && bytes.includes(QUESTION_MARK)) return null;
  if (isAscii(bytes)) return bytes;
  const [width, wanted] = [UTF8.get(from), UTF8.get(to)];
  if (width !== undefined && wanted !== undefined) {
    if (!bytes.some((byte) => byte >= FOUR_BYTES_FROM)) return bytes;
    return direction === 'answered' ? Buffer.from(decoded(bytes).replace(/[\u{10000}-\u{10ffff}]/gu, '?')) : null;
  }
  if (from === 'latin1' && wanted !== undefined) return Buffer.from(decodeText(bytes, from) ?? '');
  return to === 'latin1' && width !== undefined ? toLatin1(decoded(bytes), direction) : null;
}

const UTF8_4: ReadonlySet<string> = new Set(['utf8mb4']);

function isAlike(a: string, b: string): boolean {
  return a === b || (UTF8.has(a) && UTF8.get(a) === UTF8.get(b));
}

export function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

function decoded(utf8: Buffer): string {
  return utf8.toString('utf8');
}

/** Every character of latin1 and its byte. */
const BYTES_OF_LATIN1: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 256 }, (_, byte) => [decodeText(Buffer.of(byte), 'latin1') ?? '', byte] as const),
);

function toLatin1(text: string, direction: Direction): Buffer | null {
  const bytes: number[] = [];
  for (const character of text) {
    const byte = BYTES_OF_LATIN1.get(character) ?? (direction === 'answered' ? QUESTION_MARK : undefined);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return Buffer.from(bytes);
}
