// The commands between the servers' own command-line clients and the real servers.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { clientPrograms, createSchema, describeWithServer, runClient, serverKinds } from '../servers/index.ts';
import { startMock, temporaryFolder } from './mock-process.ts';

const SCRIPT = `
CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20), content BLOB, at DATETIME(6));
INSERT INTO t VALUES (1, 'é', x'00ff', '2026-01-02 03:04:05.000006'), (2, NULL, NULL, NULL);
SELECT * FROM t; SELECT nowhere FROM t; SHOW WARNINGS;
UPDATE t SET name = 'b' WHERE id = 2; SELECT name, HEX(content) FROM t ORDER BY id DESC; DROP TABLE t;
`;

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    test('a recorded session of its own client is replayed to the same words', async () => {
      await using schema = await createSchema(server);
      const shell = clientPrograms(kind)?.shell ?? '';
      const file = join(temporaryFolder(), 'x.db');
      const upstream = `${server.host}:${server.port}`;
      const run = (port: number, password: string) =>
        runClient(shell, {
          user: server.user,
          password,
          to: { host: '127.0.0.1', port },
          args: ['--force', '--table', '--default-character-set=utf8mb4', schema.name],
          input: SCRIPT,
        });
      const direct = await run(server.port, server.password);
      expect(direct.stdout).toContain('2026-01-02 03:04:05.000006');

      const recorder = await startMock(['record', '--upstream', upstream, '--port', '0', '-o', file]);
      expect(await run(recorder.port, server.password)).toEqual(direct);
      expect(await recorder.stop()).toMatchObject({ exitCode: 0 });

      const player = await startMock(['replay', file, '--port', '0', '--strict', '--fail-on-unused']);
      expect(await run(player.port, 'any')).toEqual(direct);
      const { exitCode, stderr } = await player.stop('SIGINT');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringContaining('"misses":0') });
    });

    test('a recorder that was killed at work leaves what was answered, and no process', async () => {
      await using schema = await createSchema(server);
      const file = join(temporaryFolder(), 'x.db');
      const upstream = `${server.host}:${server.port}`;
      const recorder = await startMock(['record', '--upstream', upstream, '--port', '0', '-o', file]);
      const { user, password } = server;
      const options = { host: '127.0.0.1', user, password, database: schema.name };
      const client = await createConnection({ ...options, port: recorder.port });
      client.on('error', () => undefined);
      for (let n = 0; n < 20; n++) await client.query(`SELECT ${n}`);
      await client.query('SELECT SLEEP(0.2)');
      const busy = client.query('SELECT SLEEP(5)').catch((error: Error) => error);
      expect(await recorder.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
      expect(await busy).toBeInstanceOf(Error);
      const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
      expect(stdout).not.toContain(file);

      const player = await startMock(['replay', file, '--port', '0', '--strict']);
      const again = await createConnection({ ...options, port: player.port });
      for (let n = 0; n < 20; n++) expect((await again.query(`SELECT ${n}`))[0]).toEqual([{ [n]: n }]);
      await again.end();
      expect(await player.stop()).toMatchObject({ exitCode: 0 });
    });

    test('users are verified against password files', async () => {
      const folder = temporaryFolder();
      const file = join(folder, 'x.db');
      const upstream = `mysql://${server.host}:${server.port}`;
      const recorder = await startMock(['record', '--upstream-env', 'DB', '--port', '0', '-o', file], { DB: upstream });
      const shell = clientPrograms(kind)?.shell ?? '';
      const login = (port: number, password: string) =>
        runClient(shell, {
          user: server.user,
          password,
          to: { host: '127.0.0.1', port },
          args: ['--execute=SELECT 1'],
        });
      expect(await login(recorder.port, server.password)).toMatchObject({ exitCode: 0 });
      await recorder.stop();
      writeFileSync(join(folder, 'password'), 'pw-cli-88aa10\n');
      const users = ['--user', server.user, '--password-file', join(folder, 'password')];
      const player = await startMock(['replay', file, '--port', '0', ...users]);
      expect(await login(player.port, 'wrong')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('1045') });
      expect(await login(player.port, 'pw-cli-88aa10')).toMatchObject({ exitCode: 0 });
      await player.stop();
    });
  });
}
