// `mock record`: what its flags mean to the API, and what it says at the end.

import { existsSync } from 'node:fs';
import { type RecordingRun, record } from '../../app/record.ts';
import { describeEndpoint, parseEndpoint } from '../../net/endpoint.ts';
import { clientSideOptions } from '../client-side-options.ts';
import type { RecordFlags } from '../definitions/record.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatDuration, plural } from '../format.ts';
import { createVoice, type Summary, serveUntilStopped } from '../serve.ts';
import { chosenUpstream, defaultOutput } from '../upstream.ts';

const MYSQL_PORT = 3306;

/** Returns the exit code. */
export async function runRecord(flags: RecordFlags): Promise<number> {
  const startedAt = performance.now();
  const voice = createVoice(flags);
  const chosen = chosenUpstream(flags, process.env);
  if (chosen === null) throw new Error('no upstream');
  const endpoint = parseEndpoint(chosen, MYSQL_PORT);
  const output = flags.output ?? defaultOutput(endpoint, new Date());
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const run = await record({
    ...clientSideOptions(flags, voice.logger),
    ...serverSideOptions(flags),
    upstream: endpoint,
    output,
    mode: flags.append ? 'append' : flags.overwrite ? 'overwrite' : 'create',
    onFailure: fail,
  });
  const job = {
    serving: run,
    recording: output,
    hint: `recording ${describeEndpoint(endpoint)} to ${output}; let your program connect here, and end with Ctrl-C`,
    failed,
    progress: () => progressLine(run),
    summarise: () => summary(run, output, performance.now() - startedAt),
  };
  return await serveUntilStopped(job, voice, flags);
}

function serverSideOptions({ serverSslMode, serverSslCa, serverSslCert, serverSslKey }: RecordFlags) {
  return {
    serverSslMode,
    ...(serverSslCa !== undefined && { serverSslCa }),
    ...(serverSslCert !== undefined && { serverSslCert }),
    ...(serverSslKey !== undefined && { serverSslKey }),
  };
}

function progressLine(run: RecordingRun): string {
  const { sessions, exchanges, responseBytes } = run.counts();
  return `${plural(sessions, 'session')}  ${plural(exchanges, 'exchange')}  ${formatBytes(responseBytes)}`;
}

function summary(run: RecordingRun, output: string, ms: number): Summary {
  const { sessions, exchanges, responseBytes } = run.counts();
  const facts = { sessions, exchanges, responseBytes, seconds: Math.round(ms) / 1000 };
  if (sessions === 0) {
    const file = existsSync(output) ? `${output} is as it was` : `${output} was not made`;
    return { lines: [`recorded nothing in ${formatDuration(ms)}: no client logged in; ${file}`], facts, exitCode: 0 };
  }
  const what = `${plural(sessions, 'session')}, ${plural(exchanges, 'exchange')}, ${formatBytes(responseBytes)}`;
  const lines = [`recorded ${what} in ${formatDuration(ms)} to ${output}`, `next: mock replay ${shellWord(output)}`];
  return { lines, facts, exitCode: ExitCode.FINE };
}

function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
