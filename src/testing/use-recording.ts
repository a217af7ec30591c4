// What the helpers of all test runners share: a recording for the tests of one file, and a scope for each.

import { MockError } from '../core/errors.ts';
import type { Miss } from '../replay/misses/misses.ts';
import { openTestRecording, pathOf, type TestRecordingOptions } from './open-test-recording.ts';
import { missError, scopeOfTest, type TestRecording, userInScope } from './test-recording.ts';
import { at, explainWithin, firstFrame, placeOfCall } from './user-place.ts';

/** A runner's hooks. */
export interface Hooks {
  before(run: () => Promise<void>): void;
  after(run: () => Promise<void>): void;
  /** `run` gets the test's whole name, and where it stands: a line of a stack, null where the runner does not tell. */
  beforeEach(run: (test: string, place?: string | null) => void): void;
  /** `run` gets whether the test has passed so far, and the errors that the runner will show: they may be changed. */
  afterEach(run: (isPassed: boolean, errors?: readonly unknown[]) => void): void;
  /** Whether the runner was asked to update its snapshots. */
  isUpdate(): boolean;
  /** Whether the runner was asked for some of a file's tests only. */
  isPartial(): boolean;
}

export interface HelperOptions extends TestRecordingOptions {
  /** A replayed test that executes more statements fails. */
  readonly maxQueries?: number;
  /**
   * The configuration file, whose options hold where none is given here; false for none. Default: `mock.config.*` in the
   * recording's folder or one above it, else in the working folder or one above that.
   */
  readonly config?: string | false;
}

/** What tests connect to, from the first of them on. */
export interface RecordingHandle {
  readonly mode: 'record' | 'replay';
  readonly host: string;
  readonly port: number;
  /**
   * The user name to log in with: within a test it carries the test's name. A connection with a plain name, such as one of
   * a pool for the whole file, is in the scope of whichever test is running.
   */
  user(name: string): string;
  /** `mysql://user:password@host:port/database`, in the test's scope. */
  url(user: string, password: string, database: string): string;
}

/** @param called the function that the user has called, for the place that errors name */
export function useRecordingWith(
  hooks: Hooks,
  options: HelperOptions,
  called: (...words: never[]) => unknown = useRecordingWith,
): RecordingHandle {
  const file = new RecordedFile(options, placeOfCall(called));
  hooks.before(() => file.open(hooks.isUpdate()));
  hooks.beforeEach((name, place) => file.begin(name, place ?? null));
  hooks.afterEach((isPassed, errors = []) => file.end(isPassed, errors));
  hooks.after(() => file.close(hooks.isPartial()));
  return {
    get mode() {
      return file.target().mode;
    },
    get host() {
      return file.target().host;
    },
    get port() {
      return file.target().port;
    },
    user: (name) => file.user(name),
    url: (name, password, database) => {
      const { host, port } = file.target();
      return `mysql://${encodeURIComponent(file.user(name))}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
    },
  };
}

/** A file of tests, from its first hook to its last. */
class RecordedFile {
  readonly #options: HelperOptions;
  /** Where the user asked for the recording. */
  readonly #place: string | null;
  readonly #tests = new Set<string>();
  /** Misses of hooks around the tests. */
  readonly #outside: Miss[] = [];
  #recording: TestRecording | null = null;
  #maxQueries = Number.POSITIVE_INFINITY;
  #isPassed = true;
  #test = '';
  #testPlace: string | null = null;
  /** Statements that the test had executed before it began: in an attempt that is being repeated. */
  #executed = 0;

  constructor(options: HelperOptions, place: string | null) {
    this.#options = options;
    this.#place = place;
  }

  async open(isUpdate: boolean): Promise<void> {
    await this.#here(async () => {
      const { maxQueries, config, ...given } = this.#options;
      const configured = await configuredBy(config, given.file);
      this.#maxQueries = maxQueries ?? configured?.maxQueries ?? Number.POSITIVE_INFINITY;
      const { failOnUnused } = configured ?? {};
      const settings = { ...(failOnUnused !== undefined && { failOnUnused }), ...configured?.options };
      this.#recording = await openTestRecording({ isUpdate, ...settings, ...given });
    });
  }

  begin(name: string, place: string | null): void {
    const test = scopeOfTest(name);
    this.#test = test;
    this.#testPlace = place ?? this.#place;
    this.#tests.add(test);
    this.#outside.push(...(this.#recording?.takeMisses() ?? []));
    this.#recording?.begin(test);
    this.#executed = this.#recording?.statementsOf(test) ?? 0;
  }

  end(isPassed: boolean, errors: readonly unknown[]): void {
    const test = this.#test;
    this.#test = '';
    this.#recording?.begin('');
    const misses = this.#recording?.takeMisses() ?? [];
    if (!isPassed || misses.length > 0) this.#isPassed = false;
    if (misses.length > 0) {
      const error = this.#missError(misses);
      if (isPassed || !explainWithin(errors, error.message)) throw at(this.#testPlace, error);
      return;
    }
    const statements = (this.#recording?.statementsOf(test) ?? 0) - this.#executed;
    if (statements <= this.#maxQueries) return;
    this.#isPassed = false;
    const what = `the test executed ${statements} statements, and its budget is ${this.#maxQueries}`;
    throw at(this.#testPlace, new MockError('TEST_FAILED', what));
  }

  async close(isPartial: boolean): Promise<void> {
    const recording = this.#recording;
    if (recording === null) return;
    await this.#here(async () => {
      const isPassed = this.#isPassed;
      const misses = [...this.#outside, ...recording.takeMisses()];
      const error = this.#missError(misses);
      await recording.close({ isPassed, tests: isPartial ? this.#tests : null });
      // the program has swallowed the errors, so that nothing has failed yet
      if (misses.length > 0 && isPassed) throw error;
    });
  }

  #missError(misses: readonly Miss[]): MockError {
    return missError(misses, this.#recording?.pageOf?.(misses) ?? null);
  }

  target() {
    if (this.#recording !== null) return this.#recording.targetOf(this.#test);
    const error = new MockError('USAGE', 'there is no recording yet: connect within a test or a hook');
    throw at(firstFrame(error.stack), error);
  }

  user(name: string): string {
    return userInScope(name, this.#test);
  }

  async #here(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      throw at(this.#place, error);
    }
  }
}

/** Loaded where there may be a file only. */
async function configuredBy(config: string | false | undefined, recording: string | URL) {
  if (config === false) return null;
  const { configuredTests } = await import('../cli/config/test-options.ts');
  return await configuredTests(config, pathOf(recording), process.env);
}
