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
}
