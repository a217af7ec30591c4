// What the page gets: the types of both sides. Numbers that may be large are strings, bytes are {"hex"}.

import type { Advice } from '../replay/misses/advice.ts';
import type { Miss } from '../replay/misses/misses.ts';

export const PAGE_FORMAT = 1;

export interface PageSession {
  readonly id: number;
  readonly user: string;
  readonly database: string;
  readonly protocol: string;
  readonly tls: string | null;
  readonly startedAtUs: number;
  readonly ending: string;
  readonly exchanges: number;
}

export interface PageExchange {
  readonly id: number;
  readonly session: number;
  readonly ordinal: number;
  readonly command: string;
  readonly sql: string | null;
  readonly parameters: string | null;
  readonly database: string;
  readonly scope: string;
  readonly state: string | null;
  readonly transaction: number | null;
  /** Microseconds behind the recording's beginning. */
  readonly atUs: number;
  readonly firstByteUs: number;
  readonly lastByteUs: number;
  readonly outcome: string;
  readonly errorCode: number | null;
  readonly errorMessage: string | null;
  readonly rows: number | null;
  readonly affectedRows: string | null;
  readonly lastInsertId: string | null;
  readonly bytes: number;
  readonly gap: string | null;
  /** Null where nothing was replayed. */
  readonly played: boolean | null;
}

export interface PageResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly total: number;
}

export interface PageMiss {
  readonly miss: Miss;
  readonly count: number;
  readonly advice: readonly Advice[];
}

export interface PageReplay {
  readonly connections: number;
  readonly played: number;
  readonly missCount: number;
  readonly unused: number;
  readonly scopes: readonly {
    readonly name: string;
    readonly played: number;
    readonly misses: number;
    readonly unused: number;
  }[];
  readonly misses: readonly PageMiss[];
  /** Values of the run that stood for recorded ones, the first ones. */
  readonly carried: readonly PageCarried[];
}

/** A value of the run, beside the recorded one that it stood for. */
export interface PageCarried {
  readonly exchange: number;
  /** `value 2` of the statement; `row 1, column 3` of the answer. */
  readonly place: string;
  readonly recorded: string;
  readonly live: string;
}

/** One thing that two recordings, or a recording and a server, differ in. */
export interface PageChange {
  readonly kind: string;
  readonly title: string;
  readonly exchanges: readonly number[];
  /** A first character + or - marks what is new and what is gone; [-gone-]{+new+} within. */
  readonly lines: readonly string[];
  /** Cells that are otherwise, where rows were compared. */
  readonly cells?: readonly PageCell[];
  /** How long it took on either side, in microseconds. */
  readonly tookUs?: readonly [from: number, to: number];
}

/** A cell of a result that differs. */
export interface PageCell {
  /** Of the answer's result sets, from 1. */
  readonly result: number;
  /** From 1. */
  readonly row: number;
  readonly column: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface PageChanges {
  readonly what: 'diff' | 'verify';
  readonly summary: string;
  readonly items: readonly PageChange[];
}

/** Something about statements that looks like a mistake. */
export interface PageFinding {
  readonly kind: string;
  readonly scope: string;
  /** The statement with its values as `?`. */
  readonly text: string;
  readonly message: string;
  /** Exchanges that show it, the first ones. */
  readonly exchanges: readonly number[];
}

export interface PageData {
  readonly format: typeof PAGE_FORMAT;
  readonly title: string;
  readonly path: string;
  readonly version: string;
  readonly made: string;
  readonly server: string;
  readonly recordedAt: string | null;
  readonly seconds: number;
  /** What `mock check` noted in the recording; null where it was not asked. */
  readonly checked: string | null;
  readonly counts: {
    readonly exchanges: number;
    readonly sessions: number;
    readonly responses: number;
    readonly responseBytes: number;
    readonly errors: number;
    readonly gaps: number;
  };
  readonly sessions: readonly PageSession[];
  /** False where exchanges are asked for, since there are too many to have them all. */
  readonly isWhole: boolean;
  readonly exchanges: readonly PageExchange[];
  readonly results: Readonly<Record<number, readonly PageResult[]>>;
  readonly replay: PageReplay | null;
  readonly changes: PageChanges | null;
  /** Null where they were not looked for, since there are too many exchanges. */
  readonly findings: readonly PageFinding[] | null;
  /** What was left out, in sentences. */
  readonly left: readonly string[];
  readonly hasValues: boolean;
}
