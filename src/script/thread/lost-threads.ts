// Threads that nothing can end: they stand in a built-in function that looks at no signal (a search through 10^15 indices, a
// child process that is waited for). The others go on, but Node would wait for them at its end, for ever.

import { setTimeout as delay } from 'node:timers/promises';

/** Of each: its script's file, as the user named it. */
const lost = new Map<Promise<unknown>, string>();

/**
 * Sees to it that the process ends nevertheless, when it wants to.
 * @param ending of the thread; it may end after all, where the machine was busy
 */
export function threadIsLost(file: string, ending: Promise<unknown>): void {
  if (lost.size === 0) process.on('exit', endHard);
  lost.set(ending, file);
  void ending.then(() => {
    lost.delete(ending);
    if (lost.size === 0) process.off('exit', endHard);
  });
}

/** Gives those that end after all the time to. */
export async function awaitLost(ms: number): Promise<void> {
  const over = new AbortController();
  await Promise.race([Promise.all(lost.keys()), delay(ms, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}

/** By a signal: there is no other way, and its exit code is the signal's. */
function endHard(): void {
  process.stderr.write(
    `mock: ended by SIGKILL, since nothing else ends the thread of ${[...lost.values()].join(', ')}\n`,
  );
  process.kill(process.pid, 'SIGKILL');
}
