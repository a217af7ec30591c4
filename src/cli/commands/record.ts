// `mock record`: what its flags mean to the API, and what it says at the end.

import { existsSync } from 'node:fs';
import { messageOf } from '../../core/errors.ts';
import { describeEndpoint, type Endpoint, parseEndpoint } from '../../net/endpoint.ts';
import type { PageServer } from '../../page/serve-page.ts';
import { type RecordingRun, record } from '../../serve/record.ts';
import { RECORD_OPTIONS, type RecordFlags } from '../definitions/record.ts';
import { apiOptions } from '../definitions/row.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatDuration, formatTls, plural, shellWord } from '../format.ts';
import { httpToken, pageOptions, withHttp, withPage } from '../http-options.ts';
import { liveFeed, openPageOf } from '../live-page.ts';
import { createVoice, type Job, type Summary, serveUntilStopped } from '../serve.ts';
import { type ChosenAccount, chosenAccount, chosenUpstream, defaultOutput, fileNameOf } from '../upstream.ts';
import { serveCommand, withSocket } from '../with-command.ts';

const MYSQL_PORT = 3306;

/** The server that is recorded. */
interface Target {
  readonly upstream: string | Endpoint;
  readonly account: ChosenAccount;
  /** For people. */
  readonly description: string;
  readonly fileName: string;
  readonly close: () => Promise<void>;
}

/**
 * Returns the exit code.
 * @param shownAs what the recording is called in what is said, where it is not the output itself
 */
export async function runRecord(flags: RecordFlags, words: readonly string[], shownAs?: string): Promise<number> {
  const chosen = chosenUpstream(flags, process.env);
  const target = chosen === null ? await sampleServer() : realServer(chosen, flags);
  try {
    if (words.length === 0) return await recordFrom(target, flags, words, shownAs);
    const { flags: listening, remove } = await withSocket(flags);
    try {
      return await recordFrom(target, listening, words, shownAs);
    } finally {
      await remove();
    }
  } finally {
    await target.close();
  }
}

function realServer(upstream: string, flags: RecordFlags): Target {
  const endpoint = parseEndpoint(upstream, MYSQL_PORT);
  const names = { description: describeEndpoint(endpoint), fileName: fileNameOf(endpoint) };
  return { upstream, account: chosenAccount(upstream, flags), ...names, close: () => Promise.resolve() };
}

/** So that the command can be tried with nothing installed. */
async function sampleServer(): Promise<Target> {
  const { startSampleServer } = await import('../../serve/sample/sample-server.ts');
  const server = await startSampleServer({ clientSslMode: 'DISABLED' });
  const { host, port } = server;
  const description =
    'the built-in sample server (user demo, any password, database shop; --upstream names a real one)';
  return {
    upstream: { kind: 'tcp', host, port },
    account: {},
    description,
    fileName: 'demo',
    close: () => server.close(),
  };
}

async function recordFrom(
  target: Target,
  flags: RecordFlags,
  words: readonly string[],
  shownAs: string | undefined,
): Promise<number> {
  const voice = createVoice(flags);
  const startedAt = performance.now();
  const output = flags.output ?? defaultOutput(target.fileName, new Date());
  const shown = shownAs ?? output;
  const { readRedaction } = await import('../redaction-key.ts');
  // checked before anything is recorded
  const redact = await readRedaction(flags, true);
  let fail: (error: Error) => void = () => undefined;
  let failure: Error | null = null;
  const failed = new Promise<Error>((resolve) => {
    fail = (error) => {
      failure = error;
      resolve(error);
    };
  });
  const pageAt = await pageOptions(flags);
  let page: PageServer | null = null;
  const run = await record({
    ...apiOptions(RECORD_OPTIONS, flags),
    ...(await httpToken(flags)),
    logger: voice.logger,
    isSteered: pageAt !== null,
    onSealing: async () => await page?.close(),
    upstream: target.upstream,
    ...target.account,
    output,
    mode: flags.append ? 'append' : flags.overwrite ? 'overwrite' : 'create',
    ...(redact !== undefined && { redact }),
    onFailure: fail,
  });
  if (pageAt !== null) {
    const live = { mode: 'record', target: run.steering, feed: await liveFeed(), misses: () => [] } as const;
    page = await openPageOf(run, output, live, pageAt);
  }
  const { secretWarning: warn, touchedLines } = await import('./redact.ts');
  const isCommand = words.length > 0;
  let said: readonly string[] = [];
  const job: Job = {
    serving: withPage(withHttp(run), page),
    page: page?.url ?? null,
    mode: 'record',
    recording: shown,
    hint: `recording ${target.description} to ${shown}; let your program connect here, and end with Ctrl-C`,
    failed,
    progress: () => progressLine(run),
    clients: () => run.counts().sessions,
    afterClose: async (signal) => {
      if (run.counts().sessions === 0 || failure !== null) return;
      const masked = touchedLines(run.masked()).map((line) => `masked ${line}`);
      const { checkRecorded } = await import('./check.ts');
      const check = () => checkRecorded(output, shown, voice.terminal, signal);
      const checked = flags.check ? await unlessItFails('mock check', check) : [];
      const look = () => warn(output, voice.terminal, signal, redact);
      const warned = flags.check ? await unlessItFails('the look for secrets', look) : [];
      said = [...checked, ...masked, ...warned];
    },
    summarise: () => {
      const { lines, ...rest } = summary(run, shown, performance.now() - startedAt, isCommand, failure !== null);
      return { ...rest, lines: [...lines, ...said] };
    },
  };
  if (isCommand) return await serveCommand(job, words, flags.urlEnv, voice, flags);
  return await serveUntilStopped(job, voice, flags);
}

/** The recording is whole: what looks at it afterwards can fail only itself. */
async function unlessItFails(
  what: string,
  look: () => readonly string[] | Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return await look();
  } catch (error) {
    return [`${what} failed on it: ${messageOf(error)}; the recording itself is whole`];
  }
}

function progressLine(run: RecordingRun): string {
  const { sessions, exchanges, responseBytes } = run.counts();
  return `${plural(sessions, 'session')}  ${plural(exchanges, 'exchange')}  ${formatBytes(responseBytes)}`;
}

/** @param isCommand a command was run: that nothing came of it is a failure @param isFailed not all of it could be written */
function summary(run: RecordingRun, output: string, ms: number, isCommand: boolean, isFailed: boolean): Summary {
  const { sessions, exchanges, gaps, responseBytes, tls } = run.counts();
  const facts = { sessions, exchanges, gaps, responseBytes, tls, seconds: Math.round(ms) / 1000 };
  if (sessions === 0) {
    const file = existsSync(output) ? `${output} is as it was` : `${output} was not made`;
    const lines = [`recorded nothing in ${formatDuration(ms)}: no client logged in; ${file}`];
    return { lines, facts, exitCode: isCommand ? ExitCode.FAILED : ExitCode.FINE };
  }
  const what = `${plural(sessions, 'session')}${formatTls(tls)}, ${plural(exchanges, 'exchange')}, ${formatBytes(responseBytes)}`;
  if (isFailed) {
    const kept = existsSync(output)
      ? `${output} has what was written before: mock check ${shellWord(output)}`
      : 'nothing is kept';
    return { lines: [`saw ${what} in ${formatDuration(ms)}; ${kept}`], facts, exitCode: ExitCode.FAILED };
  }
  const lines = [`recorded ${what} in ${formatDuration(ms)} to ${output}`];
  lines.push(...run.idleRules().map((rule) => `${rule} matched no statement`));
  if (gaps > 0)
    lines.push(`${plural(gaps, 'gap')}, which replay cannot answer from: mock inspect ${shellWord(output)}`);
  lines.push(`next: mock replay ${shellWord(output)}`);
  return { lines, facts, exitCode: ExitCode.FINE };
}
