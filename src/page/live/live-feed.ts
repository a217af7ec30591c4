// What a running process did last, kept in a ring: putting something in costs next to nothing, whoever looks.

import type { Miss } from '../../replay/misses/misses.ts';
import type { ReplayOptions } from '../../serve/replay.ts';
import type { LiveCommand } from './live-data.ts';

/** Commands that are kept. */
const KEPT = 10_000;
const STATEMENT_CHARS = 300;

export class LiveFeed {
  // numbers in arrays of their own: objects that live for a while are moved about by the collector
  readonly #times = new Float64Array(KEPT);
  /** 0 for none, which no connection and no exchange has. */
  readonly #connections = new Float64Array(KEPT);
  readonly #exchanges = new Float64Array(KEPT);
  readonly #hows = new Array<string>(KEPT).fill('');
  readonly #statements = new Array<string | null>(KEPT).fill(null);
  #last = 0;

  /** Number of the last command; 0 before the first one. */
  get last(): number {
    return this.#last;
  }

  push(connection: number | null, exchange: number | null, how: string, sql: string | null = null): void {
    const at = this.#last++ % KEPT;
    this.#times[at] = Date.now();
    this.#connections[at] = connection ?? 0;
    this.#exchanges[at] = exchange ?? 0;
    this.#hows[at] = how;
    this.#statements[at] = sql === null || sql.length <= STATEMENT_CHARS ? sql : `${sql.slice(0, STATEMENT_CHARS)}…`;
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
      found.push(this.#command(n));
    }
    return found;
  }

  #command(n: number): LiveCommand {
    const at = (n - 1) % KEPT;
    const [connection, exchange] = [this.#connections[at] || null, this.#exchanges[at] || null];
    const [time, how, sql] = [this.#times[at] ?? 0, this.#hows[at] ?? '', this.#statements[at] ?? null];
    return { n, time, connection, exchange, how, sql };
  }
}
