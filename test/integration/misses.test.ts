// A miss says why, with what was recorded instead; the connection goes on, and SHOW WARNINGS has all of it.
import { createConnection, type FieldPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { MAX_PHYSICAL_BYTES } from '../../src/mysql/codec/framing.ts';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const WANTED: Readonly<Record<string, RegExp>> = {
  'SHOW WARNINGS':
    /^\[\["Error",1105,"mock: no recorded answer to: SELECT 2.*"reason: unknown".*nearest is exchange 1: SELECT 1/,
  'SHOW COUNT(*) WARNINGS': /^\[\[1?\d\]\]$/,
  'show errors': /^\[\["Error",1105,"[^"]*"\]\]$/,
  'SHOW COUNT(*) ERRORS;': /^\[\[1\]\]$/,
};

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const connect = ({ port }: { readonly port: number }, database: string) =>
      createConnection({ host: '127.0.0.1', port, user, password, database });

    test('the reason, the nearest statement and the first difference', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await connect(recorder, schema.name);
      await recorded.query('CREATE TABLE t (id INT, name VARCHAR(20))');
      await recorded.execute('SELECT name FROM t WHERE id = ? AND name <> ?', [1, 'a']);
      await recorded.query('SELECT name FROM t WHERE id = 50');
      await recorded.query('INSERT INTO t VALUES (1, NULL)');
      await recorded.query('BEGIN');
      await recorded.query('DELETE FROM t WHERE id = 3');
      await recorded.query('ROLLBACK');
      await recorded.end();
      await recorder.close();

      await using player = await startReplay(folder, recorder.file);
      const asked = await connect(player, schema.name);
      const told = async (work: Promise<unknown>) => await work.then(String, ({ message }: Error) => message);
      expect(await told(asked.query('SELECT name FROM t WHERE id = 60'))).toMatch(
        /^mock: no recorded answer to: SELECT name .* 60 .*nearest is exchange \d+: .* 50; differs at byte \d+: asked 60, recorded 50$/,
      );
      expect(await told(asked.execute('SELECT name FROM t WHERE id = ? AND name <> ?', [1, 'b']))).toMatch(
        /^mock: recorded only with other parameters: .*; parameter 2 differs: asked 'b', recorded 'a'$/,
      );
      expect(await told(asked.query('DELETE FROM t WHERE id = 3'))).toMatch(
        /recorded only under other session settings: .*; in_transaction differs: asked with 0, recorded with 1$/,
      );
      expect(await told(asked.query('INSERT INTO t VALUES (1, NULL)'))).toMatch(
        /^mock: recorded only with other data: .*; recorded behind exchange 1 CREATE TABLE t .*, which was not asked here$/,
      );
      await asked.query('CREATE TABLE t (id INT, name VARCHAR(20))');
      await asked.query('INSERT INTO t VALUES (1, NULL)');
      // the table has no key, so the server would take a second row like it
      await asked.query('INSERT INTO t VALUES (1, NULL)');
      expect(player.log.text).toContain("reason: 'other state'");
      expect(player.counts().misses).toBe(4);
      await asked.end();
    });

    test('behind a statement of several packets it counts on from the last of them', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const login = { host: '127.0.0.1', user: accounts[kind].empty.user, capabilities: PLAIN };
      {
        await using recorded = await RawClient.login({ ...login, port: recorder.port });
        await recorded.command(Buffer.from([CommandCode.COM_PING]));
      }
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      await using asked = await RawClient.login({ ...login, port: player.port });
      // with the command byte it fills one packet, and ends with an empty one
      const statement = Buffer.alloc(MAX_PHYSICAL_BYTES - 1, 'x');
      statement.write("SELECT '");
      const answer = await asked.command(Buffer.concat([Buffer.from([CommandCode.COM_QUERY]), statement]));
      expect(answer[3]).toBe(2);
      expect(answer.toString('latin1')).toContain('no recorded answer to');
    });

    test('SHOW WARNINGS tells all of it, in rows typed as those of the server', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await connect(recorder, schema.name);
      await expect(recorded.query('SELECT 1 AS n FROM nowhere')).rejects.toThrow();
      await recorded.query('SELECT 1 AS n');
      await recorded.end();
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      const [real, replayed] = [await connect(server, schema.name), await connect(player, schema.name)];
      const shape = (fields: FieldPacket[]) =>
        fields.map(({ name, columnType, flags, decimals, columnLength, characterSet }) => {
          return { name, columnType, flags, decimals, columnLength, characterSet };
        });
      const long = `SELECT 2 AS n /* ${'x'.repeat(10)} */, '${'é'.repeat(1500)}'`;
      for (const connection of [real, replayed])
        await expect(connection.query(`${long} FROM nowhere`)).rejects.toThrow();
      for (const sql of ['SHOW WARNINGS', 'SHOW COUNT(*) WARNINGS', 'show errors', 'SHOW COUNT(*) ERRORS;']) {
        const [, wanted] = await real.query(sql);
        const [rows, fields] = await replayed.query({ sql, rowsAsArray: true });
        expect(shape(fields)).toEqual(shape(wanted));
        expect(JSON.stringify(rows)).toMatch(WANTED[sql] ?? /never/);
      }
      const [limited] = await replayed.query('SHOW WARNINGS LIMIT 1, 2');
      expect(limited).toMatchObject([{ Message: 'reason: unknown' }, { Level: 'Note', Code: 1105 }]);
      expect((await replayed.query('SELECT 1 AS n'))[0]).toEqual([{ n: 1 }]);
      await expect(replayed.query('SHOW WARNINGS')).rejects.toThrow(/no recorded answer/);
      await real.end();
      await replayed.end();
    });
  });
}
