// Whether a run replays or records: what `mock run` and the test runners' helpers share.

import { MockError } from '../domain/errors.ts';

/** What is known when a run begins. */
export interface RunSituation {
  readonly file: string;
  readonly exists: boolean;
  /** The user asked for a new recording. */
  readonly isUpdate: boolean;
  readonly isCi: boolean;
  readonly hasUpstream: boolean;
}

/** @throws MockError `RECORDING_MISSING` where CI or the lack of a server forbids recording; `USAGE` for an update there */
export function chooseMode({ file, exists, isUpdate, isCi, hasUpstream }: RunSituation): 'record' | 'replay' {
  if (exists && !isUpdate) return 'replay';
  if (isCi) {
    const advice = 'run it once on a machine where CI is not set, and commit the file';
    if (isUpdate) throw new MockError('USAGE', `${file} is not recorded anew, since CI is set: ${advice}`);
    throw new MockError(
      'RECORDING_MISSING',
      `there is no recording at ${file}, and with CI set none is made: ${advice}`,
    );
  }
  if (!hasUpstream) {
    const what = exists ? `${file} cannot be recorded anew` : `there is no recording at ${file}, and none can be made`;
    throw new MockError(isUpdate ? 'USAGE' : 'RECORDING_MISSING', `${what} without a server: pass --upstream`);
  }
  return 'record';
}
