// `mock record`: what its flags mean to the API, and what it says at the end.

import { existsSync } from 'node:fs';
import { type RecordingRun, record } from '../../app/record.ts';
import { describeEndpoint, type Endpoint, parseEndpoint } from '../../net/endpoint.ts';
import { clientSideOptions } from '../client-side-options.ts';
import type { RecordFlags } from '../definitions/record.ts';
import { ExitCode } from '../exit-codes.ts';
import { formatBytes, formatDuration, formatTls, plural } from '../format.ts';
import { createVoice, type Summary, serveUntilStopped, type Voice } from '../serve.ts';
import { chosenUpstream, defaultOutput, fileNameOf } from '../upstream.ts';

const MYSQL_PORT = 3306;

/** The server that is recorded. */
interface Target {
  readonly endpoint: Endpoint;
  /** For people. */
  readonly description: string;
  readonly fileName: string;
  readonly close: () => Promise<void>;
}

/** Returns the exit code. */
export async function runRecord(flags: RecordFlags): Promise<number> {
  const voice = createVoice(flags);
  const chosen = chosenUpstream(flags, process.env);
  const target = chosen === null ? await sampleServer() : realServer(chosen);
  try {
    return await recordFrom(target, flags, voice);
  } finally {
    await target.close();
  }
}

function realServer(upstream: string): Target {
  const endpoint = parseEndpoint(upstream, MYSQL_PORT);
  const names = { description: describeEndpoint(endpoint), fileName: fileNameOf(endpoint) };
  return { endpoint, ...names, close: () => Promise.resolve() };
}

/** So that the command can be tried with nothing installed. */
async function sampleServer(): Promise<Target> {
  const { startSampleServer } = await import('../../sample/sample-server.ts');
  const server = await startSampleServer({ clientSslMode: 'DISABLED' });
  const { host, port } = server;
  const description =
    'the built-in sample server (user demo, any password, database shop; --upstream names a real one)';
  return { endpoint: { kind: 'tcp', host, port }, description, fileName: 'demo', close: () => server.close() };
}

async function recordFrom(target: Target, flags: RecordFlags, voice: Voice): Promise<number> {
  const startedAt = performance.now();
  const output = flags.output ?? defaultOutput(target.fileName, new Date());
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });
  const run = await record({
    ...clientSideOptions(flags, voice.logger),
    ...serverSideOptions(flags),
    upstream: target.endpoint,
    output,
    mode: flags.append ? 'append' : flags.overwrite ? 'overwrite' : 'create',
    onFailure: fail,
  });
  const job = {
    serving: run,
    recording: output,
    hint: `recording ${target.description} to ${output}; let your program connect here, and end with Ctrl-C`,
    failed,
    progress: () => progressLine(run),
    summarise: () => summary(run, output, performance.now() - startedAt),
  };
  return await serveUntilStopped(job, voice, flags);
}

function serverSideOptions(flags: RecordFlags) {
  const { serverSslMode, serverSslCa, serverSslCert, serverSslKey, serverCompress } = flags;
  return {
    serverSslMode,
    serverCompress: serverCompress === 'off' ? null : serverCompress,
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
  const { sessions, exchanges, responseBytes, tls } = run.counts();
  const facts = { sessions, exchanges, responseBytes, tls, seconds: Math.round(ms) / 1000 };
  if (sessions === 0) {
    const file = existsSync(output) ? `${output} is as it was` : `${output} was not made`;
    return { lines: [`recorded nothing in ${formatDuration(ms)}: no client logged in; ${file}`], facts, exitCode: 0 };
  }
  const what = `${plural(sessions, 'session')}${formatTls(tls)}, ${plural(exchanges, 'exchange')}, ${formatBytes(responseBytes)}`;
  const lines = [`recorded ${what} in ${formatDuration(ms)} to ${output}`, `next: mock replay ${shellWord(output)}`];
  return { lines, facts, exitCode: ExitCode.FINE };
}

function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
