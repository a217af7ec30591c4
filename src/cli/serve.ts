// The life of a serving command: says where it listens, shows progress, waits for a signal, ends, and sums up.

import { brokenInvariants } from '../core/invariant.ts';
import { createLogger, type LogFormat } from '../core/log/create-logger.ts';
import type { Logger } from '../core/log/logger.ts';
import type { Serving } from '../serve/serving.ts';
import { pc } from './colours.ts';
import type { LogFlags } from './definitions/common.ts';
import { describeError } from './describe-error.ts';
import { exitCodeOf } from './exit-codes.ts';
import { stopSignal, untilSignalled } from './signals.ts';
import { hasStarter, starterGone } from './starter.ts';
import { Terminal } from './terminal.ts';
import { visible, visibleJson } from './visible.ts';

/** Where a serving command speaks to people. */
export interface Voice {
  readonly terminal: Terminal;
  readonly format: LogFormat;
  readonly logger: Logger;
}

/** What was done, once everything has ended. */
export interface Summary {
  /** For people; the first line says what was done, a second one what to type next. */
  readonly lines: readonly string[];
  /** Said behind everything else: where to look next. */
  readonly last?: readonly string[];
  /** For machines. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly exitCode: number;
}

export interface Job {
  readonly serving: Serving;
  readonly mode: 'record' | 'replay' | 'script';
  readonly recording: string;
  /** Whether a command that never connects has failed. */
  readonly isStrict?: boolean;
  /** Address of the page; null where none is asked for. */
  readonly page?: string | null;
  /** For machines, once it listens. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Said on a terminal once it listens. */
  readonly hint: string;
  /** Resolves where the work cannot go on; what was done so far stays. */
  readonly failed: Promise<Error>;
  /** One short line. */
  progress(): string;
  /** Clients that have come so far. */
  clients(): number;
  /** Called before everything is ended. */
  beforeClose?(): void;
  /** Called when everything has ended, whatever ended it. @param signal aborted where a signal wants it over */
  afterClose?(signal: AbortSignal): Promise<void>;
  /** Called last. */
  summarise(): Summary;
}

/** At most four times a second. */
const PROGRESS_MS = 250;

export function createVoice(flags: LogFlags): Voice {
  const format = flags.logFormat ?? (process.stderr.isTTY === true ? 'pretty' : 'json');
  const terminal = new Terminal(process.stderr, format === 'json' ? visibleJson : visible);
  const logger = createLogger({
    level: flags.logLevel,
    format,
    isColoured: terminal.isTerminal && pc.isColorSupported,
    write: (line) => terminal.write(line),
  });
  return { terminal, format, logger };
}

/** Returns the exit code. */
export async function serveUntilStopped(job: Job, voice: Voice, flags: LogFlags): Promise<number> {
  const { npm_lifecycle_event: script } = process.env;
  const stop = stopSignal(script !== undefined);
  const stopProgress = announce(job, voice, flags);
  const failure = await Promise.race([
    stop.signal.then(() => null),
    ...(hasStarter(process.env) ? [starterGone()] : []),
    job.failed,
  ]);
  // the first signal of a failure's way out cuts nothing short: it ends already
  if (failure === null) stop.release();
  stopProgress();
  await endJob(job, failure, voice, flags);
  stop.release();
  const { lines: told, last = [], facts, exitCode } = job.summarise();
  const lines = [...told, ...last];
  if (flags.json) printEvent({ event: 'summary', recording: job.recording, ...facts });
  if (voice.format === 'pretty') for (const line of lines) voice.terminal.write(`${line}\n`);
  else voice.logger.info({ recording: job.recording, ...facts }, lines.join('; '));
  return failure === null ? exitCode : exitCodeOf(failure);
}

/** Ends what serves; says why, where it was a failure that ended the work. */
export async function endJob(job: Job, failure: Error | null, voice: Voice, flags: LogFlags): Promise<void> {
  if (failure !== null) voice.terminal.write(`${failureLine(failure, voice, flags)}\n`);
  try {
    job.beforeClose?.();
    await job.serving.close();
    if (job.afterClose !== undefined) await untilSignalled((signal) => job.afterClose?.(signal) ?? Promise.resolve());
  } catch (error) {
    // the failure that ended the work is also why it cannot be finished
    if (failure === null) throw error;
  }
  for (const [what, times] of brokenInvariants()) {
    voice.logger.error({ times }, `a mistake of mock's own, please report it: ${what}`);
  }
}

/** The lines on stdout that say it can be used, and the progress on a terminal; returns what ends the latter. */
function announce(job: Job, voice: Voice, flags: LogFlags): () => void {
  const { listening } = job.serving;
  const { page = null } = job;
  if (flags.json) {
    for (const url of listening) printEvent({ event: 'listening', url });
    if (page !== null) printEvent({ event: 'page', url: page });
    printEvent({ event: 'ready', recording: job.recording, ...job.facts });
  } else {
    const lines = [...listening.map((url) => `listening ${url}`), ...(page === null ? [] : [`page ${page}`]), 'ready'];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  if (voice.format !== 'pretty' || !voice.terminal.isTerminal) {
    if (voice.format === 'json' && job.facts !== undefined)
      voice.logger.info({ recording: job.recording, ...job.facts }, job.hint);
    return () => undefined;
  }
  voice.terminal.write(`${job.hint}\n`);
  const show = () => voice.terminal.setStatus(pc.dim(job.progress()));
  show();
  const timer = setInterval(show, PROGRESS_MS);
  return () => {
    clearInterval(timer);
    voice.terminal.setStatus('');
  };
}

function printEvent(event: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${visibleJson(JSON.stringify(event))}\n`);
}

function failureLine(error: Error, voice: Voice, flags: LogFlags): string {
  const line = describeError(error, flags.logLevel === 'debug');
  if (voice.format === 'pretty') return line;
  const code = 'code' in error ? { code: String(error.code) } : {};
  const msg = line.replace(/^mock: /, '');
  return JSON.stringify({ level: 'fatal', time: new Date().toISOString(), ...code, msg });
}
