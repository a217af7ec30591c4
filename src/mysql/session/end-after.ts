// Ends a connection behind its last words, which a client that does not read must not hold up.

import type { Connection } from '../../net/connection.ts';

const LAST_WORDS_MS = 500;

/** @param said settles when they are out; null where there are none */
export function endAfter(said: Promise<void> | null, connection: Connection): void {
  if (said === null) {
    connection.terminate();
    return;
  }
  const deadline = setTimeout(() => connection.terminate(), LAST_WORDS_MS);
  void said.then(() => connection.close()).finally(() => clearTimeout(deadline));
}
