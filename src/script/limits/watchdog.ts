// Ends the process where a script holds it: in a search or a built-in function that no guard is in, in a module that the
// script imports, or by filling the memory until nothing else happens. A thread looks whether the event loop still turns:
// the loop itself could not, nor would a signal be heard.

import { Worker } from 'node:worker_threads';

const BEAT_MS = 100;
/** Behind the call's own limit, which guards, promises and searches keep: this is for what got past them. */
const GRACE_MS = 2000;
/** That the process may grow by while its loop stands still. */
const MEMORY_MIB = 1024;

export interface Watched {
  /** As the user named it. */
  readonly file: string;
  readonly callTimeoutMs: number;
  /** What stands before the line on stderr: the program's name. */
  readonly program: string;
  /** Default: 1 GiB. */
  readonly memoryMiB?: number;
}

/** For commands only: a program that has scripts in its own process would be ended with them. @returns what ends the watch */
export function watchOver({ file, callTimeoutMs, program, memoryMiB = MEMORY_MIB }: Watched): () => void {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const beat = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS);
  beat.unref();
  const most = Math.ceil((callTimeoutMs + GRACE_MS) / BEAT_MS);
  const limits = { beats, most, bytes: memoryMiB * 2 ** 20, beatMs: BEAT_MS };
  const lines = {
    time: `${program}: ${file}: the script took more than ${callTimeoutMs} ms for one call and could not be stopped: everything ends; look for an endless loop or search in it, or in what it imports\n`,
    memory: `${program}: ${file}: the script took more than ${memoryMiB} MiB of memory in one call: everything ends; keep less in it\n`,
  };
  const thread = new Worker(THREAD, { eval: true, workerData: { ...limits, lines }, env: {}, execArgv: [] });
  thread.unref();
  // without it, as before: calls are bounded, what gets past that is not
  thread.on('error', () => undefined);
  return () => {
    clearInterval(beat);
    void thread.terminate();
  };
}

/**
 * It counts its own turns, and not the time: a process that was suspended, or waits for a busy machine, is not ended for
 * that. Looks are twice a beat apart, so that two in a row without one mean that the loop stands still.
 */
const THREAD = `
const { workerData: { beats, most, bytes, beatMs, lines } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
var last = -1, still = 0, before = process.memoryUsage.rss();
setInterval(() => {
  const now = Atomics.load(beats, 0);
  if (now !== last) {
    last = now;
    still = 0;
    before = process.memoryUsage.rss();
    return;
  }
  still += 2;
  const isFull = still > 2 && process.memoryUsage.rss() - before > bytes;
  if (!isFull && still < most) return;
  try { writeSync(2, isFull ? lines.memory : lines.time); } catch {}
  process.kill(process.pid, 'SIGKILL');
}, 2 * beatMs);
`;
