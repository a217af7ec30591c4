// Whether the next transaction of a session only reads, by the words of its state: SET TRANSACTION says so of one, SET SESSION
// TRANSACTION of all. https://dev.mysql.com/doc/refman/en/set-transaction.html

const OF_ONE = / next_transaction='([^']*)'/;
const OF_ALL = / (?:transaction|transaction_read_only|tx_read_only)='([^']*)'/g;
const ACCESS = /\bREAD (ONLY|WRITE)\b/g;
const IS_SET = /^(?:1|ON|TRUE)$/i;

/** @param words as StateWords has them */
export function isReadOnlyNext(words: string): boolean {
  // of several the last one: SET SESSION TRANSACTION behind SET TRANSACTION counts for the next one too
  const one = [...withoutLevel(OF_ONE.exec(words)?.[1] ?? '').matchAll(ACCESS)].at(-1)?.[1];
  if (one !== undefined) return one === 'ONLY';
  return [...words.matchAll(OF_ALL)].some(([, value = '']) => IS_SET.test(value) || / ?READ ONLY\b/.test(value));
}

/** `ISOLATION LEVEL READ COMMITTED` says nothing of it. */
function withoutLevel(said: string): string {
  return said.replaceAll(/ISOLATION LEVEL [A-Z]+(?: [A-Z]+)?/g, '');
}
