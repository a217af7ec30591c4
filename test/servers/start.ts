// Starts a real server for tests: own data folder, free ports, Unix sockets, TLS, gone when the process is gone.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { accounts } from './accounts.ts';
import {
  dataTemplate,
  isRunning,
  mariadbPlugins,
  mysqlPlugins,
  runAsOptions,
  storageOptions,
} from './data-template.ts';
import { readServerVersion } from './greeting.ts';
import { type Installed, install } from './installed.ts';
import type { ServerAddress, ServerKind } from './server-kind.ts';

const run = promisify(execFile);
const folderPrefix = 'mock-server-';
const startTimeoutMs = 60_000;
const attempts = 5;

export interface StartOptions {
  /** Further options of the server, after ours, so that they win: `['--performance-schema=ON']`. */
  readonly args?: readonly string[];
  /** Of the classic protocol and the X Protocol; where another server was before. Default: free ones. */
  readonly ports?: readonly [number, number];
}

export interface TestServer extends ServerAddress, AsyncDisposable {
  /** What the server has logged so far. */
  log(): string;
  /** Shuts the server down in order and removes its folder; may be called again. */
  stop(): Promise<void>;
  /** Kills the server hard, as a crash would; `stop()` may still be called. */
  crash(): Promise<void>;
}

export function startMysql(options: StartOptions = {}): Promise<TestServer> {
  return start('mysql', options);
}

export function startMariadb(options: StartOptions = {}): Promise<TestServer> {
  return start('mariadb', options);
}

/** Rejects with CannotInstallError where there is no such server to be had on this machine. */
export async function start(kind: ServerKind, options: StartOptions = {}): Promise<TestServer> {
  const installed = await install(kind);
  const template = await dataTemplate(installed);
  await removeAbandonedFolders();
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(installed, template, options);
    } catch (error) {
      // between the moment a free port is found and the server's bind, someone else may have taken it
      if (!(error instanceof PortTakenError) || attempt === attempts) throw error;
    }
  }
}

class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly socket: string;
  readonly xPort: number;
  readonly xSocket: string;
}

async function startOnce(installed: Installed, template: string, options: StartOptions): Promise<TestServer> {
  const { kind } = installed;
  const folder = await mkdtemp(join(shortTmpdir(), folderPrefix));
  const [port, xPort] = options.ports ?? (await freePorts());
  const place = { folder, port, xPort, socket: join(folder, 's.sock'), xSocket: join(folder, 'x.sock') };
  try {
    await run('cp', ['-a', '--reflink=auto', join(template, 'data'), join(template, 'tls'), folder]);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const process = new ServerProcess(installed.server, [...serverOptions(kind, place), ...(options.args ?? [])], folder);
  try {
    const version = await untilReady(process, kind, place);
    const root = accounts[kind].root;
    return {
      kind,
      version,
      host: '127.0.0.1',
      port,
      user: root.user,
      password: root.password,
      socket: place.socket,
      ca: join(folder, 'tls', 'ca.pem'),
      xPort: kind === 'mysql' ? xPort : undefined,
      xSocket: kind === 'mysql' ? place.xSocket : undefined,
      hasAccounts: true,
      log: () => process.log,
      stop: () => process.stop(),
      crash: () => process.crash(),
      [Symbol.asyncDispose]: () => process.stop(),
    };
  } catch (error) {
    await process.stop();
    throw error;
  }
}

function serverOptions(kind: ServerKind, place: Place): string[] {
  const { folder, port, socket, xPort, xSocket } = place;
  const common = [
    ...runAsOptions,
    ...storageOptions[kind],
    `--datadir=${join(folder, 'data')}`,
    `--pid-file=${join(folder, 'server.pid')}`,
    `--tmpdir=${folder}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--socket=${socket}`,
    '--local-infile=ON',
    '--max-allowed-packet=256M',
    '--max-connections=500',
    '--max-connect-errors=1000000', // tests break handshakes on purpose
    '--default-time-zone=+00:00',
    '--innodb-buffer-pool-size=64M',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-flush-method=nosync', // nobody needs the data after a power cut
    '--performance-schema=OFF',
    // Names are resolved, as a server does by default: a client on 127.0.0.1 is 'user'@'localhost' in its messages.
  ];
  if (kind === 'mysql') {
    return [
      ...common,
      ...mysqlPlugins,
      '--disable-log-bin',
      '--mysqlx-bind-address=127.0.0.1',
      `--mysqlx-port=${xPort}`,
      `--mysqlx-socket=${xSocket}`,
      '--mysqlx-max-allowed-packet=256M',
    ];
  }
  return [
    ...common,
    ...mariadbPlugins,
    '--skip-log-bin',
    '--character-set-server=utf8mb4', // as Debian's configuration files have it
    '--collation-server=utf8mb4_general_ci',
    ...['ca', 'cert', 'key'].map(
      (name) => `--ssl-${name}=${join(folder, 'tls', name === 'ca' ? 'ca.pem' : `server-${name}.pem`)}`,
    ),
  ];
}

async function untilReady(process: ServerProcess, kind: ServerKind, place: Place): Promise<string> {
  const deadline = Date.now() + startTimeoutMs;
  const xReady = `X Plugin ready for connections. Bind-address: '127.0.0.1' port: ${place.xPort},`;
  for (;;) {
    if (process.hasEnded || /X Plugin.*failed|bind-address.*failed/i.test(process.log)) {
      const message = `the ${kind} server did not start:\n${process.log.slice(-4_000)}`;
      if (/address already in use|failed, `bind\(\)`|can't start server: bind/i.test(process.log)) {
        throw new PortTakenError(message);
      }
      throw new Error(message);
    }
    try {
      // the socket first: its path is ours alone, whereas a stranger might answer at the port
      const version = await readServerVersion({ path: place.socket });
      await readServerVersion({ host: '127.0.0.1', port: place.port });
      if (kind === 'mariadb' || process.log.includes(xReady)) return version;
    } catch (error) {
      if (Date.now() > deadline) {
        const message = `the ${kind} server is not ready after ${startTimeoutMs / 1000} s:\n${process.log.slice(-4_000)}`;
        throw new Error(message, { cause: error });
      }
    }
    await delay(20);
  }
}

/** The server under its watchdog, which ends it when this process ends, however that happens. */
class ServerProcess {
  readonly #watchdog: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #folder: string;
  #log = '';

  constructor(server: string, args: readonly string[], folder: string) {
    const watchdog = spawn('/bin/sh', [join(import.meta.dirname, 'watchdog.sh'), folder, server, ...args], {
      stdio: ['pipe', 'ignore', 'pipe'],
      cwd: '/',
      env: { PATH: globalThis.process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      detached: true, // Ctrl-C in a terminal is for us; the watchdog then notices that we are gone
    });
    this.#watchdog = watchdog;
    this.#folder = folder;
    this.#ended = once(watchdog, 'exit');
    watchdog.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-256_000);
    });
    // a server that was forgotten must not keep its test run alive
    watchdog.unref();
    for (const stream of [watchdog.stdin, watchdog.stderr]) if (stream instanceof Socket) stream.unref();
  }

  get log(): string {
    return this.#log;
  }

  get hasEnded(): boolean {
    return this.#watchdog.exitCode !== null || this.#watchdog.signalCode !== null;
  }

  async crash(): Promise<void> {
    if (this.hasEnded) return;
    const pid = Number(await readFile(join(this.#folder, 'server.pid'), 'utf8'));
    globalThis.process.kill(pid, 'SIGKILL');
    await this.stop();
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    this.#watchdog.ref();
    this.#watchdog.stdin?.end();
    await this.#ended;
  }
}

/** Two ports that nobody listens on at this moment. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') ports.push(address.port);
  }
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  const [first = 0, second = 0] = ports;
  return [first, second];
}

/** A Unix socket's path holds 107 bytes at most. */
function shortTmpdir(): string {
  return tmpdir().length <= 60 ? tmpdir() : '/tmp';
}

/** Folders whose watchdog was killed hard, which cannot have removed them. */
async function removeAbandonedFolders(): Promise<void> {
  for (const name of await readdir(shortTmpdir())) {
    if (!name.startsWith(folderPrefix)) continue;
    const folder = join(shortTmpdir(), name);
    const pid = Number(await readFile(join(folder, 'watchdog.pid'), 'utf8').catch(() => ''));
    const ageMs = Date.now() - (await stat(folder).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    const isAbandoned = pid > 0 ? !isRunning(pid) : ageMs > 3_600_000;
    if (isAbandoned) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}
