// `mock replay`: what its flags mean to the API, and what is opened and closed with it.

import { MockError } from '../../core/errors.ts';
import type { ReplayUser } from '../../replay/session/replay-context.ts';
import { type ReplayRun, replay } from '../../serve/replay.ts';
import type { ReplayReport } from '../../serve/replay-report.ts';
import { readOptionFiles } from '../config/option-files.ts';
import { upstreamDefaults } from '../config/upstream-defaults.ts';
import { REPLAY_OPTIONS, type ReplayFlags } from '../definitions/replay.ts';
import { apiOptions } from '../definitions/row.ts';
import { plural } from '../format.ts';
import { httpToken, pageOptions, withHttp, withPage } from '../http-options.ts';
import { liveFeed, openPageOf } from '../live-page.ts';
import type { MissReport } from '../miss-report.ts';
import { readPassword } from '../read-password.ts';
import { annotations, appendSummary, isOnGithub } from '../report/github.ts';
import { checkReportFiles, pageIn, type ReportForms, replayForms, writeReports } from '../report/write-reports.ts';
import { createVoice, type Job, serveUntilStopped } from '../serve.ts';
import { type ReplayEnd, replayProgress, replaySummary, tallyLines } from '../summaries/replay-summary.ts';
import { serveCommand, withSocket } from '../with-command.ts';

/** Up to so many exchanges, counting those that were never played costs nothing to speak of. */
const CHEAP_TO_COUNT = 100_000;

/** Returns the exit code. */
export async function runReplay(file: string, flags: ReplayFlags, words: readonly string[]): Promise<number> {
  if (words.length === 0) return await replayFrom(file, flags, words);
  // whoever runs a command wants to know whether it was answered: as `mock run`
  const { flags: listening, remove } = await withSocket({ ...flags, strict: flags.strict ?? true });
  try {
    return await replayFrom(file, listening, words);
  } finally {
    await remove();
  }
}

async function replayFrom(file: string, flags: ReplayFlags, words: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  checkReportFiles(flags.report);
  const forms = await formsFor(flags);
  const voice = createVoice(flags);
  const misses = words.length === 0 ? null : await missReport();
  const pageAt = await pageOptions(flags);
  const feed = pageAt === null ? null : await liveFeed();
  const redact = await redactionOf(flags);
  const run = await replay(file, {
    ...apiOptions(REPLAY_OPTIONS, flags),
    ...(redact !== undefined && { redact }),
    ...(await httpToken(flags)),
    ...feed?.ofReplay(),
    logger: voice.logger,
    users: await readUsers(flags),
    onMiss: (miss) => {
      misses?.add(miss);
      feed?.miss(miss);
    },
  });
  const live = { mode: 'replay', target: run.steering, misses: run.misses, carried: run.substituted } as const;
  const page = pageAt === null || feed === null ? null : await openPageOf(run, file, { ...live, feed }, pageAt);
  let end: ReplayEnd = { unused: null, tally: null };
  const job: Job = {
    serving: withPage(withHttp(run), page),
    page: page?.url ?? null,
    mode: 'replay',
    recording: file,
    isStrict: flags.strict === true,
    facts: { digest: run.digest },
    hint: `replaying ${file}${digestNote(run)}; let your program connect here, and end with Ctrl-C`,
    failed: new Promise<Error>(() => undefined),
    progress: () => replayProgress(run),
    clients: () => run.counts().connections,
    beforeClose: () => {
      end = endOf(run, flags, words.length > 0, forms);
    },
    summarise: () => replaySummary(run, end, flags, performance.now() - startedAt, forms.link(run.counts().misses)),
  };
  if (misses === null) return await serveUntilStopped(job, voice, flags);
  const summarise = () => {
    const { lines, ...rest } = job.summarise();
    return { ...rest, lines: [...misses.lines(), ...lines, ...tallyLines(run, end.tally, flags)] };
  };
  return await serveCommand({ ...job, summarise }, words, flags.urlEnv, voice, flags);
}

/** Loaded only where it is asked for. */
async function redactionOf(flags: ReplayFlags) {
  if (flags.redact === undefined) return undefined;
  const { readRedaction } = await import('../redaction-key.ts');
  return await readRedaction(flags, false);
}

function digestNote({ digest }: ReplayRun): string {
  return digest === null ? ' (without digests: mock seal gives it some)' : ` (digest ${digest})`;
}

/** The page is loaded only where it is asked for: a start is to be quick. */
async function formsFor(flags: ReplayFlags): Promise<Forms> {
  const noPage = { ...replayForms, '.html': () => '', link: () => null };
  const file = pageIn(flags.report);
  if (file === null) return noPage;
  const { pageLink, replayPage } = await import('../report/html.ts');
  const link = (misses: number) => (misses === 0 ? null : `${plural(misses, 'miss')}: ${pageLink(file, '#/miss/1')}`);
  return { ...replayForms, '.html': replayPage(flags), link };
}

interface Forms extends ReportForms<ReplayReport> {
  /** Where the page is at its first miss; null without one. */
  link(misses: number): string | null;
}

function endOf(run: ReplayRun, flags: ReplayFlags, isCommand: boolean, forms: Forms): ReplayEnd {
  const isAnnotating = isCommand && isOnGithub(process.env) && run.counts().misses > 0;
  if (flags.report.length > 0 || isAnnotating) {
    const tally = run.report(flags);
    writeReports(flags.report, tally, forms);
    if (isAnnotating) {
      for (const line of annotations(tally)) process.stderr.write(`${line}\n`);
      appendSummary(tally, process.env);
    }
    return { unused: tally.unused.length, tally: isCommand ? tally : null };
  }
  const playable = run.countPlayable(flags.failOnUnused ? Number.POSITIVE_INFINITY : CHEAP_TO_COUNT);
  const tally = isCommand && playable !== null ? run.tally() : null;
  return { unused: playable === null ? null : playable - run.counts().played, tally };
}

/** Loaded only where it is needed: a start is to be quick. */
async function missReport(): Promise<MissReport> {
  const { MissReport } = await import('../miss-report.ts');
  return new MissReport();
}

/**
 * Each user's password: from the file of the same place, else as MySQL's programs have it.
 * @throws MockError `USAGE` where users and passwords do not go together or a file cannot be read
 */
async function readUsers({ user, passwordFile, requireAuth }: ReplayFlags): Promise<ReplayUser[]> {
  if (user.length < passwordFile.length) {
    const counts = `${user.length} --user and ${passwordFile.length} --password-file`;
    throw new MockError('USAGE', `${counts} were given: each file is the password of one user`);
  }
  if (requireAuth && user.length === 0) {
    throw new MockError('USAGE', '--require-auth lets in only known users: pass --user and --password-file');
  }
  return await Promise.all(
    user.map(async (name, index) => {
      const file = passwordFile[index];
      return { user: name, password: file === undefined ? ownPassword(name) : await readPassword(file) };
    }),
  );
}

/** MYSQL_PWD, or what the caller's option files say. @throws MockError `USAGE` where nothing says it */
function ownPassword(user: string): string {
  const options = readOptionFiles({ defaults: true }, process.env, () => undefined);
  const { password } = upstreamDefaults(options, process.env);
  if (password !== null) return password.value;
  const advice = 'pass --password-file, or set MYSQL_PWD or an option file';
  throw new MockError('USAGE', `--user ${user} has no password to be verified with: ${advice}`);
}
