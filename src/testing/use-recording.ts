// What the helpers of all test runners share: a recording for the tests of one file, and a scope for each.

import { MockError, type MockErrorCode } from '../domain/errors.ts';
import {
  missError,
  openTestRecording,
  type TestRecording,
  type TestRecordingOptions,
  userInScope,
} from './test-recording.ts';

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

const NOT_YET: MockErrorCode = 'USAGE';

export function useRecordingWith(hooks: Hooks, options: TestRecordingOptions): RecordingHandle {
  let recording: TestRecording | null = null;
  let test = '';
  let hasFailed = false;
  const opened = (): TestRecording => {
    if (recording === null) throw new MockError(NOT_YET, 'there is no recording yet: connect within a test or a hook');
    return recording;
  };
  hooks.before(async () => {
    recording = await openTestRecording({ isUpdate: hooks.isUpdate(), ...options });
  });
  hooks.beforeEach((name) => {
    test = name;
    recording?.takeMisses();
  });
  hooks.afterEach((isPassed) => {
    if (!isPassed) hasFailed = true;
    const misses = recording?.takeMisses() ?? [];
    if (misses.length > 0) throw missError(misses);
  });
  hooks.after(async () => {
    await recording?.close(!hasFailed);
  });
  const user = (name: string) => userInScope(name, test);
  return {
    get mode() {
      return opened().mode;
    },
    get host() {
      return opened().host;
    },
    get port() {
      return opened().port;
    },
    user,
    url: (name, password, database) => {
      const { host, port } = opened();
      return `mysql://${encodeURIComponent(user(name))}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
    },
  };
}
