// What came of playing a recording against itself.

/** An exchange whose answer did not come out as recorded. */
export interface CheckDifference {
  readonly exchange: number;
  readonly session: number;
  readonly command: string;
  readonly sql: string | null;
  /** One line. */
  readonly what: string;
}

export interface CheckResult {
  /** Recorded exchanges. */
  readonly exchanges: number;
  /** Those that were played and compared. */
  readonly compared: number;
  /** Not all were played since time ran out. */
  readonly isSample: boolean;
  /** How many differ. */
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly CheckDifference[];
  /** Exchanges that cannot be played, by why. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Statements that a replay can answer by place only; none were looked for where not all were played. */
  readonly holes: readonly Hole[];
}

/** Answers that differ though statement, session state and data are the same, as far as the recording knows the data. */
export interface Hole {
  /** The first ones. */
  readonly exchanges: readonly number[];
  readonly answers: number;
  readonly sql: string | null;
  /** Of the session, in words. */
  readonly state: string;
  /** On which all of them depend: `shop.orders`; none where they depend on no data. */
  readonly tables: readonly string[];
  /** The exchange of the last write that they were asked behind; 0 where there is none. */
  readonly behind: number;
}
