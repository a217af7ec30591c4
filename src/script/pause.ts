// Waits, in milliseconds and their fractions.

import { setTimeout as delay } from 'node:timers/promises';

/** setTimeout takes no more; 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

export async function pause(ms: number): Promise<void> {
  await delay(Math.min(ms, LONGEST_MS));
}
