// The real MySQL Router bootstraps against three scripted nodes. Its binary is named by MOCK_TEST_ROUTER (Debian's package
// mysql-router has it), and by MOCK_TEST_ROUTER_PLUGINS the folder of its plugins where it is not installed.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './mock-process.ts';

const root = join(import.meta.dirname, '..', '..');
const { MOCK_TEST_ROUTER: router, MOCK_TEST_ROUTER_PLUGINS: plugins } = process.env;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A node with its REST API, once that answers. */
async function startNode(): Promise<{ port: number; globals: string }> {
  const [port, httpPort] = [await freePort(), await freePort()];
  const script = join(root, 'examples', 'script', 'cluster.js');
  const where = ['--bind-address', '127.0.0.1', '--port', String(port), '--http-port', String(httpPort)];
  const program = join(root, 'bin', 'mysql_server_mock.js');
  const child = spawn(process.execPath, [program, '--filename', script, ...where], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const globals = `http://127.0.0.1:${httpPort}/api/v1/mock_server/globals/`;
  await expect.poll(async () => (await fetch(globals).catch(() => null))?.status, { timeout: 20_000 }).toBe(200);
  return { port, globals };
}

test.skipIf(router === undefined)('mysqlrouter --bootstrap runs to its end', { timeout: 60_000 }, async () => {
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
  const folder = join(temporaryFolder(), 'router');
  const { stdout } = await promisify(execFile)(router ?? '', [
    ...['--bootstrap', `root:pw-fake@127.0.0.1:${nodes[0]?.port}`, '-d', folder],
    ...['--disable-rest', '--report-host=dont.query.dns', '--connect-timeout=1'],
    ...(userInfo().uid === 0 ? ['--user=root'] : []),
    ...(plugins === undefined ? [] : [`--conf-set-option=DEFAULT.plugin_folder=${plugins}`]),
  ]);
  expect(stdout).toContain("configured for the InnoDB Cluster 'shop'");
  expect(readFileSync(join(folder, 'mysqlrouter.conf'), 'utf8')).toContain('[metadata_cache:');
  const state = JSON.parse(readFileSync(join(folder, 'data', 'state.json'), 'utf8'));
  expect(state['metadata-cache']['cluster-metadata-servers']).toEqual(
    nodes.map(({ port }) => `mysql://127.0.0.1:${port}`),
  );
  expect(existsSync(join(folder, 'start.sh'))).toBe(true);
});
