// Classes of bytes as the server's lexer sees them (sql/sql_lex.cc, mysys/charset.cc). Only ASCII decides: bytes from
// 0x80 up belong to words and strings.

/** What a byte may begin or continue. Several bits may be set. */
export const ByteClass = { space: 1, word: 2, digit: 4, hexDigit: 8, letter: 16 } as const;

/** Classes of each of the 256 bytes. */
export const BYTE_CLASSES: Uint8Array = classify();

/** Character sets of a connection in which the second byte of a character may be an ASCII one, such as `\`. */
export type MultiByteCharset = 'big5' | 'gbk' | 'gb18030' | 'sjis' | 'cp932';

const LEAD_BYTES: Readonly<Record<MultiByteCharset, Uint8Array>> = {
  big5: table([0xa1, 0xf9]),
  gbk: table([0x81, 0xfe]),
  gb18030: table([0x81, 0xfe]),
  sjis: table([0x81, 0x9f], [0xe0, 0xfc]),
  cp932: table([0x81, 0x9f], [0xe0, 0xfc]),
};

/** Length of the character that begins at `at`: 2 where its second byte must not be read as ASCII, otherwise 1. */
export function characterLength(sql: Buffer, at: number, charset: MultiByteCharset): 1 | 2 {
  const lead = sql[at] ?? 0;
  if (LEAD_BYTES[charset][lead] !== 1) return 1;
  const trail = sql[at + 1] ?? 0;
  // a four-byte gb18030 character is two such pairs: lead, digit, lead, digit
  if (charset === 'gb18030' && trail >= 0x30 && trail <= 0x39) return 2;
  return trail >= 0x40 && trail !== 0x7f && trail !== 0xff ? 2 : 1;
}

function classify(): Uint8Array {
  const classes = new Uint8Array(256);
  const add = (first: number, last: number, bits: number) => {
    for (let byte = first; byte <= last; byte++) classes[byte] = (classes[byte] ?? 0) | bits;
  };
  add(0x09, 0x0d, ByteClass.space);
  add(0x20, 0x20, ByteClass.space);
  add(0x30, 0x39, ByteClass.word | ByteClass.digit | ByteClass.hexDigit);
  add(0x41, 0x5a, ByteClass.word | ByteClass.letter);
  add(0x61, 0x7a, ByteClass.word | ByteClass.letter);
  add(0x41, 0x46, ByteClass.hexDigit);
  add(0x61, 0x66, ByteClass.hexDigit);
  add(0x24, 0x24, ByteClass.word);
  add(0x5f, 0x5f, ByteClass.word);
  add(0x80, 0xff, ByteClass.word);
  return classes;
}

function table(...ranges: readonly (readonly [number, number])[]): Uint8Array {
  const bytes = new Uint8Array(256);
  for (const [first, last] of ranges) bytes.fill(1, first, last + 1);
  return bytes;
}
