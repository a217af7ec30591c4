// LOAD DATA LOCAL INFILE on replay: what the client calls its file is its own affair, what is in it is not.

import { Readable } from 'node:stream';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

const ROWS = '1\tone\n2\ttwo\n';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;

    /** The names that the server asked for, and what became of the rows. */
    async function load(to: Place, database: string, name: string, content: string): Promise<unknown[]> {
      const connection = await createConnection({ host: to.host, port: to.port, user, password, database });
      const asked: string[] = [];
      const infileStreamFactory = (path: string) => {
        asked.push(path);
        return Readable.from([Buffer.from(content)]);
      };
      try {
        const sql = `LOAD DATA LOCAL INFILE '${name}' INTO TABLE words`;
        const [result] = await connection.query({ sql, infileStreamFactory });
        const [rows] = await connection.query('SELECT * FROM words ORDER BY id');
        return [...asked, (result as { affectedRows: number }).affectedRows, rows];
      } catch (error) {
        return [...asked, String(error)];
      } finally {
        await connection.end();
      }
    }

    test('a file of another name is asked for by that name, and must be the recorded one', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const rows = [
        { id: 1, word: 'one' },
        { id: 2, word: '/tmp/first.csv' },
      ];
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await using admin = await createConnection({ host: server.host, port: server.port, user, password });
      await admin.query(`CREATE TABLE ${schema.name}.words (id INT PRIMARY KEY, word VARCHAR(99))`);
      const content = '1\tone\n2\t/tmp/first.csv\n';
      const recorded = await load(recorder, schema.name, '/tmp/first.csv', content).finally(() => recorder.close());
      expect(recorded).toEqual(['/tmp/first.csv', 2, rows]);

      await using replayer = await startReplay(folder, recorder.file);
      // the rows stay as they were: a name is not carried on
      expect(await load(replayer, schema.name, '/srv/other.csv', content)).toEqual(['/srv/other.csv', 2, rows]);
      expect(replayer.counts().misses).toBe(0);

      await using strict = await startReplay(folder, recorder.file);
      const refused = await load(strict, schema.name, '/srv/other.csv', ROWS);
      expect(refused).toEqual([
        '/srv/other.csv',
        expect.stringContaining('the file sent by the client is not the recorded'),
      ]);
    });
  });
}
