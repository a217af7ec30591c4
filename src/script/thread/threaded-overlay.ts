// An overlay whose functions run in a thread of their own. What the recording answers is asked for here, where it is.

import type { ParameterValue } from '../../core/command.ts';
import { messageOf } from '../../core/errors.ts';
import type { Fault } from '../../faults/fault.ts';
import type { ErrorResult, PreparedShape, StatementAnswer } from '../answer.ts';
import type { Recorded } from '../modern/define-overlay.ts';
import type { OverlayConversation, OverlayProgram } from '../overlay/overlay-program.ts';
import type { LoginFacts } from '../script.ts';
import { ThreadLink, type ThreadOptions } from './thread-link.ts';
import { ThreadRun } from './thread-run.ts';

/** By run: what the recording answers to the statement that it was asked last. */
type RecordedAnswers = Map<number, Recorded>;

export class ThreadedOverlay implements OverlayProgram {
  readonly #link: ThreadLink;
  readonly #recorded: RecordedAnswers;
  #lastRun = 0;

  private constructor(link: ThreadLink, recorded: RecordedAnswers) {
    this.#link = link;
    this.#recorded = recorded;
  }

  /**
   * @param program of `threadFile`
   * @returns its faults, and without a program those alone
   * @throws MockError `USAGE` where the module cannot be loaded, or is no overlay
   */
  static async open(
    program: string,
    options: Omit<ThreadOptions, 'kind'>,
  ): Promise<{ readonly faults: readonly Fault[]; readonly script: OverlayProgram | null }> {
    const answers: RecordedAnswers = new Map();
    const link = new ThreadLink(program, { kind: 'overlay', ...options }, (run, token) => void say(run, token));
    const say = async (run: number, token: number): Promise<void> => {
      try {
        const results = (await answers.get(run)?.()) ?? null;
        link.post({ op: 'recorded', token, results, failure: 'recorded(): the statement is over' });
      } catch (error) {
        link.post({ op: 'recorded', token, results: null, failure: messageOf(error) });
      }
    };
    const { faults, hasFunctions } = await link.load();
    if (hasFunctions) return { faults, script: new ThreadedOverlay(link, answers) };
    await link.close();
    return { faults, script: null };
  }

  open(connectionId: number, port: number): OverlayConversation {
    const id = ++this.#lastRun;
    const run = new ThreadRun(this.#link, id, { protocol: 'classic', connectionId, port, tlsResumptions: 0 });
    return new ThreadedConversation(run, id, this.#recorded);
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}

class ThreadedConversation implements OverlayConversation {
  readonly #run: ThreadRun;
  readonly #id: number;
  readonly #recorded: RecordedAnswers;

  constructor(run: ThreadRun, id: number, recorded: RecordedAnswers) {
    this.#run = run;
    this.#id = id;
    this.#recorded = recorded;
  }

  loggedIn(login: LoginFacts): void {
    this.#run.loggedIn(login);
  }

  async answer(
    statement: string,
    database: string,
    parameters: readonly ParameterValue[] | null,
    recorded: Recorded,
  ): Promise<StatementAnswer | null> {
    // its rows may ask for it later
    this.#recorded.set(this.#id, recorded);
    return await this.#run.answer(statement, parameters, database);
  }

  prepare(statement: string, database: string): Promise<PreparedShape | ErrorResult | null> {
    return this.#run.ask({ name: 'prepare', statement, database });
  }

  close(): void {
    this.#recorded.delete(this.#id);
    this.#run.close();
  }
}
