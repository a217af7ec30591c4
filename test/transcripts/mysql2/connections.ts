// How mysql2 opens, changes and ends connections.
import { type Connection, createPool } from 'mysql2/promise';
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
  const ask = (name: string) =>
    transcript.run(name, async (note) => noteResult(note, await connection.query(whoAndWhere)));
  await connection.query("SET @kept = 'before'");
  await ask('reset: before');
  await transcript.run('reset', () => connection.reset());
  // MariaDB sets the character set back to that of whoever had the server's thread before
  await connection.query('SET NAMES utf8mb4');
  await ask('reset: after');
  await transcript.run('schema: another', async (note) => noteResult(note, await connection.query('USE mysql')));
  await ask('schema: is another');
  await transcript.run('schema: back', async (note) =>
    noteResult(note, await connection.query(`USE ${target.schema}`)),
  );
}

async function runChangeUser(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const ask = (name: string) =>
    transcript.run(name, async (note) => noteResult(note, await connection.query(whoAndWhere)));
  const database = target.schema;
  await connection.query("SET @kept = 'of the first user'");
  await transcript.run('change user', () => connection.changeUser({ ...target.other, database }));
  await ask('change user: is another');
  await transcript.run('change user: back, with no schema', () =>
    connection.changeUser({ ...target.account, database: '' }),
  );
  await ask('change user: is the first');
  await transcript.run('change user: schema only', () => connection.changeUser({ ...target.account, database }));
  await ask('change user: has a schema');
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
  const variants = {
    'no schema': { database: '' },
    'the other account': target.other,
    latin1: { charset: 'latin1_swedish_ci' },
    'affected rows as changed': { flags: ['-FOUND_ROWS'] },
    'no session tracking': { flags: ['-SESSION_TRACK'] },
    'no connection attributes': { flags: ['-CONNECT_ATTRS'] },
  };
  for (const [name, options] of Object.entries(variants)) {
    await transcript.run(`login: ${name}`, async (note) => {
      await withConnection(target, options, async (other) => {
        noteResult(note, await other.query("SELECT CURRENT_USER(), DATABASE(), @@character_set_client, 'é' AS accent"));
        noteResult(note, await other.query(`UPDATE ${target.schema}.items SET amount = amount`));
        await other.end();
      });
    });
  }
}

async function runPool(target: Target, transcript: Transcript): Promise<void> {
  const pool = createPool({ ...connectOptions(target), connectionLimit: 3 });
  try {
    const tasks = Array.from({ length: 12 }, (_, index) => pool.query(`SELECT ${index} AS task, SLEEP(0.01) AS slept`));
    const results = await Promise.all(tasks);
    for (const [index, result] of results.entries()) {
      await transcript.run(`pool: task ${index + 1}`, async (note) => noteResult(note, result));
    }
    await transcript.run('pool: prepared', async (note) =>
      noteResult(note, await pool.execute('SELECT ? AS p', ['pooled'])),
    );
    await transcript.refused('pool: a connection that fails', async () => {
      const taken = await pool.getConnection();
      await taken.query('SELECT missing').finally(() => taken.release());
    });
  } finally {
    await pool.end();
  }
}
