// Words that MySQL and MariaDB both reserve in every version in use, so that unquoted they are never a name.
// https://dev.mysql.com/doc/refman/en/keywords.html, https://mariadb.com/kb/en/reserved-words/

const RESERVED = `ALL ALTER AND AS ASC BETWEEN BY CASE CREATE CROSS DELETE DESC DESCRIBE DISTINCT DROP ELSE EXISTS
  EXPLAIN FOR FROM GROUP HAVING IGNORE IN INDEX INNER INSERT INTO IS JOIN LEFT LIKE LIMIT NOT NULL ON OR ORDER OUTER
  REPLACE RIGHT SELECT SET SHOW TABLE THEN UNION UNIQUE UPDATE USE USING VALUES WHEN WHERE WITH`.split(/\s+/);

/** A reserved word; compare by identity with the result of `reserved`. */
export interface ReservedWord {
  readonly text: string;
  /** In upper case. */
  readonly bytes: Uint8Array;
}

const LONGEST = Math.max(...RESERVED.map((word) => word.length));
/** By length and first letter, so that a look-up compares with one or two words. */
const BUCKETS: ReservedWord[][] = Array.from({ length: (LONGEST + 1) * 32 }, () => []);
for (const text of RESERVED) {
  BUCKETS[text.length * 32 + (text.charCodeAt(0) & 31)]?.push({ text, bytes: Uint8Array.from(Buffer.from(text)) });
}

/** The reserved word that stands at these bytes, in any letter case; null for every other word. */
export function reservedAt(sql: Buffer, start: number, end: number): ReservedWord | null {
  const length = end - start;
  if (length > LONGEST) return null;
  const bucket = BUCKETS[length * 32 + ((sql[start] ?? 0) & 31)];
  if (bucket === undefined) return null;
  for (let index = 0; index < bucket.length; index++) {
    const word = bucket[index];
    if (word !== undefined && isWordAt(sql, start, word.bytes)) return word;
  }
  return null;
}

/** The entry of one reserved word. */
export function reserved(text: string): ReservedWord {
  const word = reservedAt(Buffer.from(text), 0, text.length);
  if (word === null) throw new RangeError(`${text} is not in the list of reserved words`);
  return word;
}

/** Whether the bytes at `start` are this word of upper-case letters, in any letter case. */
function isWordAt(sql: Buffer, start: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) {
    if (((sql[start + index] ?? 0) & 0xdf) !== word[index]) return false;
  }
  return true;
}

/** Whether the bytes at `start` are already in upper case. */
export function isUpperCase(sql: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (((sql[at] ?? 0) & 0x20) !== 0) return false;
  return true;
}
