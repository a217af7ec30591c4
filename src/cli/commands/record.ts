// `mock record`: what its flags mean to the API, and what looks at the recording behind it.

import { messageOf } from '../../core/errors.ts';
import { describeEndpoint, type Endpoint, parseEndpoint } from '../../net/endpoint.ts';
import type { PageServer } from '../../page/serve-page.ts';
import { record } from '../../serve/record.ts';
import { RECORD_OPTIONS, type RecordFlags } from '../definitions/record.ts';
import { apiOptions } from '../definitions/row.ts';
import { httpToken, pageOptions, withHttp, withPage } from '../http-options.ts';
import { liveFeed, openPageOf } from '../live-page.ts';
import { createVoice, type Job, serveUntilStopped } from '../serve.ts';
import { recordProgress, recordSummary } from '../summaries/record-summary.ts';
import { type ChosenAccount, chosenAccount, chosenUpstream, defaultOutput, fileNameOf } from '../upstream.ts';
import { serveCommand, withSocket } from '../with-command.ts';

const MYSQL_PORT = 3306;
/** Bounds of what looks at a recording at its end. */
const LEAST_CHECK_MS = 3000;
const MOST_CHECK_MS = 10_000;

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
    progress: () => recordProgress(run),
    clients: () => run.counts().sessions,
    afterClose: async (signal) => {
      if (run.counts().sessions === 0 || failure !== null) return;
      const masked = touchedLines(run.masked()).map((line) => `masked ${line}`);
      const { checkRecorded } = await import('./check.ts');
      const checkMs = longestCheckMs(performance.now() - startedAt);
      const check = () => checkRecorded(output, shown, voice.terminal, signal, checkMs);
      const checked = flags.check ? await unlessItFails('mock check', check) : [];
      const look = () => warn(output, voice.terminal, signal, checkMs / 2, redact);
      const warned = flags.check ? await unlessItFails('the look for secrets', look) : [];
      said = [...checked, ...masked, ...warned];
    },
    summarise: () => {
      const { lines, ...rest } = recordSummary(run, shown, performance.now() - startedAt, isCommand, failure !== null);
      return { ...rest, lines: [...lines, ...said] };
    },
  };
  if (isCommand) return await serveCommand(job, words, flags.urlEnv, voice, flags);
  return await serveUntilStopped(job, voice, flags);
}

/** For how long the end of a recording is held up by a look at it: a tenth of the time that it took. */
function longestCheckMs(recordedMs: number): number {
  return Math.min(Math.max(recordedMs / 10, LEAST_CHECK_MS), MOST_CHECK_MS);
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
