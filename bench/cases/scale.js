// Three replays of one recording behind HAProxy, each client with a scope of its own (docs/scale.md), against one replay alone.
// Every answer has to be the recorded one, and every replica has to have served somebody: else the case fails.
import { join } from 'node:path';
import { cpuUs, sideBySide } from '../lib/measure.js';
import { mockProgram, spawnPeer } from '../lib/spawn-peer.js';

export const name = 'scale';

const scopes = ['one', 'two', 'three'];
const queriesOf = (quick) => (quick ? 500 : 3000);

export async function run(context, report) {
  const { folder, mysql, peers, rounds } = context;
  const file = join(folder, 'scopes.db');
  const upstream = ['--upstream', `127.0.0.1:${mysql.port}`, '--server-ssl-mode', 'AS_CLIENT', '--no-check'];
  const recorder = await spawnPeer([mockProgram, 'record', ...upstream, '--port', '0', '-o', file]);
  try {
    for (const [at] of scopes.entries()) await askAs(context, recorder.port, at);
  } finally {
    await recorder.stop();
  }
  const replays = [];
  let balancer;
  try {
    for (let n = 0; n < 4; n++) replays.push(await spawnPeer([mockProgram, 'replay', file, '--port', '0']));
    const [alone, ...replicas] = replays;
    balancer = await peers.balancer(replicas.map(({ port }) => port)).catch((error) => ({ missing: error.message }));
    const asked = [
      { name: 'one replay', port: alone.port },
      { name: 'three behind HAProxy', ...balancer },
    ];
    const before = replicas.map(({ pid }) => cpuUs(pid));
    const rows = await sideBySide(asked, { rounds }, async ({ port }) => {
      const figures = await Promise.all(scopes.map((_, at) => askAs(context, port, at)));
      return { figure: figures.reduce((sum, figure) => sum + figure), operations: 0 };
    });
    if (balancer.missing === undefined && replicas.some(({ pid }, at) => cpuUs(pid) === before[at]))
      throw new Error('a replica served nobody');
    report('scale, three clients in scopes of their own', 'queries/s', rows);
  } finally {
    await balancer?.stop?.();
    for (const replay of replays) await replay.stop();
  }
}

/** The same questions each time, in the client's own scope; fails where one has no answer. */
function askAs({ sysbench, user, quick }, port, at) {
  return sysbench.pointSelects(
    { port, user: `${user}+${scopes[at]}` },
    { threads: 1, queries: queriesOf(quick), seed: at + 1 },
  );
}
