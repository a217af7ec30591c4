// How the mariadb driver opens, changes and ends connections.
import { type Connection, type ConnectionConfig, createPool } from 'mariadb';
import { runInParallel } from '../parallel.ts';
import type { Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { clientOf, connect, connectOptions, noteResult, withConnection } from './connect.ts';

const whoAndWhere = 'SELECT CURRENT_USER(), DATABASE(), @kept, @@character_set_client, @@collation_connection';

export async function runConnections(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('ping', () => connection.ping());
  await runResets(target, connection, transcript);
  await runChangeUser(target, connection, transcript);
  await runRefusedLogins(target, transcript);
  await runLoginOptions(target, transcript);
  await runPool(target, transcript);
  await runInParallel(transcript, clientOf(connection), async () => clientOf(await connect(target)));
}

async function runResets(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const ask = (name: string) => transcript.run(name, (note) => clientOf(connection).query(note, whoAndWhere));
  await connection.query("SET @kept = 'before'");
  await ask('reset: before');
  await transcript.run('reset', () => connection.reset());
  // MariaDB sets the character set back to that of whoever had the server's thread before
  await connection.query('SET NAMES utf8mb4');
  await ask('reset: after');
  await transcript.run('schema: another', (note) => clientOf(connection).query(note, 'USE mysql'));
  await ask('schema: is another');
  await transcript.run('schema: back', (note) => clientOf(connection).query(note, `USE ${target.schema}`));
}

async function runChangeUser(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const ask = (name: string) => transcript.run(name, (note) => clientOf(connection).query(note, whoAndWhere));
  const database = target.schema;
  // the driver refuses it with MySQL, for MySQL's bug 83472
  const outcome = target.kind === 'mysql' ? 'refused' : 'run';
  await connection.query("SET @kept = 'of the first user'");
  await transcript[outcome]('change user', () => connection.changeUser({ ...target.other, database }));
  await ask('change user: is another');
  await transcript[outcome]('change user: back', () => connection.changeUser({ ...target.account, database }));
  await ask('change user: is the first');
  await withConnection(target, {}, async (other) => {
    await transcript.refused('change user: wrong password', () =>
      other.changeUser({ user: target.other.user, password: 'wrong', database }),
    );
  });
}

async function runRefusedLogins(target: Target, transcript: Transcript): Promise<void> {
  const attempts = {
    'wrong password': { password: 'wrong' },
    'no password': { password: '' },
    'unknown user': { user: 'nobody_é' },
    'unknown schema': { database: 'missing_schema' },
  };
  for (const [name, options] of Object.entries(attempts)) {
    await transcript.refused(`login: ${name}`, () => withConnection(target, options, (other) => other.ping()));
  }
}

async function runLoginOptions(target: Target, transcript: Transcript): Promise<void> {
  const { database, ...withoutSchema } = connectOptions(target);
  const variants: Record<string, ConnectionConfig> = {
    'no schema': { ...withoutSchema, database: '' },
    'the other account': target.other,
    'another collation': { collation: 'UTF8MB4_BIN' },
    'affected rows as changed': { foundRows: false },
    compressed: { compress: true },
    'no pipelining': { pipelining: false },
    'a statement to begin with': { initSql: "SET @kept = 'from the start'" },
  };
  for (const [name, options] of Object.entries(variants)) {
    await transcript.run(`login: ${name}`, (note) =>
      withConnection(target, options, async (other) => {
        await clientOf(other).query(note, whoAndWhere);
        await clientOf(other).query(note, `UPDATE ${target.schema}.items SET amount = amount`);
        await clientOf(other).execute?.(note, "SELECT ? AS p, 'é' AS accent", [1]);
        await other.end();
      }),
    );
  }
}

async function runPool(target: Target, transcript: Transcript): Promise<void> {
  const pool = createPool({ ...connectOptions(target), connectionLimit: 3 });
  try {
    const tasks = Array.from({ length: 12 }, (_, index) =>
      pool.query<unknown>(`SELECT ${index} AS task, SLEEP(0.01) AS slept`),
    );
    const results = await Promise.all(tasks);
    for (const [index, result] of results.entries()) {
      await transcript.run(`pool: task ${index + 1}`, async (note) => noteResult(note, result));
    }
    await transcript.run('pool: prepared', async (note) =>
      noteResult(note, await pool.execute<unknown>('SELECT ? AS p', ['pooled'])),
    );
    await transcript.refused('pool: a connection that fails', async () => {
      const taken = await pool.getConnection();
      await taken.query('SELECT missing').finally(() => taken.release());
    });
  } finally {
    await pool.end();
  }
}
