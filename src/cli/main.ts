// The command `mock`: parses, runs one command, and ends with its exit code. Whatever goes wrong is one line on stderr.

import type { CommanderError } from 'commander';
import { MockError } from '../core/errors.ts';
import { readingCommands, servingCommands, writingCommands } from './commands.ts';
import type { LogFlags } from './definitions/common.ts';
import { describeError } from './describe-error.ts';
import { ExitCode, exitCodeOf } from './exit-codes.ts';
import { hidePasswords } from './hide-passwords.ts';
import { createProgram } from './program.ts';
import { visibleJson } from './visible.ts';

/** @param argv what stands behind `mock` */
export async function main(argv: readonly string[]): Promise<void> {
  const warning = hidePasswords(argv);
  if (warning !== null && process.stderr.isTTY) process.stderr.write(`mock: ${warning}\n`);
  const fail = (error: unknown) => {
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
  const commands = { ...servingCommands(serve), ...readingCommands, ...writingCommands };
  const program = createProgram(commands, (line) => process.stderr.write(line), argv[0]);
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
  process.stderr.write(`${visibleJson(JSON.stringify(entry))}\n`);
}

function hasOption(argv: readonly string[], name: string, value: string): boolean {
  const isValue = (text: string | undefined) => text?.toLowerCase() === value;
  return argv.some((word, at) => (word === name && isValue(argv[at + 1])) || isValue(word.split(`${name}=`)[1]));
}
