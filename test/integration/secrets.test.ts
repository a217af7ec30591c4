// Nothing that would help anyone to log in gets into a recording, into what stands beside it while it is written, or
// into the logs: no password, none of its hashes, no scramble and no answer to one.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import mariadb from 'mariadb';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import {
  type Account,
  accounts,
  createSchema,
  describeWithServer,
  type ServerAddress,
  serverKinds,
} from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { askAs, channels, clientsOf } from '../support/logins.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

/** Statements with a password each, `pw-in-sql-N`; some of them fail. */
const STATEMENTS = {
  both: [
    "CREATE USER IF NOT EXISTS kept_secret IDENTIFIED BY 'pw-in-sql-1'",
    "ALTER USER kept_secret IDENTIFIED BY 'pw-in-sql-2'",
    "CREATE USER kept_secret IDENTIFIED BY 'pw-in-sql-3'",
    '/* who */ alter user `kept_secret` identified by\n  "pw-in-sql-4" # so',
    "CREATE USER a_secret IDENTIFIED BY 'pw-in-sql-5' THIS IS NO SQL",
    'DROP USER kept_secret',
    // The server's error quotes what it could not read, secret included.
    "CREATE USER a_secret IDENTIFIED BY BY 'pw-in-sql-11'",
    "DO 1; CREATE USER a_secret IDENTIFIED BY 'pw-in-sql-11' BY 'pw-in-sql-12'",
    "ALTER USER a_secret IDENTIFIED BY PASSWORD 'pw-in-sql-12' NO SQL",
    "ALTER USER nobody_at_all IDENTIFIED BY 'pw-in-sql-6'",
    "SELECT HEX(AES_ENCRYPT('text', 'pw-in-sql-13')) AS h",
    "SET @db_password = 'pw-in-sql-14'",
    "SELECT 1 AS a FROM dual WHERE 'x' = 'amqp://user:pw-in-sql-15@host/queue'",
    "CREATE USER a_secret IDENTFIED BY 'pw-in-sql-16'",
    "SET @s := CONCAT('CREATE USER a_secret IDENTIFIED BY ''', 'pw-in-sql-17', '''')",
    "SELECT 'pw-in-sql-18' INTO @password",
    "UPDATE mysql.user SET authentication_string = 'pw-in-sql-19' WHERE user = 'nobody_at_all'",
    'SELECT 1 AS `amqp://u:pw-in-sql-20@h` /* redis://:pw-in-sql-20@h */',
    // the server names columns by what makes them, and says values again
    "SELECT AES_ENCRYPT('a', 'pw-in-sql-21')",
    "SELECT 'https://user:pw-in-sql-22@host/', 'Server=h;Pwd=pw-in-sql-22;'",
    'CREATE USER a_secret IDENTIFIED BY pw-in-sql-23',
    "ALTER USER nobody_at_all PASSWORD 'pw-in-sql-24'",
    "SET PASSWRD = 'pw-in-sql-25'",
    "SET GLOBAL my_own_password = 'pw-in-sql-26'",
    "CREATE TABLE kept_by (a INT) COMMENT = 'user=u&password=pw-in-sql-27'",
    'SHOW PROCESSLIST',
    'SHOW GRANTS',
    'SHOW CREATE USER CURRENT_USER()',
  ],
  mysql: [
    "SET PASSWORD FOR nobody_at_all = 'pw-in-sql-7'",
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST='nowhere', SOURCE_PASSWORD='pw-in-sql-8' FOR CHANNEL 'no channel'",
    "START REPLICA USER='x' PASSWORD='pw-in-sql-9'",
    "CREATE SERVER kept_server FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h', USER 'u', PASSWORD 'pw-in-sql-10')",
    'DROP SERVER kept_server',
  ],
  mariadb: [
    "SET PASSWORD FOR nobody_at_all = PASSWORD('pw-in-sql-7')",
    "CHANGE MASTER 'no_channel' TO MASTER_HOST='nowhere', MASTER_PASSWORD='pw-in-sql-8'",
    "GRANT SELECT ON test.* TO kept_grantee IDENTIFIED BY 'pw-in-sql-9'",
    'DROP USER kept_grantee',
    "CREATE SERVER kept_server FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'h', USER 'u', PASSWORD 'pw-in-sql-10')",
    'DROP SERVER kept_server',
  ],
};
const WRONG = 'pw-wrong-c4f1e0';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const logins: readonly Account[] = Object.values<Account>(accounts[kind]).filter(({ via }) => via === 'any');
    const statements = [...STATEMENTS.both, ...STATEMENTS[kind]];

    test.runIf(server.hasAccounts)('no secret is kept', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const seen: Buffer[] = [];
      for (const login of logins) {
        for (const client of clientsOf(kind)) {
          for (const channel of channels) {
            await askAs(client, recorder, channel, login);
            await askAs(client, recorder, channel, { ...login, password: WRONG });
          }
        }
      }
      const bare = kind === 'mysql' ? accounts.mysql.cachingSha2 : accounts.mariadb.native;
      for (let time = 0; time < 5; time++) seen.push(...(await logInAndChange(recorder, bare)));
      const asked = await ask(recorder, server, statements);
      expect(asked).toBeGreaterThan(statements.length);

      const secrets = await secretsOf(server, logins, seen);
      // what is recorded reaches the file in batches: wait for one to know that the file is looked at rightly
      await expect.poll(() => found(folder, [Buffer.from('kept_secret')])).not.toEqual([]);
      expect(await found(folder, secrets)).toEqual([]);
      expect(search(Buffer.from(recorder.log.text), secrets)).toEqual([]);
      await recorder.close();
      expect(await found(folder, secrets)).toEqual([]);

      const heard: string[] = [];
      const replayer = await startReplay(folder, recorder.file, {
        users: logins,
        onMiss: (miss) => heard.push(JSON.stringify(miss)),
      });
      await ask(replayer, server, statements);
      const misses = [
        "ALTER USER x IDENTIFIED BY 'pw-in-sql-2'",
        "CREATE USER y IDENTIFIED BY 'pw-in-sql-1' ACCOUNT LOCK",
      ];
      const messages = await errorsOf(replayer, server, misses);
      expect(heard.length).toBeGreaterThanOrEqual(misses.length);
      await replayer.close();
      expect(search(Buffer.from(replayer.log.text), secrets)).toEqual([]);
      expect(search(Buffer.from(heard.join('\n')), secrets)).toEqual([]);
      expect(search(Buffer.from(messages.join('\n')), secrets)).toEqual([]);
      expect(messages.join('\n')).toContain('mock: no recorded answer');
    });
  });
}

describeWithServer('mariadb', (server) => {
  test('rows that come without definitions are looked at by their texts', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const login = { user: server.user, password: server.password, database: schema.name };
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    const shown = "SHOW STATUS LIKE 'Handler_read_k%'";
    const hidden = 'SHOW CREATE TABLE kept';
    const twice = async (port: number, sql: string) => {
      const connection = await mariadb.createConnection({ host: '127.0.0.1', port, ...login });
      try {
        // the driver has the definitions of the second from the first
        return [await connection.execute(sql), await connection.execute(sql)];
      } finally {
        await connection.end();
      }
    };
    const setup = await createConnection({ host: server.host, port: server.port, ...login });
    await setup.query("CREATE TABLE kept (a INT) COMMENT = 'user=u&password=pw-in-sql-34'");
    await setup.end();
    const direct = await twice(recorder.port, shown);
    await twice(recorder.port, hidden);
    await recorder.close();
    expect(await found(folder, [Buffer.from('pw-in-sql-34')])).toEqual([]);
    await using replayer = await startReplay(folder, recorder.file);
    expect(await twice(replayer.port, shown)).toEqual(direct);
    await expect(twice(replayer.port, hidden)).rejects.toThrow('held a secret');
  });
});

/** Logs in and changes to the same user; returns the scrambles and the answers that passed. */
async function logInAndChange(to: { host: string; port: number }, account: Account): Promise<Buffer[]> {
  await using client = await BareClient.connect({ host: to.host, port: to.port });
  const first = [client.scramble, client.answer(account)];
  await client.login(account);
  client.sendPacket(0, Buffer.from(`\x11${account.user}\0\0\0\x2d\0${account.plugin}\0`, 'latin1'));
  const { payload } = await client.packet();
  const start = payload.indexOf(0) + 1;
  client.scramble = payload.subarray(start, start + 20);
  client.sendPacket(2, client.answer(account));
  for (let line = await client.line(); !line.endsWith('OK'); line = await client.line()) {
    if (line.includes('ERR') || line === 'closed') throw new Error(line);
  }
  client.sendPacket(0, '\x03DO 1');
  await client.line();
  return [...first, client.scramble, client.answer(account)];
}

/** Asks each statement as text and prepared; returns how many times. */
async function ask(
  to: { host: string; port: number },
  server: ServerAddress,
  statements: readonly string[],
): Promise<number> {
  const { user, password } = server;
  const connection = await createConnection({ host: to.host, port: to.port, user, password, multipleStatements: true });
  let count = 0;
  for (const sql of [...statements, ...statements]) {
    await connection.query(sql).catch(() => undefined);
    count++;
  }
  for (const sql of statements) {
    await connection.execute(sql).catch(() => undefined);
    count++;
  }
  for (const [sql, ...parameters] of [
    ['SELECT AES_ENCRYPT(?, ?) AS a, ? AS b', 'text', 'pw-in-sql-30', 'shown'],
    ['SET @db_password = ?', 'pw-in-sql-31'],
    ["SELECT AES_DECRYPT(UNHEX('00'), SHA2(?, 512))", 'pw-in-sql-32'],
    ['SELECT @api_key := ?', 'pw-in-sql-33'],
  ] as const) {
    await connection.execute(sql, [...parameters]).catch(() => undefined);
    count++;
  }
  await connection.end();
  return count;
}

async function errorsOf(
  to: { host: string; port: number },
  server: ServerAddress,
  statements: readonly string[],
): Promise<string[]> {
  const { user, password } = server;
  const connection = await createConnection({ host: to.host, port: to.port, user, password });
  const errors: string[] = [];
  for (const sql of statements) {
    await connection.query(sql).catch((error: Error) => errors.push(error.message));
    await connection.execute(sql).catch((error: Error) => errors.push(error.message));
  }
  await connection.end();
  return errors;
}

async function secretsOf(
  server: ServerAddress,
  logins: readonly Account[],
  seen: readonly Buffer[],
): Promise<Buffer[]> {
  const passwords = [...logins.map(({ password }) => password), WRONG].filter((password) => password !== '');
  for (let number = 1; number <= 40; number++) passwords.push(`pw-in-sql-${number}`);
  const hash = (algorithm: string, bytes: Buffer) => createHash(algorithm).update(bytes).digest();
  const hashes = passwords.flatMap((password) =>
    ['sha1', 'sha256', 'sha512'].flatMap((algorithm) => {
      const once = hash(algorithm, Buffer.from(password));
      return [once, hash(algorithm, once)];
    }),
  );
  const { host, port, user, password } = server;
  const connection = await createConnection({ host, port, user, password });
  const [rows] = await connection.query<RowDataPacket[]>('SELECT authentication_string AS kept FROM mysql.user');
  await connection.end();
  const kept = rows.map((row) => Buffer.from(row.kept ?? '')).filter(({ length }) => length >= 20);
  return [...passwords.map((text) => Buffer.from(text)), ...hashes, ...kept, ...seen];
}

/** Which of the secrets stand in the folder's files, by name. */
async function found(folder: Folder, secrets: readonly Buffer[]): Promise<string[]> {
  const all: string[] = [];
  for (const name of await readdir(folder.path)) {
    if (name.endsWith('.sock')) continue;
    const bytes = await readFile(folder.file(name));
    all.push(...search(bytes, secrets).map((secret) => `${name}: ${secret}`));
  }
  return all;
}

/** As they are, in hexadecimal, and in base64 at any of its three alignments. */
function search(bytes: Buffer, secrets: readonly Buffer[]): string[] {
  const text = bytes.toString('latin1');
  const folded = text.toLowerCase();
  return secrets
    .filter((secret) => {
      if (bytes.includes(secret) || folded.includes(secret.toString('hex'))) return true;
      return [0, 1, 2].some((shift) => text.includes(base64At(secret, shift)));
    })
    .map((secret) => secret.toString('latin1'));
}

/** What is the same in base64 wherever the secret begins at `shift` modulo 3. */
function base64At(secret: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), secret])
    .toString('base64')
    .replace(/=+$/, '');
  return encoded.slice(shift === 0 ? 0 : shift + 1, -1);
}
