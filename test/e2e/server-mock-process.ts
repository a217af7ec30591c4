// The command mysql_server_mock as a process: run to its end, or until it says that it is ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { freePorts } from '../support/free-ports.ts';
import { temporaryFolder } from './mock-process.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'mysql_server_mock.js');
const START_ATTEMPTS = 5;
/** Node has no datagrams of Unix sockets. Prints a line when it listens, then each message, both as JSON. */
const LISTENER = `
import json, socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind(sys.argv[1])
print(json.dumps("listening"))
while True: print(json.dumps(listener.recv(4096).decode()))
`;

/** Scripts of our own, with their modules. */
export const scripts = join(import.meta.dirname, '..', 'fixtures', 'scripts');

export interface Ended {
  readonly exitCode: number | null;
  /** Of both, as one. */
  readonly output: string;
}

export interface ServerMock {
  /** That it was told to listen on. */
  readonly port: number;
  readonly xPort: number;
  readonly httpPort: number;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said to NOTIFY_SOCKET. */
  readonly messages: readonly string[];
}

/** Ports to be put into the arguments. */
export interface Ports {
  readonly port: number;
  readonly xPort: number;
  readonly httpPort: number;
}

export function launchServerMock(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program, ...args], { env: { PATH, HOME, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended: once(child, 'close').then(([exitCode]): Ended => ({ exitCode, output })) };
}

/** Starts it on free ports and waits for its READY=1. */
export async function startServerMock(args: (ports: Ports) => readonly string[]): Promise<ServerMock> {
  for (let attempt = 1; ; attempt++) {
    const [port = 0, httpPort = 0, xPort = 0] = await freePorts(3);
    const ports = { port, httpPort, xPort };
    const server = await tryServerMock(args(ports), ports);
    if (!('exitCode' in server)) return server;
    // between the moment a free port is found and the bind, another process may have taken it
    if (attempt === START_ATTEMPTS || !/already in use|EADDRINUSE/.test(server.output)) {
      throw new Error(`it ended before it was ready: ${server.output}`);
    }
  }
}

async function tryServerMock(args: readonly string[], ports: Ports): Promise<ServerMock | Ended> {
  const path = join(temporaryFolder(), 'notify.sock');
  const messages: string[] = [];
  const listener = spawn('python3', ['-u', '-c', LISTENER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void listener.kill('SIGKILL'));
  const lines = createInterface({ input: listener.stdout });
  await once(lines, 'line');
  const ready = new Promise<'ready'>((resolve) => {
    lines.on('line', (line) => {
      const message: string = JSON.parse(line);
      messages.push(message);
      if (message === 'READY=1') resolve('ready');
    });
  });
  const run = launchServerMock(args, { NOTIFY_SOCKET: path });
  const first = await Promise.race([ready, run.ended]);
  return first === 'ready' ? { ...run, ...ports, messages } : first;
}
