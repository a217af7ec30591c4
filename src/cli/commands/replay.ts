// `mock replay`: what its flags mean to the API, and what it says at the end.

import { readFile } from 'node:fs/promises';
import { type ReplayRun, replay } from '../../app/replay.ts';
import { MockError, messageOf } from '../../domain/errors.ts';
import { queryRecording } from '../../recording/query.ts';
import type { ReplayUser } from '../../replay/library.ts';
import { clientSideOptions } from '../client-side-options.ts';
import type { ReplayFlags } from '../definitions/replay.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatDuration, formatTls, plural } from '../format.ts';
import { httpOptions, withHttp } from '../http-options.ts';
import type { MissReport } from '../miss-report.ts';
import { checkReportFiles, writeReports } from '../report/write-reports.ts';
import { createVoice, type Job, type Summary, serveUntilStopped } from '../serve.ts';
import { serveCommand, withSocket } from '../with-command.ts';

/** Up to so many exchanges, counting those that were never played costs nothing to speak of. */
const CHEAP_TO_COUNT = 100_000;

/** Returns the exit code. */
export async function runReplay(file: string, flags: ReplayFlags, words: readonly string[]): Promise<number> {
  if (words.length === 0) return await replayFrom(file, flags, words);
  const { flags: listening, remove } = await withSocket(flags);
  try {
    return await replayFrom(file, listening, words);
  } finally {
    await remove();
  }
}

async function replayFrom(file: string, flags: ReplayFlags, words: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  checkReportFiles(flags.report);
  const voice = createVoice(flags);
  const misses = words.length === 0 ? null : await missReport();
  const run = await replay(file, {
    ...clientSideOptions(flags, voice.logger),
    ...(await httpOptions(flags)),
    ...(flags.overlay !== undefined && { overlay: flags.overlay }),
    ...(flags.rules !== undefined && { rules: flags.rules }),
    users: await readUsers(flags),
    requireAuth: flags.requireAuth ?? false,
    allowAnyone: flags.allowAnyone ?? false,
    missPolicy: flags.onMiss,
    strategy: flags.strategy,
    crossProtocol: flags.crossProtocol,
    ...(flags.exhausted && { exhausted: flags.exhausted }),
    ...(flags.explain && { explain: true }),
    ...(flags.latency && { latency: flags.latency }),
    maxAllowedPacket: flags.maxAllowedPacket,
    ...(flags.serverVersion !== undefined && { serverVersion: flags.serverVersion }),
    onMiss: (miss) => misses?.add(miss),
  });
  let playable: number | null = null;
  const job: Job = {
    serving: withHttp(run),
    mode: 'replay',
    recording: file,
    hint: `replaying ${file}; let your program connect here, and end with Ctrl-C`,
    failed: new Promise<Error>(() => undefined),
    progress: () => progressLine(run),
    clients: () => run.counts().connections,
    beforeClose: () => {
      playable = run.countPlayable(flags.failOnUnused ? Number.POSITIVE_INFINITY : CHEAP_TO_COUNT);
      if (flags.report.length > 0) writeReports(flags.report, run.report());
    },
    summarise: () => summary(run, playable, flags, performance.now() - startedAt),
  };
  if (misses === null) return await serveUntilStopped(job, voice, flags);
  const summarise = () => {
    const { lines, ...rest } = job.summarise();
    const saved = savedLine(file, run, playable);
    return { ...rest, lines: [...misses.lines(), ...lines, ...(saved === null ? [] : [saved])] };
  };
  return await serveCommand({ ...job, summarise }, words, flags.urlEnv, voice, flags);
}

/** Loaded only where it is needed: a start is to be quick. */
async function missReport(): Promise<MissReport> {
  const { MissReport } = await import('../miss-report.ts');
  return new MissReport();
}

/** What the recorded server took for what was played: exact where all of it was, else its share. */
function savedLine(file: string, run: ReplayRun, playable: number | null): string | null {
  const { played } = run.counts();
  if (playable === null || played === 0) return null;
  const sql = 'SELECT sum(last_byte_us) FROM exchange WHERE fingerprint IS NOT NULL AND gap IS NULL';
  const [[us] = []] = queryRecording(file, sql).rows;
  const ms = (Number(us ?? 0) / 1000) * Math.min(1, played / playable);
  return `the recorded server took ${played < playable ? 'about ' : ''}${formatDuration(ms)} for these answers`;
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
  const { connections, played, misses, synthesised, bytes, gapsCrossed, substituted, tls } = run.counts();
  const unused = playable === null ? null : playable - played;
  const left = unused === null ? '' : `, ${plural(unused, 'recorded exchange')} unused`;
  const what = `${plural(connections, 'connection')}${formatTls(tls)}, ${plural(played, 'exchange')} played (${formatBytes(bytes)})`;
  const lines = [`replayed ${what}, ${plural(misses, 'miss')}${left} in ${formatDuration(ms)}`];
  if (gapsCrossed > 0) lines.push(`went on behind ${plural(gapsCrossed, 'gap')} of the recording: see the log`);
  lines.push(...run.idleRules().map((rule) => `${rule} matched no value`));
  if (substituted > 0) lines.push(`${plural(substituted, 'value')} stood for recorded ones`);
  const facts = {
    connections,
    played,
    bytes,
    misses,
    synthesised,
    gapsCrossed,
    substituted,
    unused,
    tls,
    seconds: Math.round(ms) / 1000,
  };
  return { lines, facts, exitCode: exitCode(flags, misses, unused) };
}

function exitCode(flags: ReplayFlags, misses: number, unused: number | null): number {
  if (flags.strict && misses > 0) return ExitCode.MISSES;
  if (flags.failOnUnused && unused !== 0) return ExitCode.UNUSED;
  return ExitCode.FINE;
}
