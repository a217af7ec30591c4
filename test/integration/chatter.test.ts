// What drivers and pools say by themselves, asked of recordings that were made by others and so lack it.
import Database from 'better-sqlite3';
import { createConnection as createMariadb } from 'mariadb';
import { createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import type { Miss, Synthesised } from '../../src/index.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import {
  accounts,
  clientPrograms,
  describeWithServer,
  runClient,
  type ServerAddress,
  type ServerKind,
} from '../servers/index.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

/** Names that both servers have and no session changes. */
const READS = [
  'SELECT @@version_comment LIMIT 1',
  'select @@version_comment limit 1;',
  'SELECT @@max_allowed_packet',
  'SELECT @@sql_mode, @@autocommit AS a, @@wait_timeout `w`, @@session.auto_increment_increment as "x y"',
  '/* pool */ SELECT @@version, @@Lower_Case_Table_Names, @@character_set_client, @@collation_connection FROM DUAL',
  'SELECT @@time_zone, @@system_time_zone, @@init_connect, @@license, @@`interactive_timeout`, @@local.sql_mode',
  'SELECT @@innodb_ft_user_stopword_table',
  'SELECT VERSION(), version() AS v, DATABASE(), schema() s',
  'select $$',
  'SELECT @@long_query_time',
];

const SHOWS = [
  "SHOW VARIABLES LIKE 'sql_mode'",
  "show session variables like 'SQL\\_MODE';",
  "SHOW LOCAL VARIABLES LIKE 'lower_case_%'",
  "SHOW VARIABLES LIKE 'innodb%log%'",
  "SHOW VARIABLES LIKE 'version%'",
  "SHOW VARIABLES WHERE Variable_name = 'autocommit'",
  "SHOW VARIABLES WHERE Variable_name IN ('wait_timeout', 'long_query_time','character_set_client')",
  "SHOW VARIABLES WHERE `Variable_name` = \"max_allowed_packet\" OR Variable_name LIKE 'tx_isolation' OR variable_name = 'init_file'",
  "SHOW VARIABLES LIKE 'no_such_thing'",
];

/** As MySQL's Connector/J asks when it connects. */
const CONNECTOR_J =
  '/* mysql-connector-j-9.4.0 (Revision: x) */SELECT  @@session.auto_increment_increment AS auto_increment_increment, ' +
  '@@character_set_client AS character_set_client, @@character_set_connection AS character_set_connection, ' +
  '@@character_set_results AS character_set_results, @@character_set_server AS character_set_server, ' +
  '@@collation_server AS collation_server, @@collation_connection AS collation_connection, ' +
  '@@init_connect AS init_connect, @@interactive_timeout AS interactive_timeout, @@license AS license, ' +
  '@@lower_case_table_names AS lower_case_table_names, @@max_allowed_packet AS max_allowed_packet, ' +
  '@@net_write_timeout AS net_write_timeout, @@performance_schema AS performance_schema, @@sql_mode AS sql_mode, ' +
  '@@system_time_zone AS system_time_zone, @@time_zone AS time_zone, @@transaction_isolation AS ' +
  'transaction_isolation, @@wait_timeout AS wait_timeout';
const asksOf = (kind: ServerKind) => (kind === 'mysql' ? [CONNECTOR_J, ...READS] : READS);

const url = (server: ServerAddress, { user, password }: { user: string; password: string }) =>
  `mysql://${user}:${encodeURIComponent(password)}@${server.host}:${server.port}`;

/** A recording of one client that asks for nothing but `SELECT 1` and the given. */
async function recorded(folder: Folder, upstream: string, statements: readonly string[] = []) {
  const recorder = await startRecord(folder, { upstream, serverSslMode: 'DISABLED' });
  await using client = await RawClient.login({ ...place(recorder), capabilities: PLAIN });
  for (const sql of ['SELECT 1', ...statements]) await client.command(query(sql));
  client.send(Buffer.of(CommandCode.COM_QUIT));
  await recorder.close();
  return recorder;
}

const place = ({ port }: { port: number }) => ({ host: '127.0.0.1', port, user: accounts.mysql.empty.user });
const query = (sql: string) => Buffer.concat([Buffer.of(CommandCode.COM_QUERY), Buffer.from(sql)]);
const prepare = (sql: string) => Buffer.concat([Buffer.of(CommandCode.COM_STMT_PREPARE), Buffer.from(sql)]);

function execute(id: number): Buffer {
  const payload = Buffer.alloc(10);
  payload[0] = CommandCode.COM_STMT_EXECUTE;
  payload.writeUInt32LE(id, 1);
  payload.writeUInt32LE(1, 6);
  return payload;
}

describe.each([PLAIN, PLAIN | Capability.DEPRECATE_EOF | Capability.SESSION_TRACK])(
  'capabilities %s',
  (capabilities) => {
    for (const kind of ['mysql', 'mariadb'] as const) {
      describeWithServer(kind, (server) => {
        test('reads of variables are answered byte for byte as the server does, as text and prepared', async () => {
          await using folder = await temporaryFolder();
          const recorder = await recorded(folder, url(server, accounts[kind].root));
          await using player = await startReplay(folder, recorder.file);
          await using real = await RawClient.login({ ...place(server), host: server.host, capabilities });
          await using client = await RawClient.login({ ...place(player), capabilities });
          for (const sql of asksOf(kind)) {
            expect([sql, hex(await client.command(query(sql)))]).toEqual([sql, hex(await real.command(query(sql)))]);
          }
          for (const sql of asksOf(kind).slice(0, -2)) {
            const own = await client.command(prepare(sql));
            const theirs = await real.command(prepare(sql));
            expect([sql, withoutId(own)]).toEqual([sql, withoutId(theirs)]);
            const answers = [await client.command(execute(idOf(own))), await real.command(execute(idOf(theirs)))].map(
              hex,
            );
            expect([sql, answers[0]]).toEqual([sql, answers[1]]);
          }
        });

        test('SHOW VARIABLES is answered byte for byte as the server does, as text and prepared', async () => {
          await using folder = await temporaryFolder();
          const recorder = await recorded(folder, url(server, accounts[kind].root));
          await using player = await startReplay(folder, recorder.file);
          await using real = await RawClient.login({ ...place(server), host: server.host, capabilities });
          await using client = await RawClient.login({ ...place(player), capabilities });
          for (const sql of SHOWS) {
            expect([sql, hex(await client.command(query(sql)))]).toEqual([sql, hex(await real.command(query(sql)))]);
            const own = await client.command(prepare(sql));
            const theirs = await real.command(prepare(sql));
            expect([sql, withoutId(own)]).toEqual([sql, withoutId(theirs)]);
            const [ours, its] = [await client.command(execute(idOf(own))), await real.command(execute(idOf(theirs)))];
            expect([sql, hex(ours)]).toEqual([sql, hex(its)]);
          }
          for (const sql of ["SHOW VARIABLES LIKE '%'", "SHOW VARIABLES LIKE 'timestamp'", 'SHOW VARIABLES']) {
            expect((await client.command(query(sql)))[4]).toBe(0xff);
          }
        });

        test('SET statements are answered as the server does', async () => {
          await using folder = await temporaryFolder();
          const recorder = await recorded(folder, `${server.host}:${server.port}`);
          const synthesised: Synthesised[] = [];
          await using player = await startReplay(folder, recorder.file, {
            onSynthesised: (one) => synthesised.push(one),
          });
          await using real = await RawClient.login({ ...place(server), host: server.host, capabilities });
          await using client = await RawClient.login({ ...place(player), capabilities });
          const statements = [
            'SET NAMES utf8mb4',
            'SET NAMES latin1',
            'SET autocommit=0',
            'SELECT @@autocommit',
            'SET autocommit = 1',
            'SELECT @@session.autocommit',
            "SET sql_mode='NO_BACKSLASH_ESCAPES,ANSI_QUOTES'",
            'SET sql_mode=DEFAULT',
            'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
            "SET @@session.sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), wait_timeout = 100",
          ];
          for (const sql of statements) {
            expect([sql, hex(await client.command(query(sql)))]).toEqual([sql, hex(await real.command(query(sql)))]);
          }
          expect(synthesised.map(({ sql }) => sql)).toEqual(statements);
          expect(player.counts()).toMatchObject({ misses: 0, synthesised: statements.length });
        });
      });
    }
  },
);

/** Whole, and short where it differs. */
const hex = (bytes: Buffer) => bytes.toString('latin1');

function idOf(response: Buffer): number {
  return response.readUInt32LE(5);
}

function withoutId(response: Buffer): string {
  const copy = Buffer.from(response);
  copy.writeUInt32LE(0, 5);
  return hex(copy);
}

describeWithServer('mysql', (server) => {
  const plain = `${server.host}:${server.port}`;

  test('values are learnt from what recorded clients were answered, where the recorder had no account', async () => {
    await using folder = await temporaryFolder();
    const asked = 'SELECT @@version_comment, @@session.wait_timeout AS w, @@global.sql_mode';
    const recorder = await recorded(folder, plain, [asked]);
    await using player = await startReplay(folder, recorder.file);
    await using real = await RawClient.login({ ...place(server), host: server.host, capabilities: PLAIN });
    await using client = await RawClient.login({ ...place(player), capabilities: PLAIN });
    for (const sql of ['SELECT @@version_comment LIMIT 1', 'SELECT @@wait_timeout', 'SELECT @@global.sql_mode AS g']) {
      expect([sql, hex(await client.command(query(sql)))]).toEqual([sql, hex(await real.command(query(sql)))]);
    }
  });

  test('what is not certain is a miss, never the value of something else', async () => {
    await using folder = await temporaryFolder();
    const recorder = await recorded(folder, plain, [
      'SET wait_timeout = 77',
      'SELECT @@wait_timeout',
      'SET SESSION max_execution_time = 5',
      'SELECT @@license',
      'SET NO_SUCH_THING = 1',
    ]);
    await using player = await startReplay(folder, recorder.file);
    await using client = await RawClient.login({ ...place(player), capabilities: PLAIN });
    const isMiss = async (sql: string) => (await client.command(query(sql))).includes('mock: ');
    expect(await isMiss('SELECT @@wait_timeout AS w')).toBe(true);
    expect(await isMiss('SELECT @@license AS l')).toBe(false);
    for (const sql of [
      'SELECT @@max_connections',
      'SELECT @@global.license',
      'SELECT @@session.license',
      'SELECT @@timestamp',
      'SELECT @@license, @@no_such',
      'SELECT @@license + 1',
      'SELECT @@license FROM t',
      'SELECT /*+ SET_VAR(wait_timeout=5) */ @@license',
      'SET GLOBAL wait_timeout = 1',
      'SET @x = 1',
      'SET PASSWORD = "x"',
      'SET no_such = 1',
      'SET sql_mode = @x',
      'SET wait_timeout = 1, GLOBAL wait_timeout = 1',
      'SET autocommit = 0; DELETE FROM t',
    ]) {
      expect([sql, await isMiss(sql)]).toEqual([sql, true]);
    }
    expect((await client.command(query('SET NO_SUCH_THING = 1'))).includes('Unknown system variable')).toBe(true);
    expect(await isMiss('SET sql_notes = 0')).toBe(false);
    expect((await client.command(query('SET NO_SUCH_THING = 1'))).includes('Unknown system variable')).toBe(true);
  });

  test('a SET is answered whatever else was set before it', async () => {
    await using folder = await temporaryFolder();
    const settings = ["SET time_zone = '+00:00'", "SET sql_mode = 'ANSI'", 'SET autocommit = 0', 'SELECT 2'];
    const recorder = await recorded(folder, plain, settings);
    await using player = await startReplay(folder, recorder.file);
    await using client = await RawClient.login({ ...place(player), capabilities: PLAIN });
    for (const sql of [settings[2], settings[1], settings[0], settings[3]]) {
      const answer = await client.command(query(sql ?? ''));
      expect([sql, answer.includes('mock: ')]).toEqual([sql, false]);
    }
    expect(player.counts().misses).toBe(0);
    await using other = await RawClient.login({ ...place(player), capabilities: PLAIN });
    await other.command(query("SET sql_mode = 'ANSI'"));
    expect((await other.command(query('SELECT 2'))).toString('latin1')).toContain('other session settings');
  });

  test('clients whose chatter is not the recording client’s work', async () => {
    await using folder = await temporaryFolder();
    const root = accounts.mysql.root;
    const recorder = await startRecord(folder, { upstream: url(server, root) });
    const first = await createConnection({ host: '127.0.0.1', port: recorder.port, ...credentials(root) });
    await first.query('SELECT 1 AS one');
    await first.end();
    await recorder.close();
    const misses: Miss[] = [];
    await using player = await startReplay(folder, recorder.file, { onMiss: (miss) => misses.push(miss) });
    const to = { host: '127.0.0.1', port: player.port };
    const shell = clientPrograms('mysql')?.shell ?? '';
    const input = 'SELECT 1 AS one;\nSELECT @@version_comment;\n';
    const run = await runClient(shell, {
      ...credentials(root),
      to,
      input,
      args: ['--default-character-set=utf8mb4', '--force'],
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const maria = await createMariadb({ ...to, ...credentials(root), allowPublicKeyRetrieval: true });
    expect(await maria.query('SELECT 1 AS one')).toMatchObject([{ one: expect.anything() }]);
    await maria.end();
    expect(misses).toEqual([]);
    expect(player.counts().synthesised).toBeGreaterThan(0);
  });

  test('every account that has a password can read them; one that may not enter is a warning', async () => {
    await using folder = await temporaryFolder();
    const { root, cachingSha2, sha256, empty } = accounts.mysql;
    for (const account of [root, cachingSha2, sha256, empty]) {
      for (const serverSslMode of ['DISABLED', 'REQUIRED'] as const) {
        const recorder = await startRecord(folder, { upstream: url(server, account), serverSslMode });
        await using _client = await RawClient.login({ ...place(recorder), capabilities: PLAIN });
        await recorder.close();
        expect([account.user, serverSslMode, countVariables(recorder.file) > 500]).toEqual([
          account.user,
          serverSslMode,
          true,
        ]);
      }
    }
    const wrong = await startRecord(folder, { upstream: url(server, { ...root, password: 'pw-wrong-0d1f' }) });
    expect(wrong.log.text).toContain('Access denied');
    expect(wrong.log.text).not.toContain('pw-wrong');
    await wrong.close();
  });
});

const credentials = ({ user, password }: { user: string; password: string }) => ({ user, password });

function countVariables(file: string): number {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare<[], number>('SELECT count(*) FROM server_variable').pluck().get() ?? 0;
  } finally {
    db.close();
  }
}
