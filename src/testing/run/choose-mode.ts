// Whether a run replays or records: what `mock run` and the test runners' helpers share.

import { MockError } from '../../core/errors.ts';

/** What is known when a run begins. */
export interface RunSituation {
  readonly file: string;
  readonly exists: boolean;
  /** The user asked for a new recording. */
  readonly isUpdate: boolean;
  /** What forbids to record; null where nothing does. */
  readonly ban: RecordBan | null;
  readonly hasUpstream: boolean;
}

export interface RecordBan {
  /** Follows "with". */
  readonly cause: string;
  readonly advice: string;
}

export const CI_BAN: RecordBan = {
  cause: 'CI set',
  advice: 'run it once on a machine where CI is not set, and commit the file',
};

/** @throws MockError `RECORDING_MISSING` where a ban or the lack of a server forbids recording; `USAGE` for an update there */
export function chooseMode({ file, exists, isUpdate, ban, hasUpstream }: RunSituation): 'record' | 'replay' {
  if (exists && !isUpdate) return 'replay';
  if (ban !== null) {
    const { cause, advice } = ban;
    if (isUpdate) throw new MockError('USAGE', `${file} is not recorded anew with ${cause}: ${advice}`);
    throw new MockError(
      'RECORDING_MISSING',
      `there is no recording at ${file}, and with ${cause} none is made: ${advice}`,
    );
  }
  if (!hasUpstream) {
    const what = exists ? `${file} cannot be recorded anew` : `there is no recording at ${file}, and none can be made`;
    const advice = 'name it (--upstream, MOCK_UPSTREAM)';
    throw new MockError(isUpdate ? 'USAGE' : 'RECORDING_MISSING', `${what} without a server: ${advice}`);
  }
  return 'record';
}
