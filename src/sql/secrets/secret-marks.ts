// The quick look that spares nearly every statement the search for secrets.

import { isWordAt } from '../words/find-word.ts';

/** One of these stands in every statement that holds a secret. */
const WORDS = [
  'ident', // IDENTIFIED, and what slips make of it
  'indent',
  'pass', // PASSWORD, @passwd, @passphrase
  'pasw', // slips of it
  'pwd',
  'connection',
  'registration',
  'accountkey',
  'account_key',
  'accesskey',
  'crypt', // AES_ENCRYPT, DES_DECRYPT
  'asymmetric',
  'secret',
  'token',
  'credential',
  'apikey',
  '_key',
  '://',
  ...["'", '"', '`', ' ', '=', '(', '\n'].map((before) => `${before}//`),
  ':\\/', // as JSON has it
  'basic ',
  'bearer ',
  'statement_digest',
  ...[...'0123456789abcdef'].flatMap((digit) => [`'*${digit}`, `"*${digit}`]), // hashes
  '$a$0',
  '@tcp(',
  '@unix(',
  '@pw',
  '_pw',
  '_auth',
  'encode', // ENCODE, DECODE
  'decode',
  'kdf',
  'keyring',
  'authentication_',
  'mysql', // the tables of accounts
  'global_priv',
  'rds_set',
];

/**
 * How far to go on behind two bytes, by these bytes: a large statement is looked at once per pair of bytes, as Wu and Manber
 * search for many words at once. Every word has at least three bytes; 0 says that the pair is the second and third of one.
 */
const WINDOW = Math.min(...WORDS.map((word) => word.length));
const PAIRS = 65_536;
const STEPS = new Uint8Array(PAIRS).fill(WINDOW - 1);
/** The words with this pair as their second and third byte. */
const CANDIDATES = new Map<number, Buffer[]>();

for (const word of WORDS) {
  for (let end = 1; end < WINDOW; end++) {
    for (const pair of spellings(word.slice(end - 1, end + 1))) {
      STEPS[pair] = Math.min(STEPS[pair] ?? 0, WINDOW - 1 - end);
      if (end === WINDOW - 1) CANDIDATES.set(pair, [...(CANDIDATES.get(pair) ?? []), Buffer.from(word)]);
    }
  }
}

/** The numbers of two bytes, in either letter case. */
function spellings(two: string): number[] {
  const [first = [], second = []] = [...two].map((letter) => [...new Set([letter, letter.toUpperCase()])]);
  return first.flatMap((a) => second.map((b) => (a.charCodeAt(0) << 8) | b.charCodeAt(0)));
}

/** Whether a statement may hold a secret; false is certain. */
export function mayHoldSecret(sql: Buffer): boolean {
  const { length } = sql;
  let at = WINDOW - 1;
  while (at < length) {
    const pair = ((sql[at - 1] ?? 0) << 8) | (sql[at] ?? 0);
    const step = STEPS[pair] ?? 1;
    if (step > 0) at += step;
    else {
      if (standsThere(sql, at - WINDOW + 1, pair)) return true;
      at++;
    }
  }
  return false;
}

function standsThere(sql: Buffer, from: number, pair: number): boolean {
  for (const word of CANDIDATES.get(pair) ?? []) if (isWordAt(sql, from, word)) return true;
  return false;
}
