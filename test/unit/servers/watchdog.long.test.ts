// test/servers/watchdog.sh with a program that takes the place of a server: nothing may outlive those who wanted it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const script = join(import.meta.dirname, '../../servers/watchdog.sh');
const stubbornServer = `trap '' TERM; echo $$ >"$1/pid"; while :; do sleep 0.1; done`;
const meekServer = `echo $$ >"$1/pid"; exec sleep 1000`;

let folder: string;
let watchdog: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-watchdog-'));
});

afterEach(async () => {
  watchdog.kill('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

async function startServer(server: string): Promise<number> {
  const args = [script, folder, '/bin/sh', '-c', server, 'server', folder];
  watchdog = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  return vi.waitFor(async () => {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(pid).toBeGreaterThan(0);
    return pid;
  }, 5_000);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('ends the server and removes its folder when the pipe closes', async () => {
  const pid = await startServer(meekServer);
  watchdog.stdin?.end();
  await once(watchdog, 'exit');
  expect(isRunning(pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

test('kills a server that does not want to end', async () => {
  const pid = await startServer(stubbornServer);
  watchdog.stdin?.end();
  await once(watchdog, 'exit');
  expect(isRunning(pid)).toBe(false);
});

test('passes SIGTERM on', async () => {
  const pid = await startServer(meekServer);
  watchdog.kill('SIGTERM');
  await once(watchdog, 'exit');
  expect(isRunning(pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

test('takes the server along when it is killed hard', async () => {
  const pid = await startServer(meekServer);
  watchdog.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 5_000);
});
