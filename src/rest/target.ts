// What the REST API shows and changes: the port to whatever is served, a script or a recording.

/** A connection that is open. */
export interface SessionView {
  readonly id: number;
  /** Where the client is, e.g. `127.0.0.1:54321`. */
  readonly client: string;
  /** Empty until the client has said who it is. */
  readonly user: string;
  /** ISO 8601. */
  readonly since: string;
  readonly statements: number;
}

export interface RestTarget {
  /** `mysqld.global` of scripts; null where there is none. */
  readonly globals: {
    /** One JSON object, its keys sorted. */
    toJson(): string;
    replace(values: Readonly<Record<string, unknown>>): void;
  } | null;
  sessions(): readonly SessionView[];
  /** False where there is no such session. */
  closeSession(id: number): Promise<boolean>;
  closeConnections(): Promise<void>;
  /** What was done so far; each becomes a metric. */
  counts(): Readonly<Record<string, number>>;
  /** Commands that had no answer, latest last; null where that cannot be. */
  misses(): readonly object[] | null;
  /** As at the beginning: counts, misses, globals, faults and what was played. */
  reset(): void;
  /** What goes wrong on purpose; null where nothing can. */
  readonly faults: {
    list(): readonly object[];
    /** @throws MockError `USAGE` for what is no fault */
    replace(faults: unknown): void;
    add(faults: unknown): void;
    clear(): void;
  } | null;
}
