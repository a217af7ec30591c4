// The servers' own reader of binary logs, as a replica would read them: directly, through record and from replay.
import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, clientPrograms, type ServerKind, serverKinds, startMariadb, startMysql } from '../servers/index.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const run = promisify(execFile);
const PROGRAMS: Readonly<Record<ServerKind, string>> = { mysql: 'mysqlbinlog', mariadb: 'mariadb-binlog' };
const WAYS: Readonly<Record<ServerKind, readonly (readonly string[])[]>> = {
  mysql: [[], ['--to-last-log'], ['--start-position=4', '--verbose'], ['--connection-server-id=99'], ['--compress']],
  mariadb: [[], ['--to-last-log'], ['--start-position=4', '--verbose']],
};

/** It lies beside the shell and starts as that one does. */
async function reader(kind: ServerKind, shell: string, folder: Folder): Promise<string> {
  const path = folder.file(join('bin', PROGRAMS[kind]));
  await mkdir(folder.file('bin'));
  await symlink(join(dirname(dirname(shell)), 'tree'), folder.file('tree'));
  const launcher = await readFile(shell, 'utf8');
  await writeFile(
    path,
    launcher.replace(/usr\/bin\/(?:mysql|mariadb)".*/, `usr/bin/${PROGRAMS[kind]}" --no-defaults "$@"`),
  );
  await chmod(path, 0o755);
  return path;
}

test.each(serverKinds.filter((kind) => clientPrograms(kind) !== null))(
  'a log of %s is read from afar',
  { timeout: 120_000 },
  async (kind) => {
    await using folder = await temporaryFolder();
    const program = await reader(kind, clientPrograms(kind)?.shell ?? '', folder);
    const args = ['--log-bin=bin', '--server-id=7'];
    await using server = await (kind === 'mysql' ? startMysql({ args }) : startMariadb({ args }));
    const { user, password } = accounts[kind].root;
    await using client = await createConnection({ host: server.host, port: server.port, user, password });
    for (const sql of [
      'CREATE DATABASE logged',
      'CREATE TABLE logged.t (a INT PRIMARY KEY, c LONGTEXT)',
      "INSERT INTO logged.t VALUES (1, 'x'), (2, REPEAT('y', 100000))",
      'DELETE FROM logged.t',
    ]) {
      await client.query(sql);
    }
    const readAll = async (port: number): Promise<string[]> => {
      const texts: string[] = [];
      for (const way of WAYS[kind]) {
        const place = ['--host=127.0.0.1', `--port=${port}`, `--user=${user}`, `--password=${password}`];
        const options = ['--read-from-remote-server', ...place, ...way, 'bin.000001'];
        texts.push((await run(program, options, { maxBuffer: 64 * 1024 * 1024 })).stdout);
      }
      return texts;
    };
    const direct = await readAll(server.port);
    for (const text of direct) expect(text).toContain('CREATE TABLE logged.t');
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    expect(await readAll(recorder.port).finally(() => recorder.close())).toEqual(direct);
    await using replayer = await startReplay(folder, recorder.file);
    expect(await readAll(replayer.port)).toEqual(direct);
    expect(replayer.counts().misses).toBe(0);
  },
);
