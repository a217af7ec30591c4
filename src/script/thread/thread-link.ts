// The serving side of a script's thread: asks it, looks whether it still turns, ends it where it does not or fills the memory,
// and begins it anew for who asks next.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import { MockError } from '../../core/errors.ts';
import type { Fault } from '../../faults/fault.ts';
import type { GlobalStore } from '../global-store.ts';
import { ScriptFailure } from '../script-failure.ts';
import { awaitLost, threadIsLost } from './lost-threads.ts';
import type { FromThread, Question, ThreadStart, ToThread } from './messages.ts';
import { RowStreams } from './row-streams.ts';
import { watchThread } from './watch-thread.ts';

const BEAT_MS = 50;
/** A module that is being loaded has ten seconds, and so have those that it imports. */
const LOAD_MS = 10_000;
const MIB = 2 ** 20;
/** Of streams and functions, for each thread. */
const NUMBERS = 2 ** 32;
/** Of the thread's heap; less where the process may have less. */
const HEAP_MIB = Math.floor(Math.min(1024, getHeapStatistics().heap_size_limit / MIB));
/** From when a thread is ended until it is given up: what stands in a built-in function that looks at no signal cannot be ended. */
const END_MS = 2000;
/** Each that was given up keeps a processor busy. */
const MOST_LOST = 2;

export interface ThreadOptions extends Pick<ThreadStart, 'kind' | 'file' | 'callTimeoutMs'> {
  /** Base of the module search path; for scripts that have one. */
  readonly modulePrefix?: string;
  /** What all connections share, the REST API too; for scripts that have them. */
  readonly globals?: GlobalStore;
  readonly print?: (line: string) => void;
  /** Something happened that no client waits for; one line. */
  readonly onTrouble: (message: string) => void;
}

/** What the module has, as its thread says it. */
export interface ThreadReady {
  readonly faults: readonly Fault[];
  readonly hasFunctions: boolean;
}

/** A connection's run. */
export interface Asking {
  readonly id: number;
  /** Opens it, where the thread does not know it. */
  present(): void;
}

interface Waiting {
  readonly run: Asking;
  readonly question: Question;
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The thread's program, which lies beside the bundle (rolldown.config.js); null where this runs from its sources, in which
 * scripts run in the same thread.
 */
export function threadFile(name: 'script-thread' | 'router-thread'): string | null {
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  return existsSync(file) ? file : null;
}

export class ThreadLink {
  readonly #program: string;
  readonly #options: ThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #streams = new RowStreams((message) => this.post(message));
  readonly #onRecorded: (run: number, token: number) => void;
  /** Of one turn; together they cost a fifth. */
  #outbox: ToThread[] = [];
  #worker: Worker | null = null;
  #loading: { readonly ready: (ready: ThreadReady) => void; readonly refuse: (error: Error) => void } | null = null;
  #isLoaded = false;
  #lastId = 0;
  #isClosed = false;
  /** Threads that could not be ended. */
  #lost = 0;
  #whyLost = '';
  /** Counts the changes of what all runs see, beside `globals`. */
  sharedVersion = 0;
  /** Counts the threads: what was opened in an earlier one is not there. */
  generation = 0;

  /** @param program of `threadFile` @param onRecorded an overlay asks for the recorded answer */
  constructor(program: string, options: ThreadOptions, onRecorded: (run: number, token: number) => void) {
    this.#program = program;
    this.#options = options;
    this.#onRecorded = onRecorded;
    // a thread that is begun later is given all of them
    options.globals?.watch((change) => {
      if (this.#worker !== null) this.post({ op: 'globals', change });
    });
  }

  /** @throws MockError `USAGE` where the module cannot be loaded */
  load(): Promise<ThreadReady> {
    return new Promise((ready, refuse) => {
      this.#loading = { ready, refuse };
      this.#start();
    });
  }

  /** @throws ScriptFailure as the script fails, and where its thread is ended */
  ask<T>(run: Asking, question: Question): Promise<T> {
    if (this.#isClosed) return Promise.reject(new ScriptFailure('the script is over'));
    if (this.#lost >= MOST_LOST) return Promise.reject(new ScriptFailure(this.#whyLost));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { run, question, resolve, reject });
      this.#send(id, run, question);
    });
  }

  post(message: ToThread): void {
    if (this.#isClosed || this.#lost >= MOST_LOST) return;
    if (this.#worker === null) this.#start();
    if (this.#outbox.push(message) === 1) setImmediate(() => this.#flush());
  }

  #send(id: number, run: Asking, question: Question): void {
    run.present();
    this.post({ op: 'ask', id, run: run.id, question });
  }

  #flush(): void {
    const messages = this.#outbox;
    this.#outbox = [];
    this.#worker?.postMessage(messages);
  }

  /** Whether there is a thread, or one is to be begun. */
  get isRunning(): boolean {
    return this.#worker !== null;
  }

  /** Counts the changes of the values that all connections share. */
  get globalsVersion(): number {
    return this.#options.globals?.version ?? 0;
  }

  /** Rows that come by and by. */
  get streams(): RowStreams {
    return this.#streams;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#worker !== null) await this.#terminate(this.#worker);
    else if (this.#lost > 0) await awaitLost(END_MS);
  }

  #start(): Worker {
    const { kind, file, callTimeoutMs, modulePrefix = '', globals } = this.#options;
    const beats = new Int32Array(new SharedArrayBuffer(8));
    const first = this.generation++ * NUMBERS;
    const given = { kind, file, callTimeoutMs, modulePrefix, globals: globals?.entries() ?? [] };
    const workerData: ThreadStart = { ...given, beats, beatMs: BEAT_MS, first };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MIB };
    const worker = new Worker(this.#program, { workerData, resourceLimits, env: SHARE_ENV });
    this.#worker = worker;
    this.#isLoaded = false;
    let why: string | null = null;
    const limitMs = () => (this.#isLoaded ? callTimeoutMs : Math.max(LOAD_MS, callTimeoutMs));
    const stopLooking = watchThread(beats, limitMs, (reason) => {
      if (why !== null) return;
      why = reason;
      void this.#terminate(worker).then((isEnded) => {
        if (!isEnded) over(reason);
      });
    });
    const over = (reason: string) => {
      if (this.#worker !== worker) return;
      stopLooking();
      worker.removeAllListeners('message');
      this.#worker = null;
      this.#outbox = [];
      this.#ended(Atomics.load(beats, 1), reason);
    };
    worker.on('message', (message: FromThread) => this.#hear(message));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      why ??= isFull
        ? `took more than ${HEAP_MIB} MiB of memory`
        : `ended its thread (${error.message.split('\n', 1)[0]})`;
    });
    worker.on('exit', (code) => over(why ?? `ended its thread (process.exit, ${code})`));
    return worker;
  }

  /** @returns whether it is over; else it is given up, and ends with the process */
  async #terminate(worker: Worker): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const given = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, END_MS, false);
    });
    const ending = worker.terminate();
    const isEnded = await Promise.race([ending.then(() => true), given]);
    clearTimeout(timer);
    if (isEnded) return true;
    const { file } = this.#options;
    worker.unref();
    threadIsLost(file, ending);
    if (++this.#lost >= MOST_LOST)
      this.#whyLost = `${file}: the script has held ${MOST_LOST} threads that nothing can end: it is asked no more; look for a built-in function over a huge list in it`;
    return false;
  }

  #hear(message: FromThread): void {
    switch (message.op) {
      case 'ready': {
        this.#isLoaded = true;
        const { faults, hasFunctions } = message;
        this.#loading?.ready({ faults: faults as readonly Fault[], hasFunctions });
        this.#loading = null;
        break;
      }
      case 'refused':
        this.#refuse(message.code, message.message);
        break;
      case 'answer':
        this.#settle(message.id)?.resolve(message.value as never);
        break;
      case 'failure':
        this.#settle(message.id)?.reject(new ScriptFailure(message.message));
        break;
      case 'rows':
        this.#streams.add(message.stream, message.rows);
        break;
      case 'end':
        this.#streams.end(message.stream, message.failure);
        break;
      case 'recorded':
        this.#onRecorded(message.run, message.token);
        break;
      case 'globals':
        this.#options.globals?.follow(message.change);
        break;
      case 'shared':
        this.sharedVersion++;
        break;
      case 'print':
        this.#options.print?.(message.line);
        break;
      case 'stray':
        this.#options.onTrouble(message.message);
        break;
    }
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** The module could not be loaded; later, where it could be before, its clients are told. */
  #refuse(code: MockError['code'], message: string): void {
    this.#loading?.refuse(new MockError(code, message));
    this.#loading = null;
    this.#failAll(message);
    if (this.#worker !== null) void this.#terminate(this.#worker);
  }

  /** @param at the question that it was at: those that came later were not begun, and are asked again */
  #ended(at: number, why: string): void {
    if (this.#isClosed) {
      this.#failAll('the script is over');
      return;
    }
    const { file } = this.#options;
    if (this.#loading !== null) {
      this.#refuse('USAGE', `${file} cannot be loaded: the script ${why}`);
      return;
    }
    const waiting = [...this.#waiting];
    const isAtWork = waiting.some(([id]) => id <= at);
    this.#options.onTrouble(`the script ${why}: its thread was ended and begins anew, without what it remembered`);
    this.#waiting.clear();
    const told = `${file}: the script ${why}: look for an endless loop or search in it, or in what it imports`;
    this.#streams.failAll(told);
    for (const [id, each] of waiting) {
      // where none is at work, the module did not come up again
      if (id <= at || !isAtWork) each.reject(new ScriptFailure(told));
      else {
        this.#waiting.set(id, each);
        this.#send(id, each.run, each.question);
      }
    }
  }

  #failAll(message: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new ScriptFailure(message));
    this.#streams.failAll(message);
  }
}
