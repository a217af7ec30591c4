// Makes recordings/sample-mysql-9.7.db anew: starts a MySQL 9.7 of its own, creates the schema `shop` there, and records
// two clients through `mock record`: MySQL's command-line client with session.sql, and examples/shop/shop.js (mysql2).
//
//   node examples/make-sample/make-sample.js
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { runnerImport } from 'vite';
import { prepare } from '../../bin/prepare.js';
import { startMock } from '../demo/start-mock.js';

const root = join(import.meta.dirname, '..', '..');
const output = join(root, 'recordings', 'sample-mysql-9.7.db');
const password = 'pw-demo-0b6f3c9d'; // the recording must not have it

await prepare();
const { module: servers } = await runnerImport(join(root, 'test', 'servers', 'start.ts'));
const { module: installed } = await runnerImport(join(root, 'test', 'servers', 'installed.ts'));
const { clients } = await installed.install('mysql');

const server = await servers.startMysql();
try {
  await createShop(server);
  rmSync(output, { force: true });
  const recorder = await startMock('record', '--upstream', `127.0.0.1:${server.port}`, '--port', '0', '-o', output);
  const env = { ...process.env, MYSQL_HOST: '127.0.0.1', MYSQL_TCP_PORT: String(recorder.port), MYSQL_PWD: password };
  try {
    // first the one that leaves the data as they are: so each of the two can be replayed without the other
    const place = ['--protocol=tcp', '--host=127.0.0.1', `--port=${recorder.port}`];
    await run(
      clients.shell,
      [...place, '--user=demo', '--force', '--table', 'shop'],
      env,
      join(import.meta.dirname, 'session.sql'),
    );
    await run(process.execPath, [join(root, 'examples', 'shop', 'shop.js')], env);
  } finally {
    await recorder.stop();
  }
} finally {
  await server.stop();
}

async function createShop({ port, user, password: rootPassword }) {
  const login = { host: '127.0.0.1', port, user, password: rootPassword };
  const connection = await createConnection({ ...login, multipleStatements: true });
  await connection.query(readFileSync(join(import.meta.dirname, 'schema.sql'), 'utf8'));
  await connection.query(`CREATE USER demo IDENTIFIED BY '${password}'; GRANT ALL ON shop.* TO demo`);
  await connection.end();
}

async function run(program, args, env, input) {
  const child = spawn(program, args, { env, stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'] });
  if (input !== undefined) createReadStream(input).pipe(child.stdin);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} ended with exit code ${code}`);
}
