// A recording for tests, whatever runs them: replayed where it is there, made where it is not, with a scope per test.

import { existsSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ClientSideOptions } from '../app/client-side.ts';
import { type RecordOptions, record } from '../app/record.ts';
import { replay } from '../app/replay.ts';
import { MockError } from '../domain/errors.ts';
import { type Miss, missMessage } from '../replay/misses.ts';
import { chooseMode } from '../run/choose-mode.ts';
import { isContinuousIntegration } from '../run/environment.ts';

/**
 * `none`: never records; `once`: records where the recording is not there yet; `all`: records anew. From the environment
 * variable MOCK_RECORD; else `none` where CI is set, and `once` where it is not.
 */
export type RecordMode = 'none' | 'once' | 'all';

export interface TestRecordingOptions extends Omit<ClientSideOptions, 'port' | 'host'> {
  /** The recording: a path, or a URL made of `import.meta.url`. */
  readonly file: string | URL;
  /** The real server, for recording; also from MOCK_UPSTREAM. */
  readonly upstream?: RecordOptions['upstream'];
  readonly mode?: RecordMode;
  /** Records anew, as mode `all`; what a runner's -u is for. */
  readonly isUpdate?: boolean;
  /** `close()` fails where recorded exchanges were never asked for. */
  readonly failOnUnused?: boolean;
}

export interface TestRecording {
  readonly mode: 'record' | 'replay';
  readonly host: string;
  readonly port: number;
  readonly file: string;
  /** Misses since the last call. */
  takeMisses(): readonly Miss[];
  /**
   * Ends it.
   * @param isPassed false where tests failed: a new recording is not kept then
   * @throws MockError `TEST_FAILED` where something was not asked for that had to be
   */
  close(isPassed?: boolean): Promise<void>;
}

/** @throws MockError those of `record` and `replay`; `RECORDING_MISSING` where none may be made */
export async function openTestRecording(options: TestRecordingOptions): Promise<TestRecording> {
  const { file: place, upstream: given, mode: wanted, isUpdate = false, failOnUnused = false, ...rest } = options;
  const file = place instanceof URL ? fileURLToPath(place) : place;
  const { MOCK_UPSTREAM, MOCK_RECORD } = process.env;
  const upstream = given ?? MOCK_UPSTREAM;
  const recordMode = wanted ?? parseMode(MOCK_RECORD);
  const isNone = recordMode === undefined ? isContinuousIntegration(process.env) : recordMode === 'none';
  const mode = chooseMode({
    file,
    exists: existsSync(file),
    isUpdate: !isNone && (isUpdate || recordMode === 'all'),
    isCi: isNone,
    hasUpstream: upstream !== undefined,
  });
  if (mode === 'replay' || upstream === undefined) return await openReplay(file, rest, failOnUnused);
  return await openRecord(file, { ...rest, upstream });
}

function parseMode(text: string | undefined): RecordMode | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'none' || text === 'once' || text === 'all') return text;
  throw new MockError('USAGE', `MOCK_RECORD is ${text}: it may be none, once or all`);
}

async function openReplay(file: string, options: ClientSideOptions, failOnUnused: boolean): Promise<TestRecording> {
  let misses: Miss[] = [];
  const run = await replay(file, { ...options, onMiss: (miss) => misses.push(miss) });
  return {
    mode: 'replay',
    host: run.host,
    port: run.port,
    file,
    takeMisses: () => {
      const taken = misses;
      misses = [];
      return taken;
    },
    close: async () => {
      const unused = failOnUnused ? (run.countPlayable() ?? 0) - run.counts().played : 0;
      await run.close();
      if (unused > 0)
        throw new MockError('TEST_FAILED', `${unused} recorded exchanges of ${file} were never asked for`);
    },
  };
}

/** Beside its place first, and in it when all has passed. */
async function openRecord(file: string, options: Omit<RecordOptions, 'output'>): Promise<TestRecording> {
  const staged = `${file}-recording-${process.pid}`;
  const run = await record({ ...options, output: staged, mode: 'overwrite' });
  return {
    mode: 'record',
    host: run.host,
    port: run.port,
    file,
    takeMisses: () => [],
    close: async (isPassed = true) => {
      await run.close();
      if (isPassed && existsSync(staged)) renameSync(staged, file);
      rmSync(staged, { force: true });
    },
  };
}

/** The error by which a test fails for its misses. */
export function missError(misses: readonly Miss[]): MockError {
  return new MockError('TEST_FAILED', misses.map(missMessage).join('\n'));
}

/** The user name that puts a connection into a test's scope (docs/matching.md). */
export function userInScope(user: string, test: string): string {
  return test === '' ? user : `${user}+${test}`;
}
