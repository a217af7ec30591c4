// What every thread of a script does: says that it turns, loads what it is to run, says what that is, and answers what it is
// asked. Nothing that a script does here stops the thread that serves clients; see thread-link.ts, which ends this one where it
// stands still.

import { parentPort, workerData } from 'node:worker_threads';
import { MockError, messageOf } from '../../core/errors.ts';
import type { Fault } from '../../faults/fault.ts';
import { describeStray } from '../limits/script-errors.ts';
import type { FromThread, ThreadStart, ToThread } from './messages.ts';
import { ServedRuns, type Serving } from './served-runs.ts';

/** What was loaded. */
export interface ThreadProgram extends Pick<Serving, 'open' | 'onGlobals'> {
  readonly faults: readonly (Fault | object)[];
  readonly hasFunctions: boolean;
}

export type Post = (message: FromThread) => void;

/** @param load fails where the script cannot be had at all */
export async function serveThread(load: (start: ThreadStart, post: Post) => Promise<ThreadProgram>): Promise<void> {
  const start = workerData as ThreadStart;
  const { beats, beatMs, first } = start;
  const post: Post = (message) => parentPort?.postMessage(message);
  setInterval(() => Atomics.add(beats, 0, 1), beatMs);
  process.on('uncaughtException', (error: unknown) => post({ op: 'stray', message: describeStray(error) }));
  try {
    const { faults, hasFunctions, ...program } = await load(start, post);
    const runs = new ServedRuns({ ...program, post, first });
    post({ op: 'ready', faults, hasFunctions });
    parentPort?.on('message', (messages: readonly ToThread[]) => {
      for (const message of messages) {
        if (message.op === 'ask') Atomics.store(beats, 1, message.id);
        runs.take(message);
      }
    });
  } catch (error) {
    const code = error instanceof MockError ? error.code : 'USAGE';
    post({ op: 'refused', code, message: messageOf(error) });
  }
}
