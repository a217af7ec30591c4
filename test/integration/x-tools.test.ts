// What the commands that look at recordings make of sessions of the X Protocol.
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../src/app/check.ts';
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
