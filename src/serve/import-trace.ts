// `mock import trace.json`: a trace made into a recording. A scripted server answers from the trace, and what a client
// hears that asks all of its statements is recorded, as of any other server.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTrace } from '../script/trace/parse-trace.ts';
import type { Trace, TraceEntry } from '../script/trace/trace.ts';
import type { WriterMode } from '../store/file/writer-mode.ts';
import { PlainClient } from './plain-client.ts';
import { record } from './record.ts';
import { script } from './script.ts';

export interface ImportOptions {
  /** The trace. */
  readonly trace: string;
  /** The recording to write. */
  readonly output: string;
  /** What to do where `output` exists; default: refuse. */
  readonly mode?: WriterMode;
}

export interface ImportedTrace {
  readonly statements: number;
  /** Entries that stand for more than one statement (`stmt.regex`, or none), which nobody can ask. */
  readonly left: number;
}

const DEFAULT_USER = 'mock';

/** @throws MockError `USAGE` for a trace that is wrong, `RECORDING_EXISTS`, `RECORDING_WRITE_FAILED` */
export async function importTrace({ trace: file, output, mode }: ImportOptions): Promise<ImportedTrace> {
  const trace = parseTrace(await readFile(file, 'utf8'), file);
  const folder = await mkdtemp(join(tmpdir(), 'mock-import-'));
  try {
    await writeFile(join(folder, 'trace.json'), JSON.stringify(withoutObstacles(trace)));
    const side = { port: null, clientSslMode: 'DISABLED' } as const;
    await using server = await script(join(folder, 'trace.json'), { ...side, socket: join(folder, 'script.sock') });
    const upstream = { kind: 'unix', path: server.socket ?? '' } as const;
    const socket = join(folder, 'record.sock');
    const recording = { upstream, output, serverSslMode: 'DISABLED', ...(mode && { mode }) } as const;
    await using run = await record({ ...side, ...recording, socket });
    return await askAll(trace, run.socket ?? socket);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What would keep the statements from being asked: passwords, and waits. */
function withoutObstacles(trace: Trace): Trace {
  const greeting = { ...(trace.handshake?.['greeting'] as object | undefined), exec_time: 0 };
  const stmts = trace.stmts.map((entry): TraceEntry => ({ ...entry, exec_time: 0 }));
  return { handshake: { greeting }, stmts };
}

async function askAll(trace: Trace, socket: string): Promise<ImportedTrace> {
  const auth = trace.handshake?.['auth'] as { readonly username?: string } | undefined;
  const client = await PlainClient.login({ kind: 'unix', path: socket }, auth?.username ?? DEFAULT_USER);
  let statements = 0;
  try {
    for (const { stmt, repeat = 1 } of trace.stmts) {
      if (stmt === undefined) continue;
      for (let count = 0; count < repeat; count++) await client.query(stmt);
      statements++;
    }
    await client.quit();
  } finally {
    client.close();
  }
  return { statements, left: trace.stmts.length - statements };
}
