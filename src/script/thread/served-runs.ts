// In the script's thread: the runs of all connections, and what is asked of them.

import { messageOf } from '../../core/errors.ts';
import type { GlobalChange } from '../global-store.ts';
import type { Recorded, RecordedResult } from '../modern/define-overlay.ts';
import type { OverlayRun } from '../overlay/overlay-script.ts';
import type { ConnectionFacts, LoginFacts, ScriptRun } from '../script.ts';
import { ScriptFailure } from '../script-failure.ts';
import { withBuffers } from './buffers.ts';
import type { FromThread, Question, ToThread } from './messages.ts';
import { Packing } from './packing.ts';

/** A run of either kind. */
export type ServedRun =
  | { readonly kind: 'script'; readonly run: ScriptRun }
  | { readonly kind: 'overlay'; readonly run: OverlayRun }
  /** It could not be opened. */
  | { readonly kind: 'refused'; readonly message: string };

export interface Serving {
  open(facts: ConnectionFacts, login: LoginFacts | null): ServedRun;
  post(message: FromThread): void;
  /** Somebody has changed what all connections share. */
  readonly onGlobals?: (change: GlobalChange) => void;
  /** Above the numbers of earlier threads. */
  readonly first: number;
}

interface Waiting {
  readonly resolve: (results: RecordedResult[]) => void;
  readonly reject: (error: Error) => void;
}

export class ServedRuns {
  readonly #serving: Serving;
  readonly #runs = new Map<number, ServedRun>();
  readonly #packing: Packing;
  readonly #recorded = new Map<number, Waiting>();
  #lastToken = 0;

  constructor(serving: Serving) {
    this.#serving = serving;
    this.#packing = new Packing((message) => serving.post(message), serving.first);
  }

  take(message: ToThread): void {
    switch (message.op) {
      case 'open':
        this.#runs.set(message.run, this.#open(message.facts, message.login));
        break;
      case 'loggedIn': {
        const served = this.#runs.get(message.run);
        if (served?.kind === 'overlay') served.run.loggedIn(message.login);
        break;
      }
      case 'close':
        this.#close(message.run);
        break;
      case 'ask':
        void this.#answer(message.id, message.run, message.question);
        break;
      case 'taken':
        this.#packing.taken(message.stream, message.rows);
        break;
      case 'drop':
        this.#packing.drop(message.stream);
        break;
      case 'recorded':
        this.#hearRecorded(message.token, message.results, message.failure);
        break;
      case 'globals':
        this.#serving.onGlobals?.(message.change);
        this.#serving.post({ op: 'globals', change: message.change });
        break;
    }
  }

  #open(facts: ConnectionFacts, login: LoginFacts | null): ServedRun {
    try {
      return this.#serving.open(facts, login);
    } catch (error) {
      return { kind: 'refused', message: messageOf(error) };
    }
  }

  #close(run: number): void {
    const served = this.#runs.get(run);
    this.#runs.delete(run);
    this.#packing.forget(run);
    try {
      if (served !== undefined && served.kind !== 'refused') served.run.close();
    } catch (error) {
      this.#serving.post({ op: 'stray', message: messageOf(error) });
    }
  }

  /** Without a promise where the script answers at once. */
  #answer(id: number, run: number, question: Question): void | Promise<void> {
    try {
      const given = this.#ask(run, question);
      if (!(given instanceof Promise)) return this.#say(id, given);
      return given.then(
        (value) => this.#say(id, value),
        (error) => this.#fail(id, error),
      );
    } catch (error) {
      return this.#fail(id, error);
    }
  }

  #say(id: number, value: unknown): void {
    try {
      this.#serving.post({ op: 'answer', id, value });
    } catch (error) {
      // a function or a symbol in a cell
      this.#fail(id, error);
    }
  }

  #fail(id: number, error: unknown): void {
    this.#serving.post({ op: 'failure', id, message: messageOf(error) });
  }

  #ask(id: number, question: Question): unknown {
    if (question.name === 'received')
      return this.#packing.received(question.promise)(withBuffers(question.content as Buffer));
    const served = this.#runs.get(id);
    if (served === undefined) throw new ScriptFailure('the connection is over');
    if (served.kind === 'refused') throw new ScriptFailure(served.message);
    return served.kind === 'script'
      ? this.#askScript(id, served.run, question)
      : this.#askOverlay(id, served.run, question);
  }

  #askScript(id: number, run: ScriptRun, question: Question): unknown {
    switch (question.name) {
      case 'opened':
        return null;
      case 'greet':
        return run.greet();
      case 'notices':
        return run.notices;
      case 'authenticate':
        return run.authenticate(question.login);
      case 'prepare':
        return run.prepare(question.statement);
      case 'answer':
        return packed(run.answer(question.statement, withBuffers(question.parameters)), (answer) =>
          this.#packing.pack(id, answer),
        );
      case 'operate':
        return packed(run.operate(withBuffers(question.operation)), (answer) => this.#packing.pack(id, answer));
    }
    throw new ScriptFailure(`${question.name} is asked of no script`);
  }

  #askOverlay(id: number, run: OverlayRun, question: Question): unknown {
    if (question.name === 'prepare') return run.prepare(question.statement, question.database);
    if (question.name !== 'answer') throw new ScriptFailure(`${question.name} is asked of no overlay`);
    const { statement, database, parameters } = question;
    const answer = run.answer(statement, database, withBuffers(parameters), this.#recordedOf(id));
    return packed(answer, (given) => (given === null ? null : this.#packing.pack(id, given)));
  }

  #recordedOf(run: number): Recorded {
    return () =>
      new Promise((resolve, reject) => {
        const token = ++this.#lastToken;
        this.#recorded.set(token, { resolve, reject });
        this.#serving.post({ op: 'recorded', run, token });
      });
  }

  #hearRecorded(token: number, results: readonly RecordedResult[] | null, failure: string): void {
    const waiting = this.#recorded.get(token);
    this.#recorded.delete(token);
    if (results === null) waiting?.reject(new ScriptFailure(failure));
    else waiting?.resolve(withBuffers([...results]));
  }
}

function packed<T, P>(given: T | Promise<T>, pack: (value: T) => P): P | Promise<P> {
  return given instanceof Promise ? given.then(pack) : pack(given);
}
