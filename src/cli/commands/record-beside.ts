// Recording beside the place of a recording, and into it once it is known that it is to be kept: the old one stays until then.

import { existsSync, renameSync } from 'node:fs';
import { recordingBeside, removeRecordingFiles } from '../../store/file/recording-files.ts';
import type { RecordFlags } from '../definitions/record.ts';
import { hasStarter, listenForFailure } from '../starter.ts';
import { runRecord } from './record.ts';

/**
 * Returns the exit code of recording.
 * @param isKept asked when recording has ended
 * @param why said where it is not kept
 */
export async function recordBeside(
  file: string,
  flags: RecordFlags,
  words: readonly string[],
  isKept: (exitCode: number) => boolean,
  why: string,
): Promise<number> {
  const staged = recordingBeside(file);
  try {
    const exitCode = await runRecord({ ...flags, output: staged, overwrite: true }, words, file);
    if (!existsSync(staged)) return exitCode;
    if (isKept(exitCode)) renameSync(staged, file);
    else process.stderr.write(`mock: ${file} ${existsSync(file) ? 'is as it was' : 'was not made'}, ${why}\n`);
    return exitCode;
  } finally {
    removeRecordingFiles(staged);
  }
}

/** `mock record`, whose recording a test helper that started it may let go. Returns the exit code. */
export async function recordForStarter(flags: RecordFlags, words: readonly string[]): Promise<number> {
  const { output, append, overwrite } = flags;
  const isNew = output !== undefined && !append && (overwrite || !existsSync(output));
  if (!isNew || !hasStarter(process.env)) return await runRecord(flags, words);
  const hasFailed = listenForFailure();
  return await recordBeside(output, flags, words, () => !hasFailed(), 'since a test failed while it was recorded');
}
