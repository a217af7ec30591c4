// `mock record --twice -- COMMAND`: the command is recorded, run once more against the same server, and what its second run asked
// otherwise is told, as `mock learn` tells it. The first recording stays.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockError } from '../../core/errors.ts';
import type { RecordFlags } from '../definitions/record.ts';
import { ExitCode } from '../exit-codes.ts';
import { runLearn } from './learn.ts';
import { runRecord } from './record.ts';

/** Returns the exit code: the command's, or that of `mock learn`. @throws MockError `USAGE` without a command or a file */
export async function runRecordTwice(flags: RecordFlags, words: readonly string[]): Promise<number> {
  const { output, rules } = flags;
  if (words.length === 0) throw new MockError('USAGE', '--twice runs a command twice: give it behind --');
  if (output === undefined) throw new MockError('USAGE', '--twice keeps the first recording: say where with -o FILE');
  const first = await runRecord(flags, words);
  if (first !== ExitCode.FINE) return first;
  const folder = await mkdtemp(join(tmpdir(), 'mock-twice-'));
  try {
    const again = join(folder, 'again.db');
    const { append: _append, overwrite: _overwrite, ...rest } = flags;
    const second = await runRecord({ ...rest, output: again, check: false }, words, `${output} (second run)`);
    return second === ExitCode.FINE
      ? await runLearn(
          output,
          again,
          { logLevel: flags.logLevel, ...(rules !== undefined && { rules }) },
          'the second run',
        )
      : second;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
