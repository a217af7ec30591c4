// The quick look that spares nearly every statement the search for secrets.

/** One of these stands in every statement that holds a secret. */
const WORDS = [
  'ident', // IDENTIFIED, and what slips make of it
  'indent',
  'pass', // PASSWORD, @passwd, @passphrase
  'pwd',
  'connection',
  'registration',
  'crypt', // AES_ENCRYPT, DES_DECRYPT
  'asymmetric',
  'secret',
  'token',
  'credential',
  'apikey',
  '_key',
  '://',
];

/** By first byte, in both letter cases; letters without the bit that tells their case. */
const MARKS_OF: (readonly Uint8Array[] | undefined)[] = Array.from({ length: 256 });
for (const word of WORDS) {
  const mark = Uint8Array.from(Buffer.from(word), (byte) => byte | 0x20);
  const first = word.charCodeAt(0);
  for (const byte of new Set([first, /[a-z]/.test(word.charAt(0)) ? first & 0xdf : first])) {
    MARKS_OF[byte] = [...(MARKS_OF[byte] ?? []), mark];
  }
}
const BEGINS = Uint8Array.from(MARKS_OF, (marks) => (marks === undefined ? 0 : 1));

/** Whether a statement may hold a secret; false is certain. */
export function mayHoldSecret(sql: Buffer): boolean {
  for (let at = 0; at < sql.length; at++) {
    const byte = sql[at] ?? 0;
    if (BEGINS[byte] !== 0 && MARKS_OF[byte]?.some((mark) => isMarkAt(sql, at, mark))) return true;
  }
  return false;
}

function isMarkAt(sql: Buffer, start: number, mark: Uint8Array): boolean {
  for (let index = 1; index < mark.length; index++) {
    if (((sql[start + index] ?? 0) | 0x20) !== mark[index]) return false;
  }
  return true;
}
