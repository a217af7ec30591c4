// A password that passes through mock, in every form that statements, clients and addresses give it, searched for in every way
// out of it: processes, logs, traces, files while they are written, what each command prints, reports, REST, metrics, MCP.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { textValue, XClient } from '../support/x-client.ts';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';
import { mock } from './support/example-project.ts';

/** In every secret below; nothing else has it. */
const MARK = 'Zq7Hidden';
let count = 0;
const secret = () => `${MARK}${++count}`;

/** Statements with secrets; many fail, some do not parse, and the server quotes what it could not read. */
const both = (of: string) => [
  `CREATE USER out_of_here_${of} IDENTIFIED BY '${secret()}'`,
  `ALTER USER out_of_here_${of} IDENTIFIED BY '${secret()}' RETAIN CURRENT PASSWORD`,
  `CREATE USER x IDENTIFIED BY BY '${secret()}'`,
  `ALTER USER x PASSWORD '${secret()}'`,
  `CREATE USER x IDENTIFIED BY ${secret()}`,
  `SET PASSWORD FOR nobody = '${secret()}'`,
  `SET PASSWORD FOR nobody = PASSWORD('${secret()}')`,
  `SET PASSWRD = '${secret()}'`,
  `CREATE SERVER s1 FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h', PASSWORD '${secret()}')`,
  'DROP SERVER IF EXISTS s1',
  `CHANGE REPLICATION SOURCE TO SOURCE_HOST='h', SOURCE_PASSWORD='${secret()}' FOR CHANNEL 'none'`,
  `CHANGE MASTER 'none' TO MASTER_HOST='h', MASTER_PASSWORD='${secret()}'`,
  `START REPLICA USER='u' PASSWORD='${secret()}'`,
  `SELECT '${`amqp://u:${secret()}@h`}', 'u:${secret()}@tcp(h:1)/d', 'Pwd="${secret()}";'`,
  `SELECT AES_ENCRYPT('text', '${secret()}'), 1 AS \`redis://:${secret()}@h\``,
  `SET @app_password = '${secret()}'`,
  `PREPARE s FROM 'ALTER USER x IDENTIFIED BY ''${secret()}'''`,
  `SELECT HEX(AES_DECRYPT(UNHEX('00'), SHA2('${secret()}', 512))) AS h`,
  `CREATE TABLE nowhere.t (a INT) CONNECTION='mysql://u:${secret()}@h/d/t'`,
  `DROP USER IF EXISTS out_of_here_${of}`,
];
const PREPARED: readonly (readonly [string, ...string[]])[] = [
  ['SELECT AES_ENCRYPT(?, ?) AS a', 'text', secret()],
  ['SET @app_password = ?', secret()],
  ['SELECT ? AS a, AES_DECRYPT(?, CONCAT(?, ?)) AS b', 'a', 'b', secret(), secret()],
];
/** Asked of the replay only: they miss. */
const missed = () => [
  `ALTER USER m IDENTIFIED BY '${secret()}' ACCOUNT LOCK`,
  `SELECT 'amqp://m:${secret()}@elsewhere' AS m`,
];

interface Place {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

async function ask({ port, user, password }: Place, statements: readonly string[]): Promise<string[]> {
  const connectAttributes = { program_name: 'out', app_password: secret() };
  const client = await createConnection({ host: '127.0.0.1', port, user, password, connectAttributes } as never);
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  const errors: string[] = [];
  const hear = (error: Error) => void errors.push(error.message);
  for (const sql of statements) {
    await client.query(sql).catch(hear);
    await client.execute(sql).catch(hear);
  }
  for (const [sql, ...parameters] of PREPARED) await client.execute(sql, parameters).catch(hear);
  await client.end();
  return errors;
}

async function askX({ port, user, password }: Place, statements: readonly string[]): Promise<string> {
  const client = await XClient.open({ host: '127.0.0.1', port });
  await client.secure();
  await client.login({ mechanism: 'PLAIN', user, password });
  const answers: Buffer[] = [];
  for (const sql of statements) answers.push(await client.sql(sql));
  answers.push(await client.sql('SELECT AES_ENCRYPT(?, ?) AS a', [textValue('text'), textValue(secret())]));
  client.connection.terminate();
  return Buffer.concat(answers).toString('latin1');
}

/** With what stands around it; empty where there is none. As it is, in hexadecimal, in base64 at its three alignments. */
function leaks(where: string, bytes: Buffer | string): string[] {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1');
  const forms = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(MARK)])
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const hex = Buffer.from(MARK).toString('hex');
  return [MARK, hex, hex.toUpperCase(), ...forms].flatMap((form) =>
    text.split(form).flatMap((before, at, all) => {
      if (at === all.length - 1) return [];
      return [`${where}: ${JSON.stringify(before.slice(-160) + form + (all[at + 1] ?? '').slice(0, 20))}`];
    }),
  );
}

const filesIn = (folder: string) =>
  readdirSync(folder).flatMap((name) => leaks(name, readFileSync(join(folder, name))));
const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        return leaks(`process ${pid}`, readFileSync(`/proc/${pid}/cmdline`));
      } catch {
        return [];
      }
    });

async function viaMcp(root: string): Promise<string[]> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StdioClientTransport({ command: process.execPath, args: [mock, 'mcp', '--root', root] });
  await client.connect(transport);
  const call = async (name: string, words: Record<string, unknown> = {}) =>
    leaks(`mcp ${name}`, JSON.stringify(await client.callTool({ name, arguments: words })));
  const recording = 'out.db';
  const found = [...(await call('list_recordings')), ...(await call('search_exchanges', { recording, limit: 200 }))];
  for (const exchange of [3, 12, 25]) found.push(...(await call('show_exchange', { recording, exchange })));
  found.push(
    ...(await call('explain_miss', { recording, sql: `ALTER USER m IDENTIFIED BY '${secret()}' ACCOUNT LOCK` })),
  );
  await client.close();
  return found;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    test('no way out has a secret', { skip: !server.hasAccounts }, async () => {
      const folder = temporaryFolder();
      const file = join(folder, 'out.db');
      const { user, password } = server;
      const hasX = server.xPort !== undefined;
      const loud = ['--log-level', 'debug', '--trace'];
      const upstream = `mysql://nobody:${secret()}@${server.host}:${server.port}`;
      const x = hasX ? ['--x-port', '0', '--upstream-x', `${server.host}:${server.xPort}`] : [];
      const recorder = await startMock(['record', '--upstream', upstream, '--port', '0', '-o', file, ...x, ...loud]);
      const xPort = Number(/mysqlx:\/\/[^\s"]*:(\d+)/.exec(recorder.output().stdout)?.[1] ?? 0);
      const statements = both(kind);
      await ask({ port: recorder.port, user, password }, statements);
      const asX = { port: xPort, user, password };
      if (hasX) expect(await askX(asX, ['SELECT 7 AS seven', ...statements])).toContain('seven');
      expect(processes()).toEqual([]);
      expect(readdirSync(folder)).toContain('out.db-wal');
      expect(filesIn(folder)).toEqual([]);
      const recorded = await recorder.stop();
      expect([...leaks('stdout', recorded.stdout), ...leaks('stderr', recorded.stderr)]).toEqual([]);
      expect(recorded.exitCode).toBe(0);
      expect(filesIn(folder)).toEqual([]);

      const reports = ['json', 'xml', 'md', 'html'].flatMap((form) => ['--report', join(folder, `report.${form}`)]);
      const serving = ['--port', '0', '--http-port', '0', '--explain', ...reports, ...(hasX ? ['--x-port', '0'] : [])];
      const player = await startMock(['replay', file, ...serving, ...loud]);
      const told = await ask({ port: player.port, user, password: 'any' }, [...statements, ...missed()]);
      expect(leaks('errors', told.join('\n'))).toEqual([]);
      expect(told.join('\n')).toContain('mock: no recorded answer');
      const base = /http:\/\/[^\s"]+/.exec(player.output().stdout)?.[0] ?? '';
      for (const path of ['counts', 'sessions', 'misses', 'faults', 'scopes'].map((name) => `api/v1/mock/${name}`)) {
        const answer = await fetch(new URL(`/${path}`, base));
        expect([path, answer.status, leaks(path, await answer.text())]).toEqual([path, 200, []]);
      }
      expect(leaks('metrics', await (await fetch(new URL('/metrics', base))).text())).toEqual([]);
      const played = await player.stop();
      expect([...leaks('stdout', played.stdout), ...leaks('stderr', played.stderr)]).toEqual([]);
      // the miss is in all reports, its secret in none
      expect(readFileSync(join(folder, 'report.json'), 'utf8')).toContain('ACCOUNT LOCK');
      expect(filesIn(folder)).toEqual([]);

      expect(await viaMcp(folder)).toEqual([]);
      const commands = [
        ['dump', file],
        ['inspect', file],
        ['inspect', file, '--exchanges', '--json'],
        ['inspect', file, '--sql', 'SELECT * FROM session'],
        ['match', file, missed()[0] ?? ''],
        ['export', file, '--script'],
        ['check', file],
        ['stats', file],
        ['redact', file, '--scan'],
      ];
      const ended = await Promise.all(commands.map((words) => runMock(words)));
      expect(ended.flatMap(({ stdout, stderr }, at) => leaks(String(commands[at]), stdout + stderr))).toEqual([]);
    });
  });
}
