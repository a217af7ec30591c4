// A session from its beginning to its end, or to the end of the program.

/** Serves one client. */
export interface Running {
  /** Never rejects. */
  run(): Promise<void>;
  /** Ends `run` soon. */
  stop(): void;
}

/** Resolves when the session is over; aborting `shutdown` stops it. */
export async function runUntil(shutdown: AbortSignal, session: Running): Promise<void> {
  const stop = () => session.stop();
  if (shutdown.aborted) stop();
  shutdown.addEventListener('abort', stop, { once: true });
  try {
    await session.run();
  } finally {
    shutdown.removeEventListener('abort', stop);
  }
}
