// What the page of a running process hears of it: the types of both sides.

import type { PageCarried, PageMiss } from '../page-data.ts';

export type LiveMode = 'record' | 'replay' | 'script';

/** Of a connection that is open. */
export interface LiveSession {
  readonly id: number;
  readonly client: string;
  readonly user: string;
  readonly since: string;
  readonly statements: number;
}

/** The event `state`. */
export interface LiveState {
  readonly mode: LiveMode;
  readonly counts: Readonly<Record<string, number>>;
  /** The first of them; `open` has how many there are. */
  readonly sessions: readonly LiveSession[];
  readonly open: number;
  /** Exchanges that were written so far; null where nothing is recorded. */
  readonly upTo: number | null;
  /** Distinct misses. */
  readonly misses: number;
  /** Faults that are set; null where there can be none. */
  readonly faults: number | null;
}

/** A command that was answered, or was not. */
export interface LiveCommand {
  /** From 1, without holes. */
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly connection: number | null;
  /** The recorded exchange that answered. */
  readonly exchange: number | null;
  /** `next`, `again`, …: how it was found; else `miss`, `synthesised`, `scripted`. */
  readonly how: string;
  /** The statement where no exchange has it, cut. */
  readonly sql: string | null;
}

/** The event `commands`: the latest ones. */
export interface LiveCommands {
  readonly items: readonly LiveCommand[];
  /** Those that are not told of, between what came before and these. */
  readonly skipped: number;
}

export interface LiveCarried {
  readonly carried: readonly PageCarried[];
}

export interface LiveMisses {
  readonly misses: readonly PageMiss[];
  readonly count: number;
}
