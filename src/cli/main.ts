// The command `mock`: parses, runs one command, and ends with its exit code. Whatever goes wrong is one line on stderr.

import type { CommanderError } from 'commander';
import { MockError } from '../core/errors.ts';
import type { LogFlags } from './definitions/common.ts';
import { describeError } from './describe-error.ts';
import { ExitCode, exitCodeOf } from './exit-codes.ts';
import { hidePasswords } from './hide-passwords.ts';
import { createProgram } from './program.ts';
import { StrayErrors } from './stray-errors.ts';

/** @param argv what stands behind `mock` */
export async function main(argv: readonly string[]): Promise<void> {
  const warning = hidePasswords(argv);
  if (warning !== null && process.stderr.isTTY) process.stderr.write(`mock: ${warning}\n`);
  const strays = new StrayErrors();
  const fail = (error: unknown) => {
    if (strays.take(error)) return;
    report(error, argv);
    process.exit(exitCodeOf(error));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  // a reader of stdout that has seen enough (`| head`) is no error; a serving command goes on without it
  let isServing = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error);
    else if (!isServing) process.exit(ExitCode.FINE);
  });
  process.stderr.on('error', () => undefined);
  const serve = (words: readonly string[]) => {
    isServing = true;
    if (words.length > 0 && !argv.includes('--')) {
      throw new MockError('USAGE', `put -- before the command to run: -- ${words.join(' ')}`);
    }
  };
  const program = createProgram(
    {
      record: async (flags, words) => {
        serve(words);
        const { runRecord } = await import('./commands/record.ts');
        process.exit(await runRecord(flags, words));
      },
      replay: async (file, flags, words) => {
        serve(words);
        const { runReplay } = await import('./commands/replay.ts');
        process.exit(await runReplay(file, flags, words, strays));
      },
      run: async (file, flags, words) => {
        serve(words);
        const { runRun } = await import('./commands/run.ts');
        process.exit(await runRun(file, flags, words));
      },
      script: async (file, flags) => {
        serve([]);
        const { runScript } = await import('./commands/script.ts');
        process.exit(await runScript(file, flags, strays));
      },
      export: async (file, flags) => {
        const { runExport } = await import('./commands/export.ts');
        await runExport(file, flags);
      },
      import: async (file, flags) => {
        const { runImport } = await import('./commands/import.ts');
        await runImport(file, flags);
      },
      inspect: async (file, flags) => {
        const { runInspect } = await import('./commands/inspect.ts');
        await runInspect(file, flags);
      },
      ui: async (a, b, flags) => {
        const { runUi } = await import('./commands/ui.ts');
        await runUi(a, b, flags);
      },
      check: async (file, flags) => {
        const { runCheck } = await import('./commands/check.ts');
        process.exitCode = await runCheck(file, flags);
      },
      seal: async (file, flags) => {
        const { runSeal } = await import('./commands/seal.ts');
        process.exitCode = await runSeal(file, flags);
      },
      learn: async (a, b, flags) => {
        const { runLearn } = await import('./commands/learn.ts');
        process.exitCode = await runLearn(a, b, flags);
      },
      verify: async (file, flags) => {
        const { runVerify } = await import('./commands/verify.ts');
        process.exitCode = await runVerify(file, flags);
      },
      match: async (file, sql, parameters, flags) => {
        const { runMatch } = await import('./commands/match.ts');
        process.exitCode = await runMatch(file, sql, parameters, flags);
      },
      dump: async (file, flags) => {
        const { runDump } = await import('./commands/text.ts');
        await runDump(file, flags);
      },
      load: async (text, flags) => {
        const { runLoad } = await import('./commands/text.ts');
        runLoad(text, flags);
      },
      diff: async (a, b, flags) => {
        const { runDiff } = await import('./commands/diff.ts');
        process.exitCode = await runDiff(a, b, flags);
      },
      stats: async (file, flags) => {
        const { runStats } = await import('./commands/stats.ts');
        process.exitCode = await runStats(file, flags);
      },
      merge: async (files, flags) => {
        const { runMerge } = await import('./commands/rewrite.ts');
        await runMerge(files, flags);
      },
      prune: async (file, flags) => {
        const { runPrune } = await import('./commands/rewrite.ts');
        await runPrune(file, flags);
      },
      redact: async (file, flags) => {
        const { runRedact } = await import('./commands/redact.ts');
        process.exitCode = await runRedact(file, flags);
      },
      init: async (flags) => {
        const { runInit } = await import('./commands/text.ts');
        await runInit(flags);
      },
      doctor: async (flags) => {
        const { runDoctor } = await import('./commands/doctor.ts');
        process.exitCode = await runDoctor(flags);
      },
      completion: async (program, shell) => {
        const { completionScript } = await import('./completion.ts');
        process.stdout.write(completionScript(program, shell));
      },
      configure: async (program, command) => {
        const { configure } = await import('./config/configure.ts');
        await configure(program, command);
      },
      mergeDriver: async (base, ours, theirs) => {
        const { runMergeDriver } = await import('./commands/text.ts');
        process.exitCode = await runMergeDriver(base, ours, theirs);
      },
    },
    (line) => process.stderr.write(line),
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (isCommanderError(error)) process.exitCode = error.exitCode === 0 ? ExitCode.FINE : ExitCode.WRONG_USAGE;
    else fail(error);
  }
}

function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
}

/** As text, unless JSON was asked for: before a command is at work there is no log yet, only a person who typed. */
function report(error: unknown, argv: readonly string[]): void {
  const isVerbose = hasOption(argv, '--log-level', 'debug' satisfies LogFlags['logLevel']);
  const line = describeError(error, isVerbose);
  if (!hasOption(argv, '--log-format', 'json')) return void process.stderr.write(`${line}\n`);
  const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {};
  const entry = { level: 'fatal', time: new Date().toISOString(), ...code, msg: line.replace(/^mock: /, '') };
  process.stderr.write(`${JSON.stringify(entry)}\n`);
}

function hasOption(argv: readonly string[], name: string, value: string): boolean {
  const isValue = (text: string | undefined) => text?.toLowerCase() === value;
  return argv.some((word, at) => (word === name && isValue(argv[at + 1])) || isValue(word.split(`${name}=`)[1]));
}
