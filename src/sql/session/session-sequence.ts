// What a session has asked so far, less what only reads, as one short word: two sessions with the same word have asked the
// same. It stands for what nobody can tell from the statements alone.

/** Statements that begin so are not counted. */
const READING = /^\s*(?:select|show)\b/i;
const START_BYTES = 16;

const SPACE = 0x20;

/** Whether a statement only reads, by how it begins. */
export function onlyReads(sql: Buffer): boolean {
  // the usual case without making a text of it
  if (isPlainSelect(sql)) return true;
  return READING.test(sql.toString('latin1', 0, START_BYTES));
}

const NO_TABLE =
  /^\s*(?:use|prepare|deallocate|savepoint|release|get|show\s+(?:warnings|errors|count|grants|create|(?:(?:session|local)\s+)?variables))\b/i;

/**
 * `SELECT @@x`: no transaction begins with it, nor is what was said of the next one used up. Asked of both servers for each
 * of these; SHOW TABLES and COMMIT use it up.
 */
export function usesNoTable(sql: Buffer): boolean {
  const text = sql.toString('latin1');
  return NO_TABLE.test(text) || (/^\s*(?:select|do)\b/i.test(text) && !/\bfrom\b(?!\s+dual\s*;?\s*$)/i.test(text));
}

/** `SELECT ` in upper or lower case. */
function isPlainSelect(sql: Buffer): boolean {
  if (sql.length < 7 || (sql[6] as number) > SPACE) return false;
  const head = ((sql[0] as number) << 16) | ((sql[1] as number) << 8) | (sql[2] as number);
  const tail = ((sql[3] as number) << 16) | ((sql[4] as number) << 8) | (sql[5] as number);
  return (head | 0x202020) === 0x73656c && (tail | 0x202020) === 0x656374;
}

export class SessionSequence {
  #high = 0;
  #low = 0;

  /** 16 hexadecimal digits. */
  get word(): string {
    return hex(this.#high) + hex(this.#low);
  }

  /** @param values what was bound, as text that is equal only where the values are; empty for none */
  note(sql: Buffer, values: string): void {
    if (onlyReads(sql)) return;
    let high = this.#high ^ sql.length;
    let low = this.#low ^ values.length;
    for (let at = 0; at < sql.length; at++) {
      const byte = sql[at] ?? 0;
      high = Math.imul(high ^ byte, 0x9e3779b1);
      low = Math.imul(low ^ byte, 0x5f356495);
    }
    for (let at = 0; at < values.length; at++) {
      const code = values.charCodeAt(at);
      high = Math.imul(high ^ code, 0x85ebca77);
      low = Math.imul(low ^ code, 0x27d4eb2f);
    }
    this.#high = high ^ (low >>> 15);
    this.#low = low ^ (high >>> 13);
  }

  reset(): void {
    this.#high = 0;
    this.#low = 0;
  }
}

/** Of a longer statement only so much decides its mark, with its length. */
const MARKED_BYTES = 4096;

/** A number that is equal for equal statements with equal values. @param values as of `note` */
export function markOf(sql: Buffer, values: string): number {
  let mark = sql.length;
  const end = Math.min(sql.length, MARKED_BYTES);
  for (let at = 0; at < end; at++) mark = Math.imul(mark ^ (sql[at] ?? 0), 0x01000193);
  for (let at = 0; at < values.length; at++) mark = Math.imul(mark ^ values.charCodeAt(at), 0x85ebca77);
  return mark | 0;
}

/** What was asked before, and one more thing. */
export function askedBehind(asked: number, mark: number): number {
  const mixed = Math.imul(asked ^ mark, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) + 1;
}

function hex(number: number): string {
  return (number >>> 0).toString(16).padStart(8, '0');
}
