// `mock check`: whether a recording's answers come out as recorded.

import { markChecked } from '../store/file/mark-checked.ts';
import { openRecording } from '../store/reading/reader.ts';
import { type CheckOptions, checkRecording } from '../tools/check/check-recording.ts';
import type { CheckResult } from '../tools/check/check-result.ts';

/**
 * Plays each recorded client stream against our own replay and compares the server's bytes.
 * @param isVerified as `openRecording` has it
 * @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE`
 */
export async function check(file: string, options: CheckOptions = {}, isVerified = false): Promise<CheckResult> {
  const reader = openRecording(file, isVerified);
  try {
    return await checkRecording(reader, options);
  } finally {
    reader.close();
  }
}

/** Checks a recording that was sealed a moment ago, so that no digest is compared once more, and notes in it what came of it. */
export async function checkAndMark(file: string, options: CheckOptions = {}): Promise<CheckResult> {
  const result = await check(file, options, true);
  markChecked(file, markOf(result));
  return result;
}

/** What `meta` says of a result; begins with `reproduces` where nothing differs. */
function markOf({ differing, compared, exchanges, isSample }: CheckResult): string {
  const of = isSample ? `the first ${compared} of ${exchanges}` : String(compared);
  return differing === 0 ? `reproduces (${of} compared)` : `${differing} of ${of} differ`;
}
