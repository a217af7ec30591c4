// Which comments a server executes is asked of the server.

import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { executedText, serverVersion } from '../../src/sql/executed-text.ts';
import { readStatement } from '../../src/sql/statement-reading.ts';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';

const MARKS = [
  ...[
    '!',
    '!0',
    '!4010',
    '!40101',
    '!50699',
    '!50700',
    '!50744',
    '!50999',
    '!51000',
    '!80000',
    '!90704',
    '!90705',
    '!99999',
  ],
  ...[
    '!050000',
    '!090704',
    '!100000',
    '!100101',
    '!110806',
    '!118000',
    '!999999',
    '!5000000',
    'M!',
    'M!100100',
    'M!50700',
  ],
  ...['m!100100', 'M!999999', '!500001+1'],
];

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    test('a comment is executed where the server says so', async () => {
      const { user, password } = accounts[kind].root;
      const connection = await createConnection({
        host: server.host,
        port: server.port,
        user,
        password,
        rowsAsArray: true,
      });
      const answerTo = async (sql: string) =>
        await connection.query(sql).then(
          ([rows]) => (rows as unknown[][])[0]?.[0],
          ({ errno }: { errno: number }) => errno,
        );
      const version = serverVersion(String(await answerTo('SELECT VERSION()')));
      if (version === null) throw new Error('no version');
      const told = new Map<string, readonly unknown[]>();
      for (const mark of MARKS) {
        const sql = `SELECT 1 /*${mark} + 1 */`;
        const text = executedText(readStatement(Buffer.from(sql)), version) ?? sql;
        told.set(sql, [await answerTo(sql), await answerTo(text)]);
      }
      await connection.end();
      expect([...told].filter(([, [asked, executed]]) => asked !== executed)).toEqual([]);
    });
  });
}
