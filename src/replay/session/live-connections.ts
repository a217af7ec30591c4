// The connections of a replay by their ids: which there are, which may be killed, and which do something just now.

import { RecentMap } from '../../core/recent-map.ts';
import { ServerIdleLimit } from '../x/idle-limit.ts';

/** Connections that are remembered beyond their end. */
const MOST_CLOSED = 10_000;

export class LiveConnections {
  /** How long those of the X Protocol may be idle that log in from now on, whichever protocol says so. */
  xIdle = new ServerIdleLimit();
  readonly #connected = new Map<number, () => void>();
  readonly #busy = new Map<number, () => void>();
  readonly #closedAsRecorded = new RecentMap<number, true>(MOST_CLOSED);
  /** Recorded ids that were told, and to whom. */
  readonly #told = new RecentMap<number, number>(MOST_CLOSED);
  #lastId = 0;

  /** Connections so far. */
  get count(): number {
    return this.#lastId;
  }

  /** Connections that are there. */
  get open(): number {
    return this.#connected.size;
  }

  /**
   * A connection begins; returns its id.
   * @param kill ends it
   * @param id the one that it has anyway; else the next
   */
  connected(kill: () => void, id: number | null = null): number {
    this.#lastId = id ?? (this.#lastId + 1) >>> 0;
    this.#connected.set(this.#lastId, kill);
    return this.#lastId;
  }

  /** A connection was told another id as its own: a recorded one. */
  alsoKnownAs(told: number, connectionId: number): void {
    this.#told.set(told, connectionId);
  }

  /** Who is meant by an id: the one who was told it last, else who has it. */
  idOf(told: number): number {
    return this.#told.get(told) ?? told;
  }

  disconnected(connectionId: number): void {
    this.#connected.delete(connectionId);
  }

  /** The recorded server ended this connection, so it ends now: whoever ends it with KILL may come a moment later. */
  closedAsRecorded(connectionId: number): void {
    this.#closedAsRecorded.set(connectionId, true);
  }

  /** Whether there is a connection of this id, or was until it ended as the recorded one did. */
  canBeKilled(connectionId: number): boolean {
    return this.#connected.has(connectionId) || this.#closedAsRecorded.get(connectionId) === true;
  }

  /**
   * A connection does something that KILL QUERY ends.
   * @returns to be called where it does so no more
   */
  busy(connectionId: number, interrupt: () => void): () => void {
    this.#busy.set(connectionId, interrupt);
    return () => this.#busy.delete(connectionId);
  }

  /** KILL QUERY. */
  interrupt(connectionId: number): void {
    this.#busy.get(connectionId)?.();
  }

  /** Ends a connection, if there is one of this id. */
  kill(connectionId: number): void {
    this.#connected.get(connectionId)?.();
  }
}
