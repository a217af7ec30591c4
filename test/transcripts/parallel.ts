// Ten connections at work at the same time, each with rows, variables and transactions of its own.
import { Transcript } from './transcript.ts';

const connections = 10;

/** As much of a driver's connection as this needs; `query` gives whatever the program notes of a result. */
export interface ParallelConnection {
  query(sql: string): Promise<unknown>;
  end(): Promise<void>;
}

/** Notes what each saw, one after the other, since the order between them is chance. */
export async function runInParallel(transcript: Transcript, connect: () => Promise<ParallelConnection>): Promise<void> {
  const own = Array.from({ length: connections }, () => new Transcript());
  const opened = await Promise.all(own.map(() => connect()));
  try {
    await prepare(opened[0]);
    await Promise.all(own.map((each, index) => work(index + 1, opened[index], each)));
    own.forEach((each, index) => {
      transcript.append(`parallel ${index + 1}`, each);
    });
    await transcript.run('parallel: together', async () =>
      opened[0]?.query(
        'SELECT owner, COUNT(*) AS rows_of, SUM(n) AS total FROM parallel GROUP BY owner ORDER BY owner',
      ),
    );
  } finally {
    await Promise.all(opened.map((connection) => connection.end()));
  }
}

async function prepare(connection: ParallelConnection | undefined): Promise<void> {
  await connection?.query('CREATE TABLE parallel (id INT PRIMARY KEY, owner INT, n INT)');
}

async function work(index: number, connection: ParallelConnection | undefined, transcript: Transcript): Promise<void> {
  const statement = (sql: string) => transcript.run(sql, async () => connection?.query(sql));
  await statement(`SET @mine = 'of ${index}'`);
  await statement('START TRANSACTION');
  for (let n = 1; n <= 5; n++) {
    await statement(`INSERT INTO parallel VALUES (${index * 100 + n}, ${index}, ${n * index})`);
  }
  await statement(`SELECT id, n FROM parallel WHERE id BETWEEN ${index * 100} AND ${index * 100 + 99} ORDER BY id`);
  await statement(index % 3 === 0 ? 'ROLLBACK' : 'COMMIT');
  // the same text everywhere, and on each connection another answer
  await statement('SELECT @mine');
  await statement(`SELECT COUNT(*) AS rows_left FROM parallel WHERE id BETWEEN ${index * 100} AND ${index * 100 + 99}`);
  await transcript.refused('no such column', async () => connection?.query(`SELECT missing_${index}`));
}
