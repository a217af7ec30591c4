// Starts `record` and `replay` in the test's own process, with a folder of their own that goes away with them.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type RecordingRun,
  type RecordOptions,
  type ReplayOptions,
  type ReplayRun,
  record,
  replay,
} from '../../src/index.ts';
import { cacheFolder } from '../servers/index.ts';
import { CapturedLog } from './captured-log.ts';

export interface Folder extends AsyncDisposable {
  readonly path: string;
  file(name: string): string;
}

export async function temporaryFolder(): Promise<Folder> {
  // A Unix socket's path holds 107 bytes at most.
  const path = await mkdtemp(join(tmpdir().length <= 60 ? tmpdir() : '/tmp', 'mock-test-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

export type Started<Run> = Run & { readonly file: string; readonly log: CapturedLog; readonly socket: string };

/** Keys and certificates cost time to make: kept with what else the tests keep, for all of them. */
export async function keysFolder(): Promise<string> {
  const path = join(cacheFolder(), 'keys');
  await mkdir(path, { recursive: true });
  return path;
}

let count = 0;

/** Listens on a free port and on a Unix socket in the folder. */
export async function startRecord(
  folder: Folder,
  options: Omit<RecordOptions, 'output'> & { readonly output?: string },
): Promise<Started<RecordingRun>> {
  const name = `record-${++count}`;
  const log = new CapturedLog();
  const file = options.output ?? folder.file(`${name}.db`);
  const socket = folder.file(`${name}.sock`);
  const run = await record({ socket, logger: log, dataDir: await keysFolder(), ...options, output: file });
  return { ...run, file, log, socket };
}

/** Listens on a free port and on a Unix socket in the folder. */
export async function startReplay(
  folder: Folder,
  file: string,
  options: ReplayOptions = {},
): Promise<Started<ReplayRun>> {
  const log = new CapturedLog();
  const socket = folder.file(`replay-${++count}.sock`);
  const run = await replay(file, { socket, logger: log, dataDir: await keysFolder(), ...options });
  return { ...run, file, log, socket };
}
