// `mock learn`: two recordings of one run, compared by what a replay of the first makes of the second.

import { openRecording } from '../store/reading/reader.ts';
import { type LearnResult, learnRecordings } from '../tools/learn/learn-recordings.ts';
import { loadVolatile } from './load-volatile.ts';

export type { LearnResult } from '../tools/learn/learn-recordings.ts';
export { rulesAsYaml } from '../tools/learn/propose-rules.ts';

export interface LearnFilesOptions {
  /** A file with rules that there are already. */
  readonly rules?: string;
  readonly onProgress?: (asked: number, total: number) => void;
}

/**
 * @param a the recording that is to be replayed @param b one of the same program, run again
 * @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE`, `USAGE` where the rules are wrong
 */
export async function learn(a: string, b: string, { rules, onProgress }: LearnFilesOptions = {}): Promise<LearnResult> {
  const first = openRecording(a);
  try {
    const second = openRecording(b);
    try {
      const known = rules === undefined ? [] : await loadVolatile(rules);
      return await learnRecordings(first, second, { known, ...(onProgress && { onProgress }) });
    } finally {
      second.close();
    }
  } finally {
    first.close();
  }
}
