// A recording for tests, whatever runs them: replayed where it is there, made where it is not, with a scope per test.

import { fileURLToPath } from 'node:url';
import type { RecordOptions } from '../serve/record.ts';
import type { ReplayOptions } from '../serve/replay.ts';
import { openAddedTests } from './added-tests.ts';
import { type RecordMode, usedMode } from './record-mode.ts';
import { openRecordedTests } from './recorded-tests.ts';
import { openReplayedTests } from './replayed-tests.ts';
import type { TestRecording } from './test-recording.ts';

/**
 * With all options of `replay()`, and of `record()` but for where it writes: those about answers rest while a recording is
 * made, those about the server while it is replayed.
 */
export interface TestRecordingOptions
  extends ReplayOptions,
    Omit<RecordOptions, keyof ReplayOptions | 'upstream' | 'output' | 'mode' | 'scope'> {
  /** The recording: a path, or a URL made of `import.meta.url`. */
  readonly file: string | URL;
  /** The real server, for recording; also from MOCK_UPSTREAM. */
  readonly upstream?: RecordOptions['upstream'];
  readonly mode?: RecordMode;
  /** Records anew, as mode `all`; what a runner's -u is for. */
  readonly isUpdate?: boolean;
  /** `close()` fails where recorded exchanges were never asked for. */
  readonly failOnUnused?: boolean;
  /**
   * The page of what was missed, an .html that the errors link to; false for none. Default: one in the folder that
   * MOCK_REPORT names, else in `node_modules/.cache/mysql-replay`.
   */
  readonly report?: string | false;
}

/** @param file a path, or a URL */
export function pathOf(file: string | URL): string {
  return file instanceof URL ? fileURLToPath(file) : file;
}

/** @throws MockError those of `record` and `replay`; `RECORDING_MISSING` where none may be made */
export async function openTestRecording(options: TestRecordingOptions): Promise<TestRecording> {
  const { file: place, upstream: server, mode: wanted, isUpdate = false, failOnUnused = false, ...given } = options;
  const file = pathOf(place);
  const { report, ...rest } = given;
  const upstream = server ?? process.env['MOCK_UPSTREAM'];
  const mode = usedMode({ file, mode: wanted, isUpdate, hasUpstream: upstream !== undefined }, process.env);
  if (mode === 'replay' || upstream === undefined) return await openReplayedTests(file, given, failOnUnused);
  if (mode === 'record') return await openRecordedTests(file, { ...rest, upstream });
  return await openAddedTests(file, { ...rest, upstream }, { failOnUnused, report });
}
