// Ends a connection where the recorded server ended the session that it follows: so long after the same last answer,
// with the same last words (wait_timeout, KILL).

import type { Place } from '../matching/place.ts';
import type { ReplayContext } from './replay-context.ts';

/** A server that closed so soon did it because of what it was asked: nothing more is read then. */
const AT_ONCE_US = 100_000;
/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export class ServerClose {
  readonly #run: ReplayContext;
  readonly #place: () => Place;
  readonly #close: (lastWords: Buffer) => void;
  #timer: NodeJS.Timeout | null = null;

  /** @param place of the connection, which moves as it plays */
  constructor(run: ReplayContext, place: () => Place, close: (lastWords: Buffer) => void) {
    this.#run = run;
    this.#place = place;
    this.#close = close;
  }

  /** Whether the server ended the recorded session behind the exchange that was played last. */
  get isNext(): boolean {
    const closing = this.#run.closingOf(this.#place().session);
    return closing?.isAnswered === true && closing.exchange === (this.#place().last?.id ?? 0);
  }

  /**
   * The client asks for nothing from now on, and hears the end when it is time.
   * @returns the last words where it is time already
   */
  wait(): Buffer | null {
    this.cancel();
    const closing = this.#run.closingOf(this.#place().session);
    if (closing === undefined || !this.isNext) return null;
    if (closing.idleUs < AT_ONCE_US) return closing.lastWords;
    const afterMs = Math.min(closing.idleUs / 1000, MAX_TIMER_MS);
    this.#timer = setTimeout(() => this.#close(closing.lastWords), afterMs).unref();
    return null;
  }

  /** Whether the client is still waited for. */
  get isWaiting(): boolean {
    return this.#timer !== null;
  }

  cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
