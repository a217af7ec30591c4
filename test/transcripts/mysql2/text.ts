// What mysql2 sends as text: COM_QUERY, several statements at once, streamed rows, LOCAL INFILE.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Connection } from 'mysql2/promise';
import { loadMissingFile, loadStatements } from '../fixture-files.ts';
import type { Target } from '../program.ts';
import { typeTables } from '../sql/column-types.ts';
import { severalStatements } from '../sql/several-statements.ts';
import type { Statement } from '../sql/statement.ts';
import { characterSetStatements, textStatements } from '../sql/text-statements.ts';
import type { Note, Transcript } from '../transcript.ts';
import { callbacks, noteResult, withConnection } from './connect.ts';

export async function runText(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const send = ({ name, sql, isRefused }: Statement) =>
    transcript[isRefused ? 'refused' : 'run'](name, async (note) => noteResult(note, await connection.query(sql)));
  for (const statement of textStatements(target.kind)) await send(statement);
  for (const statement of characterSetStatements) await send(statement);
  await runOtherDecodings(target, connection, transcript);
  await runSeveral(connection, transcript);
  await runStreams(connection, transcript);
  await runLoads(target, connection, transcript);
}

/** The same values as other options of the driver show them; undecoded, every byte of them. */
async function runOtherDecodings(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  for (const { name } of typeTables(target.kind)) {
    const sql = `SELECT * FROM ${name} ORDER BY id`;
    await transcript.run(`${name}: undecoded`, async (note) =>
      noteResult(note, await connection.query({ sql, typeCast: false })),
    );
  }
  await transcript.run('rows as objects', async (note) =>
    noteResult(note, await connection.query({ sql: 'SELECT 1 AS a, 2 AS b, 3 AS a', rowsAsArray: false })),
  );
  await transcript.run('nested by table', async (note) => {
    const sql = 'SELECT i.id, t.id FROM integers i JOIN texts t USING (id) ORDER BY i.id';
    noteResult(note, await connection.query({ sql, rowsAsArray: false, nestTables: true }));
  });
  await transcript.run('placeholders that the driver fills in', async (note) => {
    const values = [null, 1.5, "it's", new Date(0), Buffer.from([0, 255]), true, [1, 2]];
    noteResult(note, await connection.query('SELECT ?, ?, ?, ?, ?, ?, 1 IN (?)', values));
  });
  await transcript.run('with query attributes', async (note) => {
    const attributes = { traced: 'by é', count: 3, nothing: null };
    noteResult(note, await connection.query({ sql: 'SELECT 1 AS attributed', attributes }));
  });
}

async function runSeveral(connection: Connection, transcript: Transcript): Promise<void> {
  for (const { name, sql, isRefused } of severalStatements) {
    await transcript[isRefused ? 'refused' : 'run'](name, async (note) =>
      noteResult(note, await connection.query(sql)),
    );
    await transcript.run(`${name}, step by step`, (note) => noteEvents(connection, sql, note));
  }
}

/** What arrives before an error is lost to a promise. */
function noteEvents(connection: Connection, sql: string, note: Note): Promise<void> {
  return new Promise((done) => {
    const query = callbacks(connection).query(sql);
    query.on('fields', (columns: unknown) =>
      noteResult((label, value) => note(`fields ${label}`, value), [[], columns]),
    );
    query.on('result', (row: unknown) => note('result', row));
    query.on('error', (error: Error) => {
      note('error', error.message);
      done();
    });
    query.on('end', () => {
      note('end', undefined);
      done();
    });
  });
}

async function runStreams(connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('rows as a stream', async (note) => {
    const rows = callbacks(connection).query('SELECT id, tiny FROM integers ORDER BY id').stream({ highWaterMark: 1 });
    for await (const row of rows) note('row', row);
  });
  await transcript.refused('a stream that fails', async (note) => {
    for await (const row of callbacks(connection).query('SELECT missing FROM integers').stream()) note('row', row);
  });
}

async function runLoads(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const infileStreamFactory = (path: string) => createReadStream(path);
  for (const { name, sql, isRefused } of loadStatements(target.files)) {
    await transcript[isRefused ? 'refused' : 'run'](name, async (note) =>
      noteResult(note, await connection.query({ sql, infileStreamFactory })),
    );
  }
  const missing = loadMissingFile(target.files);
  await transcript.refused(missing.name, () => connection.query({ sql: missing.sql, infileStreamFactory }));
  await transcript.refused('load: without leave of the program', () => connection.query(missing.sql));
  await transcript.run('load: a stream of the program', async (note) => {
    const sql = missing.sql.replace('missing.tsv', 'as I say');
    const rows = Array.from({ length: 100 }, (_, index) => `${index + 500_000}\tfrom memory\n`);
    noteResult(note, await connection.query({ sql, infileStreamFactory: () => Readable.from(rows.map(Buffer.from)) }));
  });
  await transcript.refused('load: forbidden by the flags', () =>
    withConnection(target, { flags: ['-LOCAL_FILES'] }, (other) => other.query(missing.sql)),
  );
}
