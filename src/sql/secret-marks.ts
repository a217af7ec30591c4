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

/** A fixed list of words, in either letter case: nothing in it could go back and try again. */
const MARK = new RegExp(WORDS.join('|').replaceAll('/', '\\/'), 'i');
/** Looked at in pieces, so that a long statement needs no string as long; the pieces overlap by the longest word. */
const PIECE_BYTES = 1024 * 1024;
const OVERLAP_BYTES = Math.max(...WORDS.map((word) => word.length));

/** Whether a statement may hold a secret; false is certain. */
export function mayHoldSecret(sql: Buffer): boolean {
  for (let at = 0; at < sql.length; at += PIECE_BYTES) {
    if (MARK.test(sql.toString('latin1', at, at + PIECE_BYTES + OVERLAP_BYTES))) return true;
  }
  return false;
}
