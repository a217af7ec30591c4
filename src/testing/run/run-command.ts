// Runs the command under test as a child: our terminal, our streams, its environment, our signals passed on.
// By cross-spawn, since npm and its like are .cmd files on Windows, which Node starts through a shell only (untested there).

import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import spawn from 'cross-spawn';
import { CommandNotStarted } from './command-not-started.ts';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;
/** As shells say it. */
const DIED_BY_SIGNAL = 128;

/** How a command ended. */
export interface CommandEnd {
  /** As a shell would give it: 128 and the signal's number where a signal ended it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Resolves when the command has ended. A Ctrl-C reaches it without us, since the terminal sends it to both.
 * @throws CommandNotStarted
 */
export async function runCommand(words: readonly string[], env: Record<string, string>): Promise<CommandEnd> {
  const [program = '', ...args] = words;
  const child = spawn(program, args, { env, stdio: 'inherit' });
  const stopForwarding = forwardSignals(child);
  try {
    return await ended(child, program);
  } finally {
    stopForwarding();
  }
}

function ended(child: ChildProcess, program: string): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) reject(new CommandNotStarted(program, error));
    });
    child.once('exit', (code, signal) => {
      const exitCode = signal === null ? (code ?? 1) : DIED_BY_SIGNAL + constants.signals[signal];
      resolve({ exitCode, signal });
    });
  });
}

function forwardSignals(child: ChildProcess): () => void {
  const isTerminals = (signal: NodeJS.Signals) => process.stdin.isTTY && (signal === 'SIGINT' || signal === 'SIGQUIT');
  const forward = (signal: NodeJS.Signals) => {
    if (!isTerminals(signal)) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward);
  };
}
