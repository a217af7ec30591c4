// What a running process did last, kept in a ring: putting something in costs next to nothing, whoever looks.

import type { Miss } from '../../replay/misses/misses.ts';
import type { ReplayOptions } from '../../serve/replay.ts';
import type { LiveCommand } from './live-data.ts';

/** Commands that are kept. */
const KEPT = 10_000;
const STATEMENT_CHARS = 300;

export class LiveFeed {
  readonly #ring: LiveCommand[] = [];
  #last = 0;

  /** Number of the last command; 0 before the first one. */
  get last(): number {
    return this.#last;
  }

  push(connection: number | null, exchange: number | null, how: string, sql: string | null = null): void {
    const n = ++this.#last;
    const text = sql === null || sql.length <= STATEMENT_CHARS ? sql : `${sql.slice(0, STATEMENT_CHARS)}…`;
    this.#ring[(n - 1) % KEPT] = { n, time: Date.now(), connection, exchange, how, sql: text };
  }

  miss({ connection, sql, command }: Miss): void {
    this.push(connection, null, 'miss', sql ?? command);
  }

  /** Has a replay tell of what it answers; misses beside it. */
  ofReplay(): Pick<ReplayOptions, 'onPlayed' | 'onSynthesised' | 'onScripted'> {
    return {
      onPlayed: ({ connection, exchange, how }) => this.push(connection, exchange, how),
      onSynthesised: ({ sql, command }) => this.push(null, null, 'synthesised', sql ?? command),
      onScripted: (command, sql) => this.push(null, null, 'scripted', sql ?? command),
    };
  }

  /** Those behind number `after`, the latest `most` of them. */
  since(after: number, most: number): LiveCommand[] {
    const first = Math.max(after + 1, this.#last - Math.min(most, KEPT) + 1, 1);
    const found: LiveCommand[] = [];
    for (let n = first; n <= this.#last; n++) {
      const command = this.#ring[(n - 1) % KEPT];
      if (command !== undefined) found.push(command);
    }
    return found;
  }
}
