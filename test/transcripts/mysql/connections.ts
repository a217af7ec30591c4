// How the mysql driver opens, changes and ends connections.
import { promisify } from 'node:util';
import mysql, { type Connection } from 'mysql';
import { runInParallel } from '../parallel.ts';
import type { Target } from '../program.ts';
import { Transcript } from '../transcript.ts';
import { clientOf, connect, connectOptions, type Options, query, withConnection } from './connect.ts';

const whoAndWhere = 'SELECT CURRENT_USER(), DATABASE(), @kept, @@character_set_client, @@collation_connection';

export async function runConnections(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('ping', () => promisify(connection.ping).call(connection));
  await transcript.run('schema: another', (note) => query(connection, note, { sql: 'USE mysql' }));
  await transcript.run('schema: is another', (note) => query(connection, note, { sql: whoAndWhere }));
  await transcript.run('schema: back', (note) => query(connection, note, { sql: `USE ${target.schema}` }));
  await runChangeUser(target, connection, transcript);
  await runLogins(target, transcript);
  await runPool(target, transcript);
  await runInParallel(transcript, clientOf(connection), async () => clientOf(await connect(target)));
}

async function runChangeUser(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const ask = (name: string) => transcript.run(name, (note) => query(connection, note, { sql: whoAndWhere }));
  const change = (options: Record<string, unknown>) => promisify(connection.changeUser).call(connection, options);
  const database = target.schema;
  await ask('change user: before');
  await transcript.run('change user', () => change({ ...target.other, database }));
  await ask('change user: is another');
  await transcript.run('change user: back', () => change({ ...target.account, database }));
  await ask('change user: is the first');
  await transcript.refused('change user: wrong password', () =>
    withConnection(target, {}, (other) =>
      promisify(other.changeUser).call(other, { user: target.other.user, password: 'wrong', database }),
    ),
  );
}

async function runLogins(target: Target, transcript: Transcript): Promise<void> {
  const refused = {
    'wrong password': { password: 'wrong' },
    'no password': { password: '' },
    'unknown user': { user: 'nobody_é' },
    'unknown schema': { database: 'missing_schema' },
  };
  for (const [name, options] of Object.entries(refused)) {
    await transcript.refused(`login: ${name}`, (note) =>
      withConnection(target, options, (other) => query(other, note, { sql: 'SELECT 1' })),
    );
  }
  const accepted: Record<string, Options> = {
    'no schema': { database: undefined },
    'the other account': { ...target.other },
    latin1: { charset: 'latin1_swedish_ci' },
    'affected rows as changed': { flags: ['-FOUND_ROWS'] },
  };
  for (const [name, options] of Object.entries(accepted)) {
    await transcript.run(`login: ${name}`, (note) =>
      withConnection(target, options, async (other) => {
        await query(other, note, { sql: whoAndWhere });
        await query(other, note, { sql: `UPDATE ${target.schema}.items SET amount = amount` });
        await clientOf(other).end();
      }),
    );
  }
}

async function runPool(target: Target, transcript: Transcript): Promise<void> {
  const pool = mysql.createPool({ ...connectOptions(target), connectionLimit: 3 });
  try {
    const tasks = Array.from({ length: 12 }, async (_, index) => {
      const own = new Transcript();
      const sql = `SELECT ${index} AS task, SLEEP(0.01) AS slept`;
      await own.run('select', (note) => query(pool, note, { sql }));
      return own;
    });
    for (const [index, own] of (await Promise.all(tasks)).entries()) transcript.append(`pool: task ${index + 1}`, own);
  } finally {
    await promisify(pool.end).call(pool);
  }
}
