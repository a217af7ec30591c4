// Runs `mock` as a user does: a process of its own, which says on its standard output where it listens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const mock = join(import.meta.dirname, '..', '..', 'bin', 'mock.js');

/**
 * Resolves when it accepts connections. `stop()` resolves when it has ended well, and the recording is complete.
 *
 * @returns {Promise<{ port: number, stop: () => Promise<void> }>}
 */
export async function startMock(...args) {
  const child = spawn(process.execPath, [mock, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  let port = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    port = Number(/^listening mysql:.*:(\d+)$/.exec(line)?.[1] ?? port);
    if (line === 'ready') break;
  }
  const failed = async () => new Error(`mock ${args[0]} failed (exit code ${await ended}):\n${log.trim()}`);
  if (port === 0) throw await failed();
  child.stdout.resume();
  const stop = async () => {
    child.kill('SIGTERM');
    if ((await ended) !== 0) throw await failed();
  };
  return { port, stop };
}
