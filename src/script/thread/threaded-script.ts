// A script that runs in a thread of its own, behind the same port as any other.

import type { ParameterValue } from '../../core/command.ts';
import type { ErrorResult, PreparedShape, StatementAnswer } from '../answer.ts';
import type { ScriptOperation } from '../operation.ts';
import type {
  AuthPlan,
  Awaitable,
  ConnectionFacts,
  GreetingPlan,
  LoginFacts,
  NoticePlan,
  Script,
  ScriptRun,
} from '../script.ts';
import { withBuffers } from './buffers.ts';
import type { PackedAnswer } from './messages.ts';
import { ThreadLink, type ThreadOptions } from './thread-link.ts';
import { ThreadRun } from './thread-run.ts';

export class ThreadedScript implements Script {
  readonly file: string;
  readonly faults: readonly object[];
  readonly #link: ThreadLink;
  /** Whether a run may fail as it is opened: a module is loaded once, and before. */
  readonly #mayRefuse: boolean;
  #lastRun = 0;

  private constructor({ file, kind }: ThreadOptions, faults: readonly object[], link: ThreadLink) {
    this.file = file;
    this.#mayRefuse = kind === 'other';
    this.faults = faults;
    this.#link = link;
  }

  /**
   * @param program of `threadFile`
   * @throws MockError `USAGE` where the module cannot be loaded, or is no script
   */
  static async open(program: string, options: ThreadOptions): Promise<ThreadedScript> {
    const link = new ThreadLink(program, options, () => undefined);
    const { faults } = await link.load();
    return new ThreadedScript(options, faults, link);
  }

  open(connection: ConnectionFacts): Awaitable<ScriptRun> {
    const run = new ThreadRun(this.#link, ++this.#lastRun, connection);
    if (!this.#mayRefuse) return new ThreadedRun(run);
    return run.ask<null>({ name: 'opened' }).then(() => new ThreadedRun(run));
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}

class ThreadedRun implements ScriptRun {
  readonly #run: ThreadRun;

  constructor(run: ThreadRun) {
    this.#run = run;
  }

  get notices(): Promise<readonly NoticePlan[]> {
    return this.#run.ask({ name: 'notices' });
  }

  async greet(): Promise<GreetingPlan | ErrorResult> {
    return withBuffers(await this.#run.ask<GreetingPlan | ErrorResult>({ name: 'greet' }));
  }

  authenticate(login: LoginFacts): Promise<AuthPlan | ErrorResult> {
    return this.#run.authenticate(login);
  }

  answer(statement: string, parameters: readonly ParameterValue[] | null): Awaitable<StatementAnswer> {
    return this.#run.answer(statement, parameters, '') as Awaitable<StatementAnswer>;
  }

  known(statement: string): StatementAnswer | undefined {
    return this.#run.known(statement);
  }

  async operate(operation: ScriptOperation): Promise<StatementAnswer> {
    return this.#run.unpack(await this.#run.ask<PackedAnswer>({ name: 'operate', operation }));
  }

  prepare(statement: string): Promise<PreparedShape | ErrorResult> {
    return this.#run.ask({ name: 'prepare', statement, database: '' });
  }

  close(): void {
    this.#run.close();
  }
}
