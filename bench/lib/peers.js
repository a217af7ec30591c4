// Whom we are compared with: each is started when a case asks for it, and one that cannot be had says why in its rows.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NOT_HERE, whyOf } from './measure.js';
import { cacheFolder, fetchScript, startMariadb } from './mysql-server.js';
import { mockProgram, spawnPeer } from './spawn-peer.js';
import { tableRows } from './sysbench.js';

const programs = join(import.meta.dirname, '..', 'peers');
const startMs = 15_000;
const fetchMs = 90_000;

export class Peers {
  #context;
  #started = new Map();

  /** @param context `{ folder, mysql }` */
  constructor(context) {
    this.#context = context;
  }

  /** Each as `{ name, port, pid }`, or `{ name, missing }`. */
  async all(names) {
    const peers = [];
    for (const name of names) peers.push(await this.get(name));
    return peers;
  }

  get(name) {
    let peer = this.#started.get(name);
    if (peer === undefined) {
      peer = this.#start(name).then(
        (running) => ({ ...running, name }),
        (error) => ({ name, missing: whyOf(error) }),
      );
      this.#started.set(name, peer);
    }
    return peer;
  }

  /** Whoever could not be started is tried once more when it is next asked for. */
  async forgetMissing() {
    for (const [name, peer] of this.#started) if ((await peer).missing !== undefined) this.#started.delete(name);
  }

  async stop() {
    for (const peer of [...this.#started.values()].reverse()) await (await peer).stop?.();
  }

  #start(name) {
    const { folder, mysql, played } = this.#context;
    const upstream = `127.0.0.1:${mysql.port}`;
    const record = (file, tls) => [
      ...[mockProgram, 'record', '--upstream', upstream, '--server-ssl-mode', tls, '--port', '0', '--no-check'],
      ...['--overwrite', '-o', join(folder, file)],
    ];
    switch (name) {
      case 'MySQL':
        return Promise.resolve({ port: mysql.port, stop: async () => {} });
      case 'MariaDB':
        return this.#mariadb();
      case 'bare pipe':
        return spawnPeer([join(programs, 'pipe.js'), String(mysql.port)]);
      case 'bare pipe, TLS':
        return spawnPeer([join(programs, 'pipe.js'), String(mysql.port), ...this.#certificateFiles()]);
      case 'HAProxy':
        return this.#haproxy();
      case 'mysqlrouter':
        return this.#router('plain', ['client_ssl_mode=PASSTHROUGH', 'server_ssl_mode=AS_CLIENT']);
      case 'mysqlrouter, TLS': {
        const [cert, key] = this.#certificateFiles();
        const own = [`client_ssl_cert=${cert}`, `client_ssl_key=${key}`];
        return this.#router('tls', ['client_ssl_mode=REQUIRED', 'server_ssl_mode=REQUIRED', ...own]);
      }
      case 'mock record':
        return writingLater(spawnPeer(record('recorded.db', 'AS_CLIENT')));
      case 'mock record, TLS':
        return writingLater(spawnPeer([...record('recorded-tls.db', 'REQUIRED'), ...this.#certificate()]));
      case 'mock replay':
        return played().then((file) => this.#replay(file));
      // of what a load leaves in memory some is given back while connections come: less than nothing would be measured
      case 'mock replay, just started':
        return played().then((file) => spawnPeer([mockProgram, 'replay', file, '--port', '0', ...this.#certificate()]));
      case 'bare responder':
        return played().then((file) => spawnPeer([join(programs, 'map.js'), file]));
      case 'mock script':
      case 'mock script, just started':
        return spawnPeer([mockProgram, 'script', join(programs, 'select-1.js'), '--port', '0', '--log-level', 'warn']);
      case 'bare script server':
      case 'bare server, just started':
        return spawnPeer([join(programs, 'bare.js')]);
      case 'bare script server, TLS':
        return spawnPeer([join(programs, 'bare.js'), ...this.#certificateFiles()]);
      default:
        return Promise.reject(new Error(`there is no peer ${name}`));
    }
  }

  /** The server's own, which clients that know its authority believe. */
  #certificateFiles() {
    return ['cert', 'key'].map((part) => join(this.#context.mysql.certificates, `server-${part}.pem`));
  }

  #certificate() {
    const [cert, key] = this.#certificateFiles();
    return ['--client-ssl-cert', cert, '--client-ssl-key', key];
  }

  /** What is measured is a replay that goes on: each recorded exchange was played before, which costs more the first time. */
  async #replay(file) {
    const peer = await spawnPeer([mockProgram, 'replay', file, '--port', '0', ...this.#certificate()]);
    const { sysbench, user, quick } = this.#context;
    const threads = 16;
    for (const isText of [true, false])
      for (let part = 0; part < (quick ? 2 : 3); part++)
        await sysbench.pointSelects({ port: peer.port, user }, { threads, isText, queries: 10 * tableRows });
    return peer;
  }

  async #mariadb() {
    const server = await startMariadb();
    await this.#context.sysbench.prepare({ port: server.port, user: this.#context.user });
    return server;
  }

  /** HAProxy in front of several ports, each new connection to the one with the fewest; not kept: whoever asks stops it. */
  balancer(ports) {
    return this.#haproxy(ports);
  }

  async #haproxy(ports = [this.#context.mysql.port]) {
    const program = fetched('haproxy', 'haproxy');
    const port = await freePort();
    const file = join(this.#context.folder, `haproxy-${ports.length}.cfg`);
    const timeouts = ['connect 5s', 'client 1h', 'server 1h'].map((each) => `  timeout ${each}`);
    const servers = ports.map((each, at) => `  server s${at} 127.0.0.1:${each}`);
    const listen = ['listen mysql', `  bind 127.0.0.1:${port}`, '  balance leastconn', ...servers];
    writeFileSync(file, ['global', '  maxconn 2000', 'defaults', '  mode tcp', ...timeouts, ...listen, ''].join('\n'));
    return await spawnProgram(program, ['-f', file], port);
  }

  async #router(name, options) {
    const program = fetched('router', 'mysqlrouter');
    const port = await freePort();
    const folder = join(this.#context.folder, `router-${name}`);
    mkdirSync(folder);
    const plugins = join(cacheFolder(), 'router', 'tree', 'usr', 'lib', 'mysqlrouter', 'plugin');
    const folders = ['runtime', 'data', 'logging'].map((each) => `${each}_folder=${folder}`);
    const routing = [
      ...['[routing:bench]', 'bind_address=127.0.0.1', `bind_port=${port}`, 'routing_strategy=first-available'],
      ...[`destinations=127.0.0.1:${this.#context.mysql.port}`, 'protocol=classic', 'max_connections=512', ...options],
    ];
    const file = join(folder, 'router.conf');
    const user = process.getuid?.() === 0 ? ['user=root'] : [];
    writeFileSync(file, ['[DEFAULT]', ...folders, `plugin_folder=${plugins}`, ...user, ...routing, ''].join('\n'));
    return await spawnProgram(program, ['-c', file], port);
  }
}

/** Unpacks a package of Debian where it is not there yet, and gives its program. */
export function fetched(kind, program) {
  try {
    execFileSync('bash', [fetchScript, kind, cacheFolder()], { stdio: ['ignore', 'ignore', 'pipe'], timeout: fetchMs });
  } catch (error) {
    throw new Error(`${program} ${NOT_HERE}: ${whyOf(String(error.stderr || error.message))}`);
  }
  const path = join(cacheFolder(), kind, 'bin', program);
  if (!existsSync(path)) throw new Error(`${program} ${NOT_HERE}: the package has none`);
  return path;
}

/** It writes behind its answers, when there is time. */
async function writingLater(peer) {
  return { ...(await peer), putsOff: true };
}

async function spawnProgram(program, args, port) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-1000);
    });
  }
  const exit = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exit;
  };
  const deadline = performance.now() + startMs;
  while (!(await canConnect(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      if (child.exitCode === null) await stop();
      throw new Error(`it did not start: ${said.trim().split('\n').at(-1)}`);
    }
    await delay(100);
  }
  return { port, pid: child.pid, stop };
}

function canConnect(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    const end = (isOpen) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
