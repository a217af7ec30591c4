// Where a connection stands in the recording.

import type { RecordedExchange } from '../../core/recording.ts';
import type { OpenTransaction } from './open-transaction.ts';

/** The recorded sessions that may become a connection's own: it shows with what it asks. */
export interface Seat {
  /** Whether a session is this connection's, or may still become it. */
  mayBe(session: number): boolean;
  /** What was played shows that it is; done once, and by one connection. */
  claim(session: number): void;
}

/** Where a connection stands in the recording. */
export interface Place {
  /** Exchanges up to this one were complete when what was played last was asked: they are behind it. */
  after: number;
  /** Of its login; null where nobody has logged in, or the session is known. */
  readonly seat: Seat | null;
  /** The recorded session that it follows; 0 until that shows. */
  session: number;
  /** What was played last. */
  last: RecordedExchange | null;
  transaction: OpenTransaction | null;
  /** The open transaction is one more than were recorded: its BEGIN was given again. */
  isBeyond: boolean;
}

export function startPlace(session = 0, seat: Seat | null = null): Place {
  return { seat, after: 0, session, last: null, transaction: null, isBeyond: false };
}

/** What was played last is of this session. */
export function standIn(place: Place, session: number): void {
  if (place.session === session) return;
  if (place.session === 0) place.seat?.claim(session);
  place.session = session;
}
