// `mock run`: replays where there is a recording, records where there is none.

import { existsSync } from 'node:fs';
import { MockError } from '../../core/errors.ts';
import { openRecording } from '../../store/reading/reader.ts';
import { CI_BAN, chooseMode } from '../../testing/run/choose-mode.ts';
import { isContinuousIntegration } from '../../testing/run/environment.ts';
import { budgetLine } from '../budget-line.ts';
import { RECORD_OPTIONS } from '../definitions/record.ts';
import { REPLAY_OPTIONS } from '../definitions/replay.ts';
import { defaultsOf } from '../definitions/row.ts';
import type { RunFlags } from '../definitions/run.ts';
import { ExitCode } from '../exit-codes.ts';
import { chosenUpstream } from '../upstream.ts';

/** Returns the exit code. */
export async function runRun(file: string, flags: RunFlags, words: readonly string[]): Promise<number> {
  if (words.length === 0)
    throw new MockError('USAGE', 'there is no command to run: name it behind --, as in -- npm test');
  const upstream = chosenUpstream(flags, process.env);
  const mode = chooseMode({
    file,
    exists: existsSync(file),
    isUpdate: flags.update === true,
    ban: isContinuousIntegration(process.env) ? CI_BAN : null,
    hasUpstream: upstream !== null,
  });
  return mode === 'replay' ? await replayIt(file, flags, words) : await recordIt(file, flags, words);
}

async function replayIt(file: string, flags: RunFlags, words: readonly string[]): Promise<number> {
  const { runReplay } = await import('./replay.ts');
  const all = { ...defaultsOf(REPLAY_OPTIONS), ...flags };
  return await runReplay(file, all, words);
}

/** Beside its place first: the old recording stays until the command has passed. */
async function recordIt(file: string, flags: RunFlags, words: readonly string[]): Promise<number> {
  const { recordBeside } = await import('./record-beside.ts');
  const isKept = (exitCode: number) => exitCode === 0 || flags.keep === true;
  const why = 'since the command failed (--keep keeps it)';
  const exitCode = await recordBeside(file, { ...defaultsOf(RECORD_OPTIONS), ...flags }, words, isKept, why);
  return exitCode === 0 && existsSync(file) ? await checkBudget(file, flags.maxQueries) : exitCode;
}

/** A recording over its budget stays: it is the program that is to be changed. Returns the exit code. */
async function checkBudget(file: string, maxQueries: number | undefined): Promise<number> {
  if (maxQueries === undefined) return ExitCode.FINE;
  const { collectStats, DEFAULT_LIMITS } = await import('../../tools/stats/collect.ts');
  const reader = openRecording(file);
  try {
    const over = collectStats(reader, DEFAULT_LIMITS).filter(({ queries }) => queries > maxQueries);
    for (const { scope, queries } of over) {
      process.stderr.write(`mock: ${budgetLine({ scope, statements: queries, budget: maxQueries })}\n`);
    }
    return over.length === 0 ? ExitCode.FINE : ExitCode.DIFFERS;
  } finally {
    reader.close();
  }
}
