// A connection's run of a script, on the serving side: what is asked of it goes to the thread, and what comes back is an answer
// again. Where the thread had to be begun anew, the run is opened there anew.

import type { ParameterValue } from '../../core/command.ts';
import type { StatementAnswer, StatementResult } from '../answer.ts';
import type { Awaitable, ConnectionFacts, LoginFacts } from '../script.ts';
import { withBuffers } from './buffers.ts';
import { unpackColumns, unpackCompletion } from './columns.ts';
import { LastingAnswers } from './lasting-answers.ts';
import type { PackedAnswer, PackedResult, Question } from './messages.ts';
import type { ThreadLink } from './thread-link.ts';

export class ThreadRun {
  readonly #link: ThreadLink;
  readonly id: number;
  readonly #facts: ConnectionFacts;
  #login: LoginFacts | null = null;
  /** Of the thread that it is open in. */
  #generation = 0;
  /** Questions that are not answered yet. */
  #asked = 0;
  /** Made when there is one. */
  #lasting: LastingAnswers | null = null;

  constructor(link: ThreadLink, id: number, facts: ConnectionFacts) {
    this.#link = link;
    this.id = id;
    this.#facts = facts;
    this.present();
  }

  loggedIn(login: LoginFacts): void {
    this.#login = login;
    if (this.#isPresent) this.#link.post({ op: 'loggedIn', run: this.id, login });
  }

  /** @throws ScriptFailure */
  ask<T>(question: Question): Promise<T> {
    this.#lasting = null;
    return this.#ask(question);
  }

  /** At once where an earlier answer to it holds. @throws ScriptFailure */
  answer(
    statement: string,
    parameters: readonly ParameterValue[] | null,
    database: string,
  ): Awaitable<StatementAnswer | null> {
    const known = this.known(statement);
    if (known !== undefined) return known;
    const { globalsVersion } = this.#link;
    const given = this.#ask<PackedAnswer | null>({ name: 'answer', statement, parameters, database });
    return given.then(
      (packed) => {
        const answer = packed === null ? null : this.unpack(packed);
        this.#keep(statement, answer, globalsVersion);
        return answer;
      },
      (error) => {
        this.#lasting = null;
        throw error;
      },
    );
  }

  /** An earlier answer to it that holds. */
  known(statement: string): StatementAnswer | undefined {
    return this.#asked === 0 && this.#isPresent ? this.#lasting?.get(statement) : undefined;
  }

  #keep(statement: string, answer: StatementAnswer | null, globalsVersion: number): void {
    if (answer?.lasting === undefined) this.#lasting = null;
    else {
      if (this.#lasting === null || this.#lasting.isOver) this.#lasting = new LastingAnswers(this.#link);
      this.#lasting.set(statement, answer, globalsVersion);
    }
  }

  #ask<T>(question: Question): Promise<T> {
    this.#asked++;
    return this.#link.ask<T>(this, question).finally(() => {
      this.#asked--;
    });
  }

  /** Remembers who the client is, before it is asked whether it may be. */
  authenticate<T>(login: LoginFacts): Promise<T> {
    this.present();
    this.#login = login;
    return this.ask<T>({ name: 'authenticate', login });
  }

  unpack({ delayMs, results, lasting }: PackedAnswer): StatementAnswer {
    return { delayMs, results: results.map((result) => this.#unpackOne(result)), lasting };
  }

  close(): void {
    if (this.#isPresent) this.#link.post({ op: 'close', run: this.id });
  }

  get #isPresent(): boolean {
    return this.#link.isRunning && this.#generation === this.#link.generation;
  }

  /** Opens it, where the thread does not know it. */
  present(): void {
    if (this.#isPresent) return;
    this.#lasting = null;
    this.#link.post({ op: 'open', run: this.id, facts: this.#facts, login: this.#login });
    this.#generation = this.#link.generation;
  }

  #unpackOne(result: PackedResult): StatementResult {
    switch (result.kind) {
      case 'error':
        return result;
      case 'ok':
        withBuffers(result.completion.trackers);
        return result;
      case 'rows': {
        const { kind, rows } = result;
        const columns = unpackColumns(result.columns);
        const completion = unpackCompletion(result.completion);
        return { kind, columns, rows: typeof rows === 'number' ? this.#link.streams.rows(rows) : rows, completion };
      }
      case 'infile': {
        const { kind, filename, received: promise } = result;
        return { kind, filename, received: (content) => this.ask({ name: 'received', promise, content }) };
      }
    }
  }
}
