// How the xdevapi driver opens sessions, pools them, and lives in transactions.
import { getClient, type Session } from '@mysql/xdevapi';
import { runInParallel } from '../parallel.ts';
import type { Target } from '../program.ts';
import type { Transcript } from '../transcript.ts';
import { clientOf, connect, noteSql, sessionOptions, withSession } from './connect.ts';

const whoAndWhere = 'SELECT CURRENT_USER(), DATABASE(), @kept, @@character_set_client, @@collation_connection';

export async function runSessions(target: Target, session: Session, transcript: Transcript): Promise<void> {
  await transcript.run('session: who and where', (note) => noteSql(note, session, whoAndWhere));
  await transcript.run('session: schema', async () => session.getDefaultSchema().getName());
  await transcript.run('session: another schema', async () => {
    await session.createSchema(`${target.schema}_2`);
    await session.dropSchema(`${target.schema}_2`);
  });
  await runTransactions(session, transcript);
  await runLogins(target, transcript);
  await runPool(target, transcript);
  await runInParallel(transcript, clientOf(session), async () => clientOf(await connect(target)));
}

async function runTransactions(session: Session, transcript: Transcript): Promise<void> {
  await session.sql('CREATE TABLE account (id INT PRIMARY KEY, amount INT)').execute();
  const sql = (text: string) => transcript.run(text, (note) => noteSql(note, session, text));
  await transcript.run('transaction: start', () => session.startTransaction());
  await sql('INSERT INTO account VALUES (1, 100), (2, 0)');
  await sql('SELECT * FROM account ORDER BY id');
  await transcript.run('transaction: savepoint', () => session.setSavepoint('half'));
  await sql('UPDATE account SET amount = amount - 30 WHERE id = 1');
  await sql('SELECT * FROM account ORDER BY id');
  await transcript.run('transaction: back to it', () => session.rollbackTo('half'));
  await sql('SELECT * FROM account ORDER BY id');
  await transcript.run('transaction: forget it', () => session.releaseSavepoint('half'));
  await transcript.refused('transaction: back to what is gone', () => session.rollbackTo('half'));
  await transcript.run('transaction: commit', () => session.commit());
  await transcript.run('transaction: start again', () => session.startTransaction());
  await sql('DELETE FROM account');
  await transcript.run('transaction: roll back', () => session.rollback());
  await sql('SELECT COUNT(*) AS left_over FROM account');
}

async function runLogins(target: Target, transcript: Transcript): Promise<void> {
  const ask = (name: string, options: Parameters<typeof connect>[1]) =>
    transcript.run(`login: ${name}`, (note) =>
      withSession(target, options ?? {}, (session) => noteSql(note, session, whoAndWhere)),
    );
  await ask('the other account', target.other);
  await ask('no schema', { schema: '' });
  const refused = {
    // the driver sends a byte too many for MySQL 9
    SHA256_MEMORY: { auth: 'SHA256_MEMORY' },
    // MySQL 9 has no account that could log in so
    MYSQL41: { auth: 'MYSQL41' },
    'wrong password': { password: 'wrong' },
    'no password': { password: '' },
    'unknown user': { user: 'nobody_é' },
    'unknown schema': { schema: 'missing_schema' },
    'unknown mechanism': { auth: 'NONE_SUCH' },
  };
  for (const [name, options] of Object.entries(refused)) {
    await transcript.refused(`login: ${name}`, () => withSession(target, options, async () => undefined));
  }
}

/** A session that goes back to the pool is reset: what it kept must be gone. */
async function runPool(target: Target, transcript: Transcript): Promise<void> {
  const client = getClient(sessionOptions(target), { pooling: { enabled: true, maxSize: 2 } });
  try {
    for (let n = 1; n <= 4; n++) {
      const session = await client.getSession();
      await session.sql(`USE ${target.schema}`).execute();
      await transcript.run(`pool: before ${n}`, (note) => noteSql(note, session, whoAndWhere));
      await session.sql("SET @kept = 'kept'").execute();
      await transcript.run(`pool: set ${n}`, (note) => noteSql(note, session, whoAndWhere));
      await session.close();
    }
    const tasks = Array.from({ length: 6 }, async (_, n) => {
      const session = await client.getSession();
      const rows = (await session.sql(`SELECT ${n} AS task`).execute()).fetchAll();
      await session.close();
      return rows;
    });
    await transcript.run('pool: in parallel', async (note) => note('rows', await Promise.all(tasks)));
  } finally {
    await client.close();
  }
}
