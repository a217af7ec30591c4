// Looks whether a script's thread still turns, from the thread that serves: one that stands still for too long, or fills the memory
// while it does, is to be ended.

import { url as inspectorUrl } from 'node:inspector';

const LOOK_MS = 100;
/** Behind the call's own limit, which guards and promises keep: this is for what got past them. */
const GRACE_MS = 1000;
const MIB = 2 ** 20;
/** That the process may grow by while the thread stands still, outside of its heap. */
const GROWTH_BYTES = 1024 * MIB;

/**
 * Counts its own turns, and not the time: a process that was suspended, or waits for a busy machine, is no script that loops.
 * @param beats the thread counts up in the first
 * @param limitMs that one call may take now
 * @param end is told what the script did
 * @returns what ends it
 */
export function watchThread(beats: Int32Array, limitMs: () => number, end: (reason: string) => void): () => void {
  let last = -1;
  let still = 0;
  let before = process.memoryUsage.rss();
  const look = () => {
    const now = Atomics.load(beats, 0);
    if (now !== last || inspectorUrl() !== undefined) {
      last = now;
      still = 0;
      before = process.memoryUsage.rss();
      return;
    }
    still += LOOK_MS;
    const limit = limitMs();
    if (still > 2 * LOOK_MS && process.memoryUsage.rss() - before > GROWTH_BYTES) {
      end(`took more than ${GROWTH_BYTES / MIB} MiB of memory`);
    } else if (still >= limit + GRACE_MS) {
      end(`took more than ${limit} ms for one call and could not be stopped`);
    }
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
