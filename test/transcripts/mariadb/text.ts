// What the mariadb driver sends as text: COM_QUERY, several at once, streamed rows, LOCAL INFILE.
import { Readable } from 'node:stream';
import type { Connection } from 'mariadb';
import { loadMissingFile, loadStatements } from '../fixture-files.ts';
import type { Target } from '../program.ts';
import { typeTables } from '../sql/column-types.ts';
import { severalStatements } from '../sql/several-statements.ts';
import type { Statement } from '../sql/statement.ts';
import { characterSetStatements, textStatements } from '../sql/text-statements.ts';
import type { Transcript } from '../transcript.ts';
import { clientOf, noteResult, withConnection } from './connect.ts';

export async function runText(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const client = clientOf(connection);
  const send = ({ name, sql, isRefused }: Statement) =>
    transcript[isRefused ? 'refused' : 'run'](name, (note) => client.query(note, sql));
  for (const statement of textStatements(target.kind)) await send(statement);
  for (const statement of characterSetStatements) await send(statement);
  for (const statement of severalStatements) await send(statement);
  await runOtherDecodings(target, connection, transcript);
  await runPipeline(connection, transcript);
  await runStreams(connection, transcript);
  for (const statement of loadStatements(target.files)) await send(statement);
  await runOtherLoads(target, connection, transcript);
}

/** The same values as other options of the driver show them; undecoded, every byte of them. */
async function runOtherDecodings(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  for (const { name } of typeTables(target.kind)) {
    const sql = `SELECT * FROM ${name} ORDER BY id`;
    await transcript.run(`${name}: undecoded`, async (note) =>
      noteResult(note, await connection.query<unknown>({ sql, typeCast: (field) => field.buffer() })),
    );
  }
  await transcript.run('rows as objects', async (note) => {
    const sql = 'SELECT 1 AS a, 2 AS b';
    noteResult(note, await connection.query<unknown>({ sql, rowsAsArray: false }));
  });
  await transcript.refused('rows as objects that hide a column', () =>
    connection.query({ sql: 'SELECT 1 AS a, 2 AS a', rowsAsArray: false }),
  );
  await transcript.run('nested by table', async (note) => {
    const sql = 'SELECT i.id, t.id FROM integers i JOIN texts t USING (id) ORDER BY i.id';
    noteResult(note, await connection.query<unknown>({ sql, rowsAsArray: false, nestTables: true }));
  });
  await transcript.run('placeholders that the driver fills in', async (note) => {
    const values = [null, 1.5, "it's", new Date(0), Buffer.from([0, 255]), true, 9007199254740993n];
    noteResult(note, await connection.query<unknown>('SELECT ?, ?, ?, ?, ?, ?, ?', values));
  });
}

/** The driver sends all before it has read an answer. */
async function runPipeline(connection: Connection, transcript: Transcript): Promise<void> {
  const sqls = ['SELECT 1 AS first', 'SELECT missing', "SET @piped = 'é'", 'SELECT @piped', 'SELECT 5 AS fifth'];
  const results = await Promise.allSettled(sqls.map((sql) => connection.query<unknown>(sql)));
  for (const [index, result] of results.entries()) {
    const name = `sent at once: ${sqls[index]}`;
    if (result.status === 'fulfilled') await transcript.run(name, async (note) => noteResult(note, result.value));
    else await transcript.refused(name, () => Promise.reject(result.reason));
  }
}

async function runStreams(connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('rows as a stream', async (note) => {
    for await (const row of connection.queryStream('SELECT id, tiny FROM integers ORDER BY id')) note('row', row);
  });
  await transcript.run('many rows as a stream', async (note) => {
    let rows = 0;
    for await (const _ of connection.queryStream('SELECT * FROM integers a, integers b, texts c')) rows++;
    note('rows', rows);
  });
  await transcript.refused('a stream that fails', async (note) => {
    for await (const row of connection.queryStream('SELECT missing FROM integers')) note('row', row);
  });
}

async function runOtherLoads(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const missing = loadMissingFile(target.files);
  await transcript.refused(missing.name, () => connection.query(missing.sql));
  await transcript.run('load: a stream of the program', async (note) => {
    const rows = Array.from({ length: 100 }, (_, index) => `${index + 500_000}\tfrom memory\n`);
    const infileStreamFactory = () => Readable.from(rows.map((row) => Buffer.from(row)));
    const sql = missing.sql.replace('missing.tsv', 'as I say');
    noteResult(note, await connection.query<unknown>({ sql, infileStreamFactory }));
  });
  await transcript.refused('load: forbidden by the options', () =>
    withConnection(target, { permitLocalInfile: false }, (other) => other.query(missing.sql)),
  );
}
