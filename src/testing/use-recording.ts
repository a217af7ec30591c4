// What the helpers of all test runners share: a recording for the tests of one file, and a scope for each.

import { MockError } from '../core/errors.ts';
import { openTestRecording, type TestRecordingOptions } from './open-test-recording.ts';
import { missError, type TestRecording, userInScope } from './test-recording.ts';

/** A runner's hooks. */
export interface Hooks {
  before(run: () => Promise<void>): void;
  after(run: () => Promise<void>): void;
  /** `run` gets the test's whole name. */
  beforeEach(run: (test: string) => void): void;
  /** `run` gets whether the test has passed so far. */
  afterEach(run: (isPassed: boolean) => void): void;
  /** Whether the runner was asked to update its snapshots. */
  isUpdate(): boolean;
  /** Whether the runner was asked for some of a file's tests only. */
  isPartial(): boolean;
}

export interface HelperOptions extends TestRecordingOptions {
  /** A replayed test that executes more statements fails. */
  readonly maxQueries?: number;
}

/** What tests connect to, from the first of them on. */
export interface RecordingHandle {
  readonly mode: 'record' | 'replay';
  readonly host: string;
  readonly port: number;
  /** The user name to log in with: it carries the test's name, so that each test replays from its own beginning. */
  user(name: string): string;
  /** `mysql://user:password@host:port/database`, in the test's scope. */
  url(user: string, password: string, database: string): string;
}

export function useRecordingWith(hooks: Hooks, { maxQueries, ...options }: HelperOptions): RecordingHandle {
  let recording: TestRecording | null = null;
  let test = '';
  let isPassed = true;
  const tests = new Set<string>();
  const opened = (): TestRecording => {
    if (recording === null) throw new MockError('USAGE', 'there is no recording yet: connect within a test or a hook');
    return recording;
  };
  const target = () => opened().targetOf(test);
  hooks.before(async () => {
    recording = await openTestRecording({ isUpdate: hooks.isUpdate(), ...options });
  });
  hooks.beforeEach((name) => {
    test = name;
    tests.add(name);
    recording?.takeMisses();
  });
  hooks.afterEach((hasPassed) => {
    if (!hasPassed) isPassed = false;
    const misses = recording?.takeMisses() ?? [];
    if (misses.length > 0) isPassed = false;
    if (misses.length > 0) throw missError(misses);
    checkBudget(recording?.statementsOf(test) ?? 0, maxQueries);
  });
  hooks.after(async () => {
    await recording?.close({ isPassed, tests: hooks.isPartial() ? tests : null });
  });
  const user = (name: string) => userInScope(name, test);
  return {
    get mode() {
      return target().mode;
    },
    get host() {
      return target().host;
    },
    get port() {
      return target().port;
    },
    user,
    url: (name, password, database) => {
      const { host, port } = target();
      return `mysql://${encodeURIComponent(user(name))}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
    },
  };
}

function checkBudget(statements: number, maxQueries = Number.POSITIVE_INFINITY): void {
  if (statements <= maxQueries) return;
  throw new MockError('TEST_FAILED', `the test executed ${statements} statements, and its budget is ${maxQueries}`);
}
