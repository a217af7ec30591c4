// Which recorded session a connection follows, as far as it shows.

/** The recorded sessions that may become a connection's own: it shows with what it asks. */
export interface Seat {
  /** Whether a session is this connection's, or may still become it. */
  mayBe(session: number): boolean;
  /** What was played shows that it is; done once, and by one connection. */
  claim(session: number): void;
}

/** How far a connection has come, and in which session. */
export interface Spot {
  /** Exchanges up to this one were complete when what was played last was asked: they are behind it. */
  after: number;
  /** Of its login; null where nobody has logged in, or the session is known. */
  readonly seat: Seat | null;
  /** The recorded session that it follows; 0 until that shows. */
  session: number;
}
