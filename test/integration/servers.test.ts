// The real servers that other tests rely on: that they are the promised ones, can be reached in every way, and go away.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as mariadb from 'mariadb';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import {
  type Account,
  accounts,
  clientPrograms,
  createSchema,
  describeWithServer,
  runClient,
  type ServerAddress,
  type ServerKind,
  serverKinds,
  startMariadb,
  startMysql,
} from '../servers/index.ts';

const run = promisify(execFile);
const versions: Record<ServerKind, RegExp> = { mysql: /^9\.7\./, mariadb: /^10\.11\..*MariaDB/ };

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { host, port, user, password } = server;
    const started = test.runIf(server.hasAccounts);

    started('is of the promised version', () => {
      expect(server.version).toMatch(versions[kind]);
    });

    test('answers over TCP', async () => {
      expect(await askMysql2(server, { host, port })).toMatchObject({ cipher: '' });
      expect(await askMariadb(server, { host, port })).toMatchObject({ cipher: '' });
    });

    test.runIf(server.ca)('answers over TLS with a certificate of its CA', async () => {
      const ca = await readFile(server.ca ?? '', 'utf8');
      const ssl = { ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
      expect((await askMysql2(server, { host, port, ssl })).cipher).toMatch(/^TLS_/);
      expect((await askMariadb(server, { host, port, ssl })).cipher).toMatch(/^TLS_/);
    });

    test.runIf(server.socket)('answers on its Unix socket', async () => {
      expect(await askMysql2(server, { socketPath: server.socket })).toMatchObject({ cipher: '' });
      expect(await askMariadb(server, { socketPath: server.socket })).toMatchObject({ cipher: '' });
    });

    test('takes packets of more than 16 MiB and blobs of 20 MiB', async () => {
      await using schema = await createSchema(server);
      const connection = await createConnection({ host, port, user, password, database: schema.name });
      try {
        const blob = Buffer.alloc(20 * 1024 * 1024, 'abcdefg');
        await connection.query('CREATE TABLE blobs (content LONGBLOB)');
        await connection.query('INSERT INTO blobs VALUES (?)', [blob]);
        const [rows] = await connection.query('SELECT content, @@local_infile AS isAllowed FROM blobs');
        const [row] = rows as { content: Buffer; isAllowed: number }[];
        expect(row?.content.equals(blob)).toBe(true);
        expect(row?.isAllowed).toBe(1);
      } finally {
        await connection.end();
      }
    });

    for (const account of Object.values<Account>(accounts[kind])) {
      started(`lets ${account.user} in with ${account.plugin}`, async () => {
        const shell = clientPrograms(kind)?.shell ?? '';
        const args = ['--batch', '--skip-column-names', '--execute=SELECT CURRENT_USER()'];
        const sides = { socket: { socket: server.socket ?? '' }, tcp: { host, port } };
        for (const to of account.via === 'socket' ? [sides.socket] : [sides.socket, sides.tcp]) {
          const right = await runClient(shell, { ...account, to, args });
          expect(right).toEqual({ exitCode: 0, stderr: '', stdout: expect.stringContaining(`${account.user}@`) });
          if (account.password === '') continue;
          const wrong = await runClient(shell, { ...account, password: 'not it', to, args });
          expect(wrong).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('ERROR 1045') });
        }
      });
    }

    started('can be dumped', async () => {
      await using schema = await createSchema(server);
      const to = { host, port };
      const dump = await runClient(clientPrograms(kind)?.dump ?? '', { user, password, to, args: [schema.name] });
      expect(dump).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Dump completed') });
    });

    started('goes away with its folder when it is stopped', async () => {
      const other = await (kind === 'mysql' ? startMysql() : startMariadb());
      expect(other.port).not.toBe(port);
      const processes = await processesNaming(other.socket ?? '');
      expect(processes).not.toEqual([]);
      await other.stop();
      await other.crash();
      await other.stop();
      expect(existsSync(other.ca ?? '')).toBe(false);
      expect(await processesNaming(other.socket ?? '')).toEqual([]);
    });

    started('can crash', async () => {
      await using other = await (kind === 'mysql' ? startMysql() : startMariadb());
      await other.crash();
      expect(await processesNaming(other.socket ?? '')).toEqual([]);
    });
  });
}

type Target = Record<string, unknown>;
interface Answer {
  version: string;
  cipher: string;
}

async function askMysql2(server: ServerAddress, target: Target): Promise<Answer> {
  const connection = await createConnection({ user: server.user, password: server.password, ...target });
  try {
    const [versions] = await connection.query('SELECT VERSION() AS version');
    const [ciphers] = await connection.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    return answer(server, versions, ciphers);
  } finally {
    await connection.end();
  }
}

async function askMariadb(server: ServerAddress, target: Target): Promise<Answer> {
  const { user, password } = server;
  const connection = await mariadb.createConnection({ user, password, allowPublicKeyRetrieval: true, ...target });
  try {
    const versions = await connection.query('SELECT VERSION() AS version');
    return answer(server, versions, await connection.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'"));
  } finally {
    await connection.end();
  }
}

function answer(server: ServerAddress, versions: unknown, ciphers: unknown): Answer {
  const [{ version }] = versions as [{ version: string }];
  const [{ Value: cipher }] = ciphers as [{ Value: string }];
  expect(version).toBe(server.version);
  return { version, cipher };
}

async function processesNaming(path: string): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,args=', '-ww']);
  return stdout.split('\n').filter((line) => line.includes(path));
}
