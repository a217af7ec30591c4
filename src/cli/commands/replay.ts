// `mock replay`: what its flags mean to the API, and what it says at the end.

import { readFile } from 'node:fs/promises';
import { type ReplayRun, replay } from '../../app/replay.ts';
import { MockError, messageOf } from '../../domain/errors.ts';
import type { ReplayUser } from '../../replay/library.ts';
import { clientSideOptions } from '../client-side-options.ts';
import type { ReplayFlags } from '../definitions/replay.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatDuration, formatTls, plural } from '../format.ts';
import { createVoice, type Summary, serveUntilStopped } from '../serve.ts';

/** Up to so many exchanges, counting those that were never played costs nothing to speak of. */
const CHEAP_TO_COUNT = 100_000;

/** Returns the exit code. */
export async function runReplay(file: string, flags: ReplayFlags): Promise<number> {
  const startedAt = performance.now();
  const voice = createVoice(flags);
  const run = await replay(file, {
    ...clientSideOptions(flags, voice.logger),
    users: await readUsers(flags),
    requireAuth: flags.requireAuth ?? false,
    allowAnyone: flags.allowAnyone ?? false,
    missPolicy: flags.onMiss,
    maxAllowedPacket: flags.maxAllowedPacket,
  });
  let playable: number | null = null;
  const job = {
    serving: run,
    recording: file,
    hint: `replaying ${file}; let your program connect here, and end with Ctrl-C`,
    failed: new Promise<Error>(() => undefined),
    progress: () => progressLine(run),
    beforeClose: () => {
      playable = run.countPlayable(flags.failOnUnused ? Number.POSITIVE_INFINITY : CHEAP_TO_COUNT);
    },
    summarise: () => summary(run, playable, flags, performance.now() - startedAt),
  };
  return await serveUntilStopped(job, voice, flags);
}

/** @throws MockError `USAGE` where users and password files do not go together or a file cannot be read */
async function readUsers({ user, passwordFile, requireAuth }: ReplayFlags): Promise<ReplayUser[]> {
  if (user.length !== passwordFile.length) {
    const counts = `${user.length} --user and ${passwordFile.length} --password-file`;
    throw new MockError('USAGE', `${counts} were given: each user needs the file with its password`);
  }
  if (requireAuth && user.length === 0) {
    throw new MockError('USAGE', '--require-auth lets in only known users: pass --user and --password-file');
  }
  return await Promise.all(
    user.map(async (name, index) => ({ user: name, password: await readPassword(passwordFile[index] ?? '') })),
  );
}

/** The file's text without the newline that editors put at its end. */
async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new MockError('USAGE', `--password-file ${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function progressLine(run: ReplayRun): string {
  const { connections, played, misses, bytes } = run.counts();
  const done = `${plural(connections, 'connection')}  ${played} played  ${formatBytes(bytes)}`;
  return misses === 0 ? done : `${done}  ${plural(misses, 'miss')}`;
}

function summary(run: ReplayRun, playable: number | null, flags: ReplayFlags, ms: number): Summary {
  const { connections, played, misses, bytes, tls } = run.counts();
  const unused = playable === null ? null : playable - played;
  const left = unused === null ? '' : `, ${plural(unused, 'recorded exchange')} unused`;
  const what = `${plural(connections, 'connection')}${formatTls(tls)}, ${plural(played, 'exchange')} played (${formatBytes(bytes)})`;
  const lines = [`replayed ${what}, ${plural(misses, 'miss')}${left} in ${formatDuration(ms)}`];
  const facts = { connections, played, bytes, misses, unused, tls, seconds: Math.round(ms) / 1000 };
  return { lines, facts, exitCode: exitCode(flags, misses, unused) };
}

function exitCode(flags: ReplayFlags, misses: number, unused: number | null): number {
  if (flags.strict && misses > 0) return ExitCode.MISSES;
  if (flags.failOnUnused && unused !== 0) return ExitCode.UNUSED;
  return ExitCode.FINE;
}
