// The life of a serving command that runs another one: serves as long as that one lives, then sums up.
// stdout belongs to the command that is run; what we say goes to stderr, for people unless JSON was asked for.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandEnvironment, pointingVariables } from '../testing/run/environment.ts';
import { type CommandEnd, runCommand } from '../testing/run/run-command.ts';
import type { LogFlags, ServingFlags } from './definitions/common.ts';
import { ExitCode, exitCodeOf } from './exit-codes.ts';
import { shellWord } from './format.ts';
import { endJob, type Job, type Voice } from './serve.ts';

/** A Unix socket's path holds 107 bytes at most. */
const MAX_FOLDER_CHARS = 60;

/**
 * The flags with a Unix socket to listen on, in a folder of its own where none was given, and what removes that:
 * MYSQL_UNIX_PORT must lead to us, since a client that is given no host, or localhost, goes to a socket.
 */
export async function withSocket<F extends ServingFlags>(flags: F): Promise<{ flags: F; remove(): Promise<void> }> {
  if (flags.socket !== undefined || process.platform === 'win32') return { flags, remove: () => Promise.resolve() };
  const parent = tmpdir().length <= MAX_FOLDER_CHARS ? tmpdir() : '/tmp';
  const folder = await mkdtemp(join(parent, 'mock-'));
  return {
    flags: { ...flags, socket: join(folder, 'mysql.sock') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs `words` against what serves; returns the exit code: the command's own, where it is not 0. */
export async function serveCommand(
  job: Job,
  words: readonly string[],
  urlVariables: readonly string[],
  voice: Voice,
  flags: LogFlags,
): Promise<number> {
  const { host, port, socket } = job.serving;
  const env = commandEnvironment(process.env, { host, port, socket, mode: job.mode, urlVariables });
  let failure: Error | null = null;
  void job.failed.then((error) => {
    failure = error;
  });
  if (job.page != null) {
    if (voice.format === 'pretty') voice.terminal.write(`mock: page ${job.page}\n`);
    else voice.logger.info({ page: job.page }, 'the page');
  }
  let end: CommandEnd;
  try {
    end = await runCommand(words, env);
  } catch (error) {
    await job.serving.close();
    throw error;
  }
  await endJob(job, failure, voice, flags);
  const { lines, last = [], facts, exitCode } = job.summarise();
  const hasCome = job.clients() > 0;
  const said = [
    ...endLines(words, end),
    ...(hasCome ? [] : [neverConnected(job, pointingVariables(process.env, env))]),
    ...lines,
    ...last,
  ];
  if (voice.format === 'pretty') for (const line of said) voice.terminal.write(`mock: ${line}\n`);
  else voice.logger.info({ recording: job.recording, command: { words, ...end }, ...facts }, said.join('; '));
  if (end.exitCode !== 0) return end.exitCode;
  if (failure !== null) return exitCodeOf(failure);
  // a test that passed without its database has tested nothing of it, or asked a server past us
  return exitCode === ExitCode.FINE && !hasCome && job.isStrict ? ExitCode.FAILED : exitCode;
}

function endLines(words: readonly string[], { exitCode, signal }: CommandEnd): string[] {
  const command = words.map(shellWord).join(' ');
  if (signal !== null) return [`${command} died by ${signal}`];
  return exitCode === 0 ? [] : [`${command} failed with ${exitCode}`];
}

function neverConnected({ serving }: Job, names: readonly string[]): string {
  const { host, port } = serving;
  const where = port === 0 ? (serving.socket ?? '') : `${host}:${port}`;
  return (
    `the command never connected to ${where}, where ${names.slice(0, -1).join(', ')} and ${names.at(-1)} point: ` +
    'if it worked all the same, it went to a server past mock; let it take its address from one of these (--url-env NAME)'
  );
}
