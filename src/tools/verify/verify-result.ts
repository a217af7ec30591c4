// What came of asking the live server again.

import type { Change } from '../diff/compare-results.ts';

/** Which recorded command it is about. */
export interface Asked {
  /** 0 where it is about a session's login. */
  readonly exchange: number;
  readonly session: number;
  readonly scope: string;
  readonly command: string;
  readonly sql: string | null;
  readonly parameters: string | null;
}

/** An answer that is another one now; changes are from the recorded to the live one. */
export interface Drift extends Asked {
  readonly changes: readonly Change[];
}

/** A statement that was not sent. */
export interface Withheld extends Asked {
  readonly reason: string;
}

/** A table that is described otherwise than when it was recorded: lines of its description that went and came. */
export interface TableDrift {
  readonly schema: string;
  readonly table: string;
  readonly kind: 'changed' | 'gone' | 'added';
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

/** Why a statement that begins or ends a transaction is not compared: verify does that in its own way. */
export const TRANSACTION_ENDS = "where a transaction begins or ends, which is verify's own";

export interface VerifyResult {
  /** Recorded exchanges that are questions. */
  readonly exchanges: number;
  /** Those whose answers were compared. */
  readonly compared: number;
  /** The same in percent, of those that are no beginning or end of a transaction; 100 where there are none. */
  readonly share: number;
  /** How many answers are others now. */
  readonly drifting: number;
  /** The first of them. */
  readonly drifts: readonly Drift[];
  /** Null where the recording does not know the tables. */
  readonly tables: readonly TableDrift[] | null;
  /** The first statements that were not sent, and why. */
  readonly withheld: readonly Withheld[];
  /** Exchanges that were not compared, by why. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Exchanges behind which the transaction was over though it should not have been: what they changed may have stayed. */
  readonly unguarded: readonly number[];
}
