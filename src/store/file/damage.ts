// What is found to be damaged in a recording that can otherwise be read.

import { MockError } from '../../core/errors.ts';

/** A part of a recording is not what was recorded; the rest of it is of use. */
export class DamagedPart extends MockError {
  constructor(path: string, what: string) {
    super('RECORDING_UNUSABLE', `${path} is damaged: ${what}; fetch it again, or record it again`);
  }
}
