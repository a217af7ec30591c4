// Situations in which recorders changed what was answered, each test named after one.
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const upstream = `${server.host}:${server.port}`;
    const exact = { supportBigNumbers: true, bigNumberStrings: true };

    test('FLOAT 9.99, BIGINT beyond 2^53, text that looks like base64, NULL and empty: exact', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const ask = async (port: number, way: 'query' | 'execute') => {
        const connection = await createConnection({
          host: '127.0.0.1',
          port,
          user,
          password,
          database: schema.name,
          ...exact,
        });
        const [rows] = await (way === 'query'
          ? connection.query<RowDataPacket[]>('SELECT * FROM v')
          : connection.execute<RowDataPacket[]>('SELECT * FROM v'));
        await connection.end();
        return rows;
      };
      const setup = await createConnection({
        host: '127.0.0.1',
        port: server.port,
        user,
        password,
        database: schema.name,
      });
      await setup.query(
        'CREATE TABLE v (f FLOAT, b BIGINT UNSIGNED, t VARCHAR(40), e VARCHAR(5), n VARCHAR(5), x BLOB)',
      );
      await setup.query("INSERT INTO v VALUES (9.99, 18446744073709551615, 'aGVsbG8gd29ybGQ=', '', NULL, x'00ff80')");
      await setup.end();
      const recorder = await startRecord(folder, { upstream });
      const recorded = [await ask(recorder.port, 'query'), await ask(recorder.port, 'execute')];
      await recorder.close();
      expect(recorded[0]).toMatchObject([{ b: '18446744073709551615', t: 'aGVsbG8gd29ybGQ=', e: '', n: null }]);
      await using player = await startReplay(folder, recorder.file);
      expect([await ask(player.port, 'query'), await ask(player.port, 'execute')]).toEqual(recorded);
    });

    test.each([
      [true, false],
      [false, true],
    ])('a client with TLS: %s, recorded with TLS: %s; and the endpoint has changed', async (replayed, recorded) => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const ask = async (port: number, isTls: boolean) => {
        const ssl = isTls ? { ssl: { rejectUnauthorized: false } } : {};
        const place = { host: '127.0.0.1', port, user, password, database: schema.name };
        const connection = await createConnection({ ...place, ...ssl });
        const [rows] = await connection.query('SELECT 7 AS n');
        await connection.end();
        return rows;
      };
      const recorder = await startRecord(folder, { upstream });
      await ask(recorder.port, recorded);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(player.port).not.toBe(server.port);
      expect(await ask(player.port, replayed)).toEqual([{ n: 7 }]);
    });
  });
}
