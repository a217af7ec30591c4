// What a recording keeps of the server's tables, where it was made with an account of its own.
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openRecording } from '../../src/store/reading/reader.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, temporaryFolder } from '../support/serving.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const address = `${server.host}:${server.port}`;
    const withAccount = `mysql://${user}:${password}@${address}`;

    test('the tables of the schemas that it is about, with columns, keys and references', async () => {
      await using schema = await createSchema(server);
      await using other = await createSchema(server);
      await using unused = await createSchema(server);
      await using folder = await temporaryFolder();
      const run = await startRecord(folder, { upstream: withAccount });
      const place = { host: '127.0.0.1', port: run.port, user, password, database: schema.name };
      const client = await createConnection(place);
      await client.query(
        `CREATE TABLE users (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, name VARCHAR(40) NOT NULL DEFAULT 'x', age INT,
           KEY by_name (name(20), age))`,
      );
      await client.query('CREATE TABLE orders (user INT UNSIGNED, FOREIGN KEY (user) REFERENCES users (id))');
      await client.query(`CREATE VIEW ${other.name}.v AS SELECT 1 AS one`);
      await client.end();
      await run.close();
      const reader = openRecording(run.file);
      const tables = reader.tables();
      reader.close();
      expect(tables.map(({ schema: name, table }) => [name, table]).sort()).toEqual(
        [
          [schema.name, 'orders'],
          [schema.name, 'users'],
          [other.name, 'v'],
        ].sort(),
      );
      expect(tables.some((table) => table.schema === unused.name)).toBe(false);
      const users = tables.find(({ table }) => table === 'users');
      expect(users?.digest).toMatch(/^[0-9a-f]{32}$/);
      const lines = users?.definition.split('\n') ?? [];
      expect(lines[0]).toBe('base table');
      expect(lines).toContainEqual(expect.stringMatching(/^column id int(\(10\))? unsigned not null auto_increment$/));
      expect(lines).toContainEqual(expect.stringMatching(/^column name varchar\(40\) not null default '?x'? collate /));
      expect(lines).toContain('key PRIMARY unique btree id');
      expect(lines).toContain('key by_name btree name(20) age');
      const orders = tables.find(({ table }) => table === 'orders')?.definition ?? '';
      expect(orders).toMatch(new RegExp(`^reference \\S+ user ${schema.name}\\.users\\.id$`, 'm'));
    });

    test('nothing where there was no account, or one that may not log in: it records all the same', async () => {
      await using folder = await temporaryFolder();
      for (const upstream of [address, `mysql://nobody:wrong@${address}`]) {
        const run = await startRecord(folder, { upstream });
        const client = await createConnection({ host: '127.0.0.1', port: run.port, user, password });
        await client.query('SELECT 1');
        await client.end();
        await run.close();
        const reader = openRecording(run.file);
        expect(reader.tables()).toEqual([]);
        expect(reader.summary().sessions).toBe(1);
        reader.close();
      }
    });
  });
}
