// Ten connections at work at the same time, each with rows, variables and transactions of its own.
import type { Client } from './client.ts';
import { Transcript } from './transcript.ts';

const connections = 10;

/** Notes what each saw, one after the other, since the order between them is chance. */
export async function runInParallel(
  transcript: Transcript,
  first: Client,
  connect: () => Promise<Client>,
): Promise<void> {
  await transcript.run('parallel: create', (note) =>
    first.query(note, 'CREATE TABLE parallel (id INT PRIMARY KEY, owner INT, n INT)'),
  );
  const own = Array.from({ length: connections }, () => new Transcript());
  await Promise.all(
    own.map(async (each, index) => {
      const client = await connect();
      await work(index + 1, client, each).finally(() => client.end());
    }),
  ).finally(() => {
    for (const [index, each] of own.entries()) transcript.append(`parallel ${index + 1}`, each);
  });
  await transcript.run('parallel: together', (note) =>
    first.query(note, 'SELECT owner, COUNT(*) AS rows_of, SUM(n) AS total FROM parallel GROUP BY owner ORDER BY owner'),
  );
}

async function work(index: number, client: Client, transcript: Transcript): Promise<void> {
  const statement = (sql: string) => transcript.run(sql, (note) => client.query(note, sql));
  const [from, to] = [index * 100, index * 100 + 99];
  await statement(`SET @mine = 'of ${index}'`);
  await statement('START TRANSACTION');
  for (let n = 1; n <= 5; n++) {
    await statement(`INSERT INTO parallel VALUES (${from + n}, ${index}, ${n * index})`);
  }
  await statement(`SELECT id, n FROM parallel WHERE id BETWEEN ${from} AND ${to} ORDER BY id`);
  await statement(index % 3 === 0 ? 'ROLLBACK' : 'COMMIT');
  // the same text everywhere, and on each connection another answer
  await statement('SELECT @mine');
  await statement(`SELECT COUNT(*) AS rows_left FROM parallel WHERE id BETWEEN ${from} AND ${to}`);
  if (client.execute !== undefined) {
    await transcript.run('prepared', (note) => client.execute?.(note, 'SELECT ? AS mine, @mine', [index]) ?? nothing);
  }
  await transcript.refused('no such column', (note) => client.query(note, `SELECT missing_${index}`));
}

const nothing = Promise.resolve();
