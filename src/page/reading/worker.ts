// The thread that reads recordings for the page: SQLite blocks the thread that asks it, which must not be the one that
// serves clients.

import { parentPort, workerData } from 'node:worker_threads';
import { MockError, messageOf } from '../../core/errors.ts';
import type { WorkerAnswer, WorkerQuestion } from './open-reading.ts';
import { RecordingPages } from './recording-pages.ts';

const pages = new RecordingPages(String(workerData));

parentPort?.on('message', ({ id, name, question }: WorkerQuestion) => {
  const answered = name === null ? pages.close() : pages.ask(name, question);
  answered.then(
    (answer) => parentPort?.postMessage({ id, answer, state: pages.state } satisfies WorkerAnswer),
    (error: unknown) => {
      const code = error instanceof MockError ? error.code : null;
      parentPort?.postMessage({
        id,
        error: { code, message: messageOf(error) },
        state: pages.state,
      } satisfies WorkerAnswer);
    },
  );
});
