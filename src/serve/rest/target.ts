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

/** The scopes of a recording: parts of it that begin at their own beginning, one for each test. */
export interface ScopesTarget {
  /** The one that connections are in that name none; empty for the unnamed one. */
  current(): string;
  /** What was played of each, and what was not. */
  list(): readonly { readonly name: string }[];
  /** From its beginning, for all connections that name none. False where there is no such scope. */
  begin(name: string): boolean;
  /** False where this one has not begun. */
  end(name: string): boolean;
  /** Names that resemble this one. */
  nearest(name: string): readonly string[];
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
  /** Scopes of a recording; null where there are none. */
  readonly scopes: ScopesTarget | null;
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
