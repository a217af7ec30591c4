// The X Protocol: statements with an argument, one row each, against MySQL's X plugin and a bare Node pipe.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sideBySide } from '../lib/measure.js';
import { mockProgram, pipeProgram, spawnPeer } from '../lib/spawn-peer.js';

export const name = 'x-protocol';
const runFile = promisify(execFile);
const program = join(import.meta.dirname, '..', 'peers', 'x-load.js');

export async function run({ folder, mysql, rounds, seconds, quick }, report) {
  await rememberPassword(mysql);
  const ask = (port, connections, duration) => load(port, mysql.xAccount, connections, duration);
  const running = [];
  const start = async (name_, args, scheme) => {
    const peer = await spawnPeer(args, scheme);
    running.push(peer);
    return { ...peer, name: name_ };
  };
  try {
    const played = join(folder, 'x-played.db');
    const recorder = await spawnPeer(recordTo(mysql, played), 'mysqlx');
    // until each row was asked for
    await ask(recorder.port, 16, quick ? 2 : 4);
    await recorder.stop();
    const peers = [
      { name: 'MySQL', port: mysql.xPort },
      await start('bare pipe', [pipeProgram, String(mysql.xPort)], 'mysql'),
      await start('mock record', recordTo(mysql, join(folder, 'x-recorded.db')), 'mysqlx'),
      await start('mock replay', [mockProgram, 'replay', played, '--port', '0', '--x-port', '0'], 'mysqlx'),
    ];
    // as of the classic protocol: a replay that goes on, which has played each exchange before
    await ask(peers.at(-1).port, 16, quick ? 1 : 2).catch(() => undefined);
    const part = quick ? seconds / 2 : seconds;
    for (const connections of quick ? [16] : [1, 16]) {
      const rows = await sideBySide(peers, { rounds, warmUp: !quick }, async ({ port }) => {
        const figure = await ask(port, connections, part);
        return { figure, operations: figure * part };
      });
      report(`X Protocol ${connections}`, 'statements/s', rows);
    }
  } finally {
    for (const peer of running.reverse()) await peer.stop();
  }
}

/** The pipe has no TLS towards the server: neither has what is compared with it. */
function recordTo({ port, xPort }, file) {
  const upstream = ['--upstream', `127.0.0.1:${port}`, '--upstream-x', `127.0.0.1:${xPort}`];
  const how = ['--server-ssl-mode', 'AS_CLIENT', '--no-check', '--port', '0', '--x-port', '0'];
  return [mockProgram, 'record', ...upstream, ...how, '-o', file];
}

/** Over plain TCP a server takes the proof of a password only behind a safe login. */
async function rememberPassword({ xPort, xAccount }) {
  const { default: mysqlx } = await import('@mysql/xdevapi');
  const session = await mysqlx.getSession({ host: '127.0.0.1', port: xPort, ...xAccount, tls: { enabled: true } });
  await session.close();
}

/** Statements per second. */
async function load(port, { user, password }, connections, duration) {
  const env = { ...process.env, MOCK_BENCH_PASSWORD: password };
  const { stdout } = await runFile(process.execPath, [program, port, user, connections, duration], { env });
  return Number(stdout);
}
