// Has a recording read in a thread of its own, where the package is built; from the sources, in this one.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { MockError, type MockErrorCode } from '../../core/errors.ts';
import type { PageReading, QuestionName, Questions, RecordingState } from './questions.ts';
import { RecordingPages } from './recording-pages.ts';

/** To the thread; without a name it is to close the recording. */
export interface WorkerQuestion {
  readonly id: number;
  readonly name: QuestionName | null;
  readonly question: never;
}

export interface WorkerAnswer {
  readonly id: number;
  readonly state: RecordingState;
  readonly answer?: unknown;
  readonly error?: { readonly code: MockErrorCode | null; readonly message: string };
}

/** Beside the bundle; see rolldown.config.js. */
const WORKER = './page-worker.js';

export function openReading(path: string): PageReading {
  const worker = fileURLToPath(new URL(WORKER, import.meta.url));
  return existsSync(worker) ? new ReadingThread(worker, path) : new RecordingPages(path);
}

/** Questions that the thread has at once: a search lets others in between its slices. */
const MOST_AT_ONCE = 4;

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

class ReadingThread implements PageReading {
  readonly #file: string;
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;
  /** Those that wait for their turn; many pages that are left and opened would fill the memory else. */
  readonly #queue: (() => void)[] = [];
  state: RecordingState = { version: 0, isGone: false };
  #closing: Promise<void> | null = null;

  constructor(file: string, path: string) {
    this.#file = file;
    this.#path = path;
  }

  async ask<Name extends QuestionName>(
    name: Name,
    question: Questions[Name]['ask'],
    isWanted = () => true,
  ): Promise<Questions[Name]['answer']> {
    if (this.#waiting.size >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      if (this.#closing !== null) throw new MockError('RECORDING_UNUSABLE', 'the page has ended');
      if (!isWanted()) throw new MockError('RECORDING_UNUSABLE', 'nobody waits for the answer');
      return await this.#send(name, question);
    } finally {
      this.#queue.shift()?.();
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    await this.#send(null, null).catch(() => undefined);
    await worker.terminate();
  }

  #send<Answer>(name: QuestionName | null, question: unknown): Promise<Answer> {
    const worker = this.#start();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, name, question });
    });
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(this.#file, { workerData: this.#path });
    worker.unref();
    worker.on('message', ({ id, answer, error, state }: WorkerAnswer) => {
      this.state = state;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(answer as never);
      else waiting?.reject(new MockError(error.code ?? 'RECORDING_UNUSABLE', error.message));
    });
    // one that died is begun anew by the next question
    worker.on('error', (error) => this.#failAll(error));
    worker.on('exit', () => {
      this.#worker = null;
      this.#failAll(new MockError('RECORDING_UNUSABLE', 'the thread that reads the recording has ended'));
    });
    this.#worker = worker;
    return worker;
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
