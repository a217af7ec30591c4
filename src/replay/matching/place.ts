// Where a connection stands in the recording.

import type { RecordedExchange } from '../../core/recording.ts';
import { SessionView } from '../../data/versions/session-view.ts';
import type { OpenTransaction } from './open-transaction.ts';
import type { Seat, Spot } from './seat.ts';

/**
 * Where a connection stands in the recording, and how that moves:
 *
 *                      login, change of user
 *                               │
 *                               ▼                     BEGIN is found
 *        ┌──────────────► following a session ──────────────────────────► in a recorded transaction
 *        │ what is played    `session`, `after`,   ◄──────────────────────   `transaction`: what is asked is
 *        │ moves `after`     `last`                  COMMIT, ROLLBACK, or     answered by its members first
 *        └───────────────────────┘                   asked otherwise: left    │
 *                               ▲                                             │ all of its kind were played:
 *                               └──── COMMIT, ROLLBACK ──── beyond ◄──────────┘ its BEGIN is given again
 *                                                      `isBeyond`
 */
export interface Place extends Spot {
  /** What was played last. */
  last: RecordedExchange | null;
  transaction: OpenTransaction | null;
  /** The open transaction is one more than were recorded: its BEGIN was given again. */
  isBeyond: boolean;
  /** What the connection has written that nobody else sees yet. */
  view: SessionView;
}

export function startPlace(session = 0, seat: Seat | null = null): Place {
  return { seat, after: 0, session, last: null, transaction: null, isBeyond: false, view: new SessionView() };
}

/** What was played last is of this session. */
export function standIn(place: Place, session: number): void {
  if (place.session === session) return;
  if (place.session === 0) place.seat?.claim(session);
  place.session = session;
}

/** Any session with these data may have given the answer: it does not show whose the connection is, so no seat is claimed. */
export function stand(place: Place, exchange: RecordedExchange): void {
  place.after = exchange.begunAfter ?? exchange.id;
  place.session = exchange.session;
  place.last = exchange;
}

/**
 * What is given once more, and changes nothing, does not say how far its session is: the last that a session was told of it would
 * leave behind what is still to come before that.
 */
export function standAgain(place: Place, exchange: RecordedExchange): void {
  if (place.last === null) stand(place, exchange);
}

/** Whether another connection follows that session, and this one a third. */
export function isFollowed(session: number, place: Place, places: ReadonlySet<Place>): boolean {
  if (place.session === 0 || place.session === session) return false;
  for (const other of places) if (other !== place && other.session === session) return true;
  return false;
}
