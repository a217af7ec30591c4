// Lines of `--trace`: one per packet or message, of every connection, each with the time since the start and the number of
// its connection. What is said of a packet never holds a password, a value of a row or a bound parameter.
//
//      0.412 #1 > COM_QUERY "SELECT id FROM products"
//      0.415 #1 < seq 1 column count 1
//      0.415 #1 < seq 4 row 1, 2 bytes

import type { Dialect } from '../../core/command.ts';
import { readStatement } from '../../sql/statement-reading.ts';

/** `>` from the client, `<` to it, `-` about the connection. */
export type Say = (direction: '>' | '<' | '-', text: string) => void;

/** Longer statements are cut. */
const MOST_CHARS = 200;

export class Tracer {
  readonly #print: (line: string) => void;
  readonly #startedAt = performance.now();
  #connections = 0;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Of a new connection. */
  connection(remote: string, protocol: 'classic' | 'x'): Say {
    const id = ++this.#connections;
    const say: Say = (direction, text) => {
      const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(3).padStart(10);
      this.#print(`${seconds} #${id} ${direction} ${text}`);
    };
    say('-', `${remote} connected${protocol === 'x' ? ', X Protocol' : ''}`);
    return say;
  }
}

/** A statement without its secrets, in one line. */
export function shownStatement(sql: Buffer, dialect: Dialect): { readonly text: string; readonly isMasked: boolean } {
  const { masked } = readStatement(sql, dialect);
  return { text: quoted(masked.toString('utf8')), isMasked: !masked.equals(sql) };
}

export function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text);
}
