// The built command as a process: started, waited for by its own `ready` line, ended by signal.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { expectRoundTrip } from '../support/round-trip.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'mock.js');

export interface Finished {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MockProcess {
  readonly pid: number;
  /** Of the TCP listener. */
  readonly port: number;
  readonly child: ChildProcess;
  /** What it printed until now. */
  output(): { readonly stdout: string; readonly stderr: string };
  stop(signal?: NodeJS.Signals): Promise<Finished>;
  readonly finished: Promise<Finished>;
}

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mock-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `mock` and returns when it says that it is ready; rejects where it ends before. */
export async function startMock(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<MockProcess> {
  const { child, output, finished } = launch(args, env);
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => {
      if (/^(ready|\{"event":"ready".*)$/m.test(output().stdout)) resolve();
    });
  });
  const early = finished.then(({ exitCode, stderr }) => {
    throw new Error(`mock ${args.join(' ')} ended with ${exitCode}: ${stderr}`);
  });
  await Promise.race([ready, early]);
  early.catch(() => undefined);
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return finished;
  };
  onTestFinished(async () => {
    await stop('SIGKILL');
  });
  const port = Number(/mysql:\/\/[^\s"]*:(\d+)/.exec(output().stdout)?.[1] ?? 0);
  return { pid: child.pid ?? 0, port, child, output, stop, finished };
}

/** Runs `mock` to its end. @param cwd default: ours */
export function runMock(args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd?: string): Promise<Finished> {
  return launch(args, env, cwd).finished;
}

/** What a command that has ended well may have recorded: each goes through its text twin and back. */
function recordedBy(args: readonly string[]): readonly string[] {
  const words = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  return words[0] === 'record' || words[0] === 'run' ? words.filter((word) => word.endsWith('.db')) : [];
}

function launch(args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    // what the machine has for MySQL's programs is not for tests
    env: { PATH, HOME, MOCK_NO_DEFAULTS: '1', ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  }
  const finished = once(child, 'close').then(([exitCode, signal]): Finished => {
    if (exitCode === 0) for (const file of recordedBy(args)) expectRoundTrip(resolve(cwd ?? '', file));
    return { exitCode, signal, ...text };
  });
  return { child, output: () => ({ ...text }), finished };
}
