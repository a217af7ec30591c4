import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSampleServer } from '../../../../src/serve/sample/sample-server.ts';
import { STATEMENTS } from '../../../../src/serve/sample/statements.ts';
import type { Serving } from '../../../../src/serve/serving.ts';

describe('the sample server', () => {
  let server: Serving;
  beforeAll(async () => {
    server = await startSampleServer({ clientSslMode: 'DISABLED' });
  });
  afterAll(() => server.close());

  const open = (login: { user?: string; database?: string } = {}) => {
    const target = { host: server.host, port: server.port, password: 'any', dateStrings: true };
    return createConnection({ ...target, user: 'demo', database: 'shop', ...login });
  };

  test.each(STATEMENTS.map(({ sql }) => sql))('understands %s', async (sql) => {
    const connection = await open();
    const bound = sql.split('?').slice(1).fill('1');
    const asText = await outcome(connection.query(sql.replaceAll('?', '1')));
    const executed = await outcome(connection.execute(sql, bound));
    if (!sql.includes('CURTIME')) expect(executed).toEqual(asText);
    if (sql.includes('suppliers')) expect(asText).toBe('1146 42S02');
    await connection.end();
  });

  test('has the same values in text and in binary rows', async () => {
    const connection = await open();
    for (const table of ['customers', 'products', 'orders']) {
      const [asText] = await connection.query(`SELECT * FROM ${table}`);
      const [asBinary] = await connection.execute(`select  * from ${table};`);
      expect(asBinary).toEqual(asText);
    }
    await connection.end();
  });

  test('counts the orders that were added, and refuses one for nobody', async () => {
    const connection = await open();
    const insert = 'INSERT INTO orders (customer_id, product_id, quantity) VALUES (?, ?, ?)';
    const count = async () => JSON.stringify((await connection.query('SELECT COUNT(*) FROM orders'))[0]);
    const before = await count();
    expect(await outcome(connection.execute(insert, [2, 3, 1]))).toMatchObject({ affectedRows: 1 });
    expect(await outcome(connection.query(insert, [9, 3, 1]))).toBe('1452 23000');
    expect(await count()).not.toBe(before);
    await connection.end();
  });

  test('answers what clients ask by themselves', async () => {
    const connection = await open();
    await connection.query('SET NAMES utf8mb4');
    await connection.query('USE shop');
    await connection.ping();
    const [rows] = await connection.query('/* driver */ SELECT @@session.autocommit AS a, @@version_comment LIMIT 1');
    expect(rows).toEqual([{ a: 1, '@@version_comment': 'sample server of mock' }]);
    expect(await outcome(connection.query('SELECT @@nonsense'))).toBe('1193 HY000');
    await connection.end();
  });

  test('says what it knows when it is asked for anything else', async () => {
    const connection = await open();
    await expect(connection.query('DROP TABLE customers')).rejects.toMatchObject({
      errno: 1064,
      sqlMessage: expect.stringMatching(/'DROP TABLE customers'.*It knows: SHOW TABLES; SELECT VERSION\(\); /),
    });
    expect(await outcome(connection.query('SELECT * FROM customers WHERE id = ?'))).toBe('1064 42000');
    await connection.end();
  });

  test('lets in nobody but demo, and has no database but shop', async () => {
    await expect(open({ user: 'root' })).rejects.toMatchObject({ errno: 1045 });
    await expect(open({ database: 'world' })).rejects.toMatchObject({ errno: 1049 });
  });
});

async function outcome(asked: Promise<[unknown, unknown]>): Promise<unknown> {
  try {
    const [answer] = await asked;
    const isList = Array.isArray(answer);
    return isList ? answer : { affectedRows: (answer as { affectedRows: number }).affectedRows };
  } catch (error) {
    const { errno, sqlState } = error as { errno: number; sqlState: string };
    return `${errno} ${sqlState}`;
  }
}
