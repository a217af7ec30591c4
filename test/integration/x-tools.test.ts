// What the commands that look at recordings make of sessions of the X Protocol.
import { readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../src/app/check.ts';
import { compareRecordings } from '../../src/diff/compare-recordings.ts';
import { openRecording } from '../../src/recording/reader.ts';
import { matchOffline } from '../../src/replay/match-offline.ts';
import { collectStats } from '../../src/stats/collect.ts';
import { dumpToFile, loadFile } from '../../src/text/files.ts';
import { PLAIN, SHA256_MEMORY } from '../../src/x/auth/auth-data.ts';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { type Folder, startRecord, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';
import { converse, everyStep } from '../support/x-conversation.ts';

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.cachingSha2;
  const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };

  /** Every message, one by one and pipelined, in a scope of its own too; and transactions side by side. */
  async function recorded(folder: Folder): Promise<string> {
    await using schema = await createSchema(server);
    const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    const connect = async (name: string = user, mechanism = PLAIN) => {
      const client = await XClient.open({ host: '127.0.0.1', port: recorder.xPort });
      await client.secure();
      await client.login({ mechanism, user: name, password, schema: schema.name });
      return client;
    };
    {
      await using client = await connect();
      await converse(client, everyStep(schema.name), false);
      await client.sql(`DROP DATABASE ${schema.name}`);
      await client.sql(`CREATE DATABASE ${schema.name}`);
      await client.sql("SET @mock_scope = 'it''s a test'");
      await converse(client, everyStep(schema.name), true);
    }
    {
      await using client = await connect(`${user}+pool`, SHA256_MEMORY);
      await client.sql('CREATE TABLE t (n INT PRIMARY KEY)');
      await client.sql("CREATE USER IF NOT EXISTS nobody_x IDENTIFIED BY 'secret-7f'");
      await client.sql('DROP USER IF EXISTS nobody_x');
    }
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        await using client = await connect(`${user}+pool`);
        await client.sql('BEGIN');
        await client.sql(`INSERT INTO t VALUES (${n})`);
        await client.sql('SELECT CONNECTION_ID() > 0, @@autocommit');
        await client.sql('COMMIT');
      }),
    );
    await recorder.close();
    return recorder.file;
  }

  describe.skipIf(!server.hasAccounts)('a recording of the X Protocol', () => {
    let folder: Folder;
    let file: string;
    beforeAll(async () => {
      folder = await temporaryFolder();
      file = await recorded(folder);
      return () => folder[Symbol.asyncDispose]();
    });

    test('comes out as it was recorded', async () => {
      const result = await check(file);
      expect(result.differences).toEqual([]);
      expect(result).toMatchObject({ differing: 0, isSample: false });
      expect(Object.keys(result.skipped)).toEqual(['of a message that is not kept']);
      expect(result.compared).toBeGreaterThan(150);
    });

    test('differs from another one by what was asked and answered, down to the cell', async () => {
      const other = folder.file('other.db');
      const text = folder.file('other.mock');
      await dumpToFile(file, text);
      const original = await readFile(text, 'utf8');
      const changed = original.replace("| 1  | 'a'", "| 1  | 'A'").replace('affected 2', 'affected 3');
      await writeFile(text, changed.replace("SELECT 'in a block'", "SELECT 'elsewhere'"));
      loadFile(text, other, false);
      const [a, b] = [openRecording(file), openRecording(other)];
      try {
        expect(compareRecordings(a, a)).toEqual([]);
        // sessions that began together stand in an order of their own in a text
        const differences = compareRecordings(a, b).filter(({ kind }) => kind !== 'moved');
        expect(differences).toMatchObject([
          { kind: 'changed', changes: [{ kind: 'fact', name: 'rows affected', from: '2', to: '3' }] },
          { kind: 'changed', changes: [{ kind: 'cell', column: 'name', row: 1, from: 'a', to: 'A' }] },
          { kind: 'asked', from: { statement: "SELECT 'in a block'" }, to: { statement: "SELECT 'elsewhere'" } },
        ]);
      } finally {
        a.close();
        b.close();
      }
    });

    test('counts its operations without their values', () => {
      const reader = openRecording(file);
      const [unnamed] = collectStats(reader);
      reader.close();
      const texts = unnamed?.statements.map(({ text }) => text.replace(/^x?\w+\./, '')) ?? [];
      expect(texts).toEqual(
        expect.arrayContaining([
          'SELECT * FROM things WHERE n = ?',
          'papers.add(?)',
          'papers.find("name = :0").limit(1)',
          'papers.modify("name = :0").set("name", ?)',
          'papers.remove("name = :0")',
        ]),
      );
    });

    test('says what answers a statement, an operation and what was prepared', () => {
      const reader = openRecording(file);
      const ask = (sql: string, ...values: readonly bigint[]) => {
        const parameters = values.length === 0 ? null : [values.map((value) => ({ kind: 'int' as const, value }))];
        return matchOffline(reader, { sql, parameters, database: null, scope: '' }, reader.scopeId('') ?? 0);
      };
      const operation = reader.statementOf(
        [...reader.listExchanges()].find(({ command }) => command === 'Crud.Find')?.id ?? 0,
      );
      const found = [ask('SELECT * FROM things WHERE n = ?', 1n), ask('SELECT ? AS p, 2', 5n), ask(operation ?? '')];
      expect(found.map((answer) => answer.kind === 'found' && answer.exchanges[0]?.command)).toEqual([
        'Sql.StmtExecute',
        'Prepare.Execute',
        'Crud.Find',
      ]);
      expect(ask('SELECT * FROM things WHERE n = ?', 7n)).toMatchObject({ kind: 'miss' });
      reader.close();
    });

    test('that was changed is caught', async () => {
      const copy = folder.file('changed.db');
      const db = new Database(file, { readonly: true });
      await db.backup(copy);
      db.close();
      const changed = new Database(copy);
      changed.exec("UPDATE exchange SET fingerprint = 'ffffffffffffffffffffffffffffffff' WHERE sql = 'SELECT @o'");
      changed.close();
      const result = await check(copy);
      expect(result.differing).toBe(2);
      expect(result.differences[0]).toMatchObject({ sql: 'SELECT @o', what: expect.stringContaining('no recorded') });
    });
  });
});
