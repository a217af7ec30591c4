// Indexes that are made in another order than when they were recorded, as programs do that keep them in a set: what the replay
// says is what the real server says that was asked in that order, or a miss.
import mysql2 from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const INDEXES: Readonly<Record<string, string>> = {
  a: 'CREATE INDEX ix_a ON t (a)',
  ab: 'CREATE INDEX ix_ab ON t (a, b)',
  c: 'create index `Ix c` on t (c(5) DESC)',
  u: 'CREATE UNIQUE INDEX uq_u ON t (u)',
  v: 'CREATE UNIQUE INDEX uq_v ON t (v)',
};
const BEFORE = [
  'DROP TABLE IF EXISTS t',
  'CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c VARCHAR(20), u INT, v INT NOT NULL, KEY first_one (b))',
  "INSERT INTO t VALUES (1, 1, 1, 'x', 1, 1)",
];
const BEHIND = [
  'SELECT * FROM t ORDER BY id',
  'SHOW CREATE TABLE t',
  'SHOW COLUMNS FROM t',
  'SHOW INDEX FROM t',
  "INSERT INTO t VALUES (2, 2, 2, 'y', 1, 1)",
  "INSERT INTO t VALUES (3, 2, 2, 'z', 3, 3)",
  'CREATE INDEX ix_a ON t (a)',
  'SELECT COUNT(*) AS n FROM t',
  'ALTER TABLE t ADD COLUMN w INT',
  'SELECT w FROM t ORDER BY id',
  'SHOW CREATE TABLE t',
  'DROP TABLE t',
];
/** What each order may miss: what tells it, or hangs on it, beside SHOW CREATE TABLE before anything else is made. */
const MAY_MISS = /^SHOW INDEX|^SHOW CREATE|^INSERT INTO t VALUES \(2/;

type Address = Omit<mysql2.ConnectionOptions, 'typeCast'>;

async function ask(address: Address, order: readonly string[]): Promise<string[]> {
  await using client = await mysql2.createConnection({ ...address, rowsAsArray: true });
  const answers: string[] = [];
  for (const sql of [...BEFORE, ...order.map((name) => INDEXES[name] ?? ''), ...BEHIND]) {
    const answer = await client.query(sql).then(
      ([rows]) => JSON.stringify(rows),
      (error: Error) => error.message,
    );
    // how many rows an index tells apart is an estimate
    answers.push(`${sql} → ${sql.startsWith('SHOW INDEX') ? answer.replace(/"A",\d+/g, '"A"') : answer}`);
  }
  return answers;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    test('indexes in another order: as the server says it, or a miss where the order shows', async () => {
      await using schema = await createSchema(server);
      const address = { ...accounts[kind].root, database: schema.name } as const;
      await using folder = await temporaryFolder();
      const { host, port } = server;
      const recorder = await startRecord(folder, { upstream: `${host}:${port}` });
      await ask({ ...address, port: recorder.port }, ['a', 'u', 'ab', 'c', 'v']);
      await recorder.close();
      for (const order of ['a u ab c v', 'c ab a u v', 'ab c u a v', 'v u c ab a', 'c a']) {
        const names = order.split(' ');
        await using player = await startReplay(folder, recorder.file);
        const told = await ask({ ...address, port: player.port }, names);
        const truth = await ask({ ...address, host, port }, names);
        const missed = told.flatMap((one, at) => (one.includes('mock: ') ? at : []));
        expect(told.filter((_, at) => !missed.includes(at))).toEqual(truth.filter((_, at) => !missed.includes(at)));
        // which of two unique ones is the first shows in the flags of every column
        if (names.length < 5 || order.indexOf('u') > order.indexOf('v')) continue;
        const surprising = missed.map((at) => told[at] ?? '').filter((one) => !MAY_MISS.test(one));
        expect(surprising).toEqual([]);
        const shown = told.findIndex((one) => one.startsWith('SHOW CREATE'));
        expect(told[shown]).not.toContain('mock: ');
      }
    });
  });
}
