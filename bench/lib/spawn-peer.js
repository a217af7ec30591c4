// A program that listens, as a process of its own: it prints `listening mysql://127.0.0.1:PORT` when it is ready.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');
export const mockProgram = join(root, 'bin', 'mock.js');
export const pipeProgram = join(root, 'bench', 'peers', 'pipe.js');

/**
 * @param args the program and its arguments
 * @param scheme of the listener whose port is wanted
 */
export async function spawnPeer(args, scheme = 'mysql') {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-2_000);
  });
  const exit = once(child, 'exit');
  const port = await Promise.race([
    portOf(child, scheme),
    exit.then(([code]) => Promise.reject(new Error(`${args.join(' ')} ended with ${code}: ${errors}`))),
  ]);
  return {
    port,
    pid: child.pid,
    /** Most memory that it ever held, in MiB. */
    peakMiB: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function portOf(child, scheme) {
  for await (const line of createInterface({ input: child.stdout })) {
    const port = line.startsWith(`listening ${scheme}://`) ? /:(\d+)$/.exec(line)?.[1] : undefined;
    if (port !== undefined) {
      child.stdout.resume();
      return Number(port);
    }
  }
  return await new Promise(() => {});
}
