// The real MySQL Router bootstraps against three scripted nodes, whose globals the REST API has set, and routes to them.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { describeWithRouter, type Router } from '../servers/index.ts';
import { freePorts } from '../support/free-ports.ts';
import { temporaryFolder } from './mock-process.ts';

const root = join(import.meta.dirname, '..', '..');
const START_ATTEMPTS = 5;

interface Node {
  readonly port: number;
  /** Address of its globals. */
  readonly globals: string;
}

/** A node with its REST API, once that answers. */
async function startNode(): Promise<Node> {
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const node = await tryNode();
    if (node !== null) return node;
  }
  throw new Error(`no node started in ${START_ATTEMPTS} attempts`);
}

/** Null where it ends before it answers: somebody else has taken its port. */
async function tryNode(): Promise<Node | null> {
  const [port = 0, httpPort = 0] = await freePorts(2);
  const script = join(root, 'examples', 'script', 'cluster.js');
  const where = ['--bind-address', '127.0.0.1', '--port', String(port), '--http-port', String(httpPort)];
  const program = join(root, 'bin', 'mysql_server_mock.js');
  const child = spawn(process.execPath, [program, '--filename', script, ...where], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const globals = `http://127.0.0.1:${httpPort}/api/v1/mock_server/globals/`;
  const state = async () => {
    if (child.exitCode !== null) return 'ended';
    const reply = await fetch(globals).catch(() => null);
    return reply?.status === 200 ? 'ready' : 'starting';
  };
  await expect.poll(state, { timeout: 30_000 }).not.toBe('starting');
  return child.exitCode === null ? { port, globals } : null;
}

async function startCluster(): Promise<readonly Node[]> {
  const nodes = [await startNode(), await startNode(), await startNode()];
  const body = JSON.stringify({
    cluster_name: 'shop',
    group: '3e4338a1-2c5d-49ac-8baa-e5a25ba61e76',
    nodes: nodes.map(({ port }) => `127.0.0.1:${port}`),
  });
  for (const { globals } of nodes) {
    const reply = await fetch(globals, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
    expect(reply.status).toBe(204);
  }
  return nodes;
}

/** The folder that it has prepared, and what it said. */
async function bootstrap({ program, bootstrapOptions }: Router, port: number) {
  const folder = join(temporaryFolder(), 'router');
  const { stdout } = await promisify(execFile)(program, [
    ...['--bootstrap', `root:pw-fake@127.0.0.1:${port}`, '-d', folder],
    ...['--disable-rest', '--report-host=dont.query.dns', '--connect-timeout=1'],
    ...['--conf-use-sockets', '--conf-skip-tcp'],
    ...(userInfo().uid === 0 ? ['--user=root'] : []),
    ...bootstrapOptions,
  ]);
  return { folder, stdout };
}

async function portBehind(socketPath: string): Promise<number> {
  const client = await createConnection({ socketPath, user: 'app', password: 'pw-app' });
  try {
    const [rows] = await client.query({ sql: 'select @@port', rowsAsArray: true });
    return Number((rows as unknown[][])[0]?.[0]);
  } finally {
    client.destroy();
  }
}

await describeWithRouter((router) => {
  test('mysqlrouter --bootstrap runs to its end', { timeout: 90_000 }, async () => {
    const nodes = await startCluster();
    const { folder, stdout } = await bootstrap(router, nodes[0]?.port ?? 0);
    expect(stdout).toContain("configured for the InnoDB Cluster 'shop'");
    expect(readFileSync(join(folder, 'mysqlrouter.conf'), 'utf8')).toContain('[metadata_cache:');
    const state = JSON.parse(readFileSync(join(folder, 'data', 'state.json'), 'utf8'));
    expect(state['metadata-cache']['cluster-metadata-servers']).toEqual(
      nodes.map(({ port }) => `mysql://127.0.0.1:${port}`),
    );
    expect(existsSync(join(folder, 'start.sh'))).toBe(true);
  });

  test('the router that was bootstrapped routes to the nodes', { timeout: 120_000 }, async () => {
    const [primary, ...others] = (await startCluster()).map(({ port }) => port);
    const { folder } = await bootstrap(router, primary ?? 0);
    const child = spawn(router.program, ['-c', join(folder, 'mysqlrouter.conf')], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const written = () => portBehind(join(folder, 'mysql.sock')).catch((error) => String(error));
    await expect.poll(written, { timeout: 60_000 }).toBe(primary);
    expect(others).toContain(await portBehind(join(folder, 'mysqlro.sock')));
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
