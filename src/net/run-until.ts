// A session from its beginning to its end, or to the end of the program.

/** Serves one client. */
export interface Running {
  /** Never rejects. */
  run(): Promise<void>;
  /** Ends `run` soon. */
  stop(): void;
}

/** What ends every session: an AbortSignal is one, and costs a kilobyte where each connection has its own. */
export interface Stopping {
  readonly aborted: boolean;
  /** Calls `stop` once it is time, in its turn; what it returns takes that back. Not called where it was time before. */
  whenAborted(stop: () => void): () => void;
}

/** Who waits for a signal. One listener for all: an AbortSignal looks through all that it has when one is added. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** As `Stopping.whenAborted`, of a signal that many wait for. */
export function whenAborted(signal: AbortSignal, stop: () => void): () => void {
  let stops = waiting.get(signal);
  if (stops === undefined) {
    const all = new Set<() => void>();
    signal.addEventListener('abort', () => [...all].forEach((one) => void one()), { once: true });
    waiting.set(signal, all);
    stops = all;
  }
  const own = stops;
  own.add(stop);
  return () => own.delete(stop);
}

/** Resolves when the session is over; aborting `shutdown` stops it. */
export function runUntil(shutdown: AbortSignal | Stopping, session: Running): Promise<void> {
  const stop = () => session.stop();
  if (shutdown.aborted) stop();
  const forget = shutdown instanceof AbortSignal ? whenAborted(shutdown, stop) : shutdown.whenAborted(stop);
  return session.run().finally(forget);
}
