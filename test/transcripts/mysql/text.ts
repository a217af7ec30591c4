// What the mysql driver sends: COM_QUERY, several at once, streamed rows, LOCAL INFILE. It knows no prepared statements.
import type { Connection } from 'mysql';
import { loadMissingFile, loadStatements } from '../fixture-files.ts';
import type { Target } from '../program.ts';
import { typeTables } from '../sql/column-types.ts';
import { severalStatements } from '../sql/several-statements.ts';
import { textStatements } from '../sql/text-statements.ts';
import type { Note, Transcript } from '../transcript.ts';
import { query, withConnection } from './connect.ts';

export async function runText(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  const all = [...textStatements(target.kind), ...severalStatements, ...loadStatements(target.files)];
  for (const { name, sql, isRefused } of all) {
    await transcript[isRefused ? 'refused' : 'run'](name, (note) => query(connection, note, { sql }));
  }
  await runOtherDecodings(target, connection, transcript);
  await runStreams(connection, transcript);
  for (const { name, sql } of severalStatements) {
    await transcript.run(`${name}, step by step`, (note) => noteEvents(connection, sql, note));
  }
  const missing = loadMissingFile(target.files);
  await transcript.refused(missing.name, (note) => query(connection, note, missing));
  await transcript.refused('load: forbidden by the flags', (note) =>
    withConnection(target, { flags: ['-LOCAL_FILES'] }, (other) => query(other, note, missing)),
  );
}

/** The same values as other options of the driver show them; undecoded, every byte of them. */
async function runOtherDecodings(target: Target, connection: Connection, transcript: Transcript): Promise<void> {
  for (const { name } of typeTables(target.kind)) {
    const sql = `SELECT * FROM ${name} ORDER BY id`;
    await transcript.run(`${name}: undecoded`, (note) => query(connection, note, { sql, typeCast: false }));
  }
  await transcript.run('nested by table', (note) => {
    const sql = 'SELECT i.id, t.id FROM integers i JOIN texts t USING (id) ORDER BY i.id';
    return query(connection, note, { sql, nestTables: true });
  });
  await transcript.run('placeholders that the driver fills in', (note) => {
    const values = [null, 1.5, "it's", new Date(0), Buffer.from([0, 255]), true, [1, 2]];
    return query(connection, note, { sql: 'SELECT ?, ?, ?, ?, ?, ?, 1 IN (?)', values });
  });
}

async function runStreams(connection: Connection, transcript: Transcript): Promise<void> {
  await transcript.run('rows as a stream', (note) => noteStream(connection, 'SELECT id, tiny FROM integers', note));
  await transcript.refused('a stream that fails', (note) =>
    noteStream(connection, 'SELECT missing FROM integers', note),
  );
}

/** The driver's streams are of a kind that cannot be iterated. */
function noteStream(connection: Connection, sql: string, note: Note): Promise<void> {
  return new Promise((done, fail) => {
    const rows = connection.query({ sql }).stream({ highWaterMark: 1 });
    rows.on('data', (row: unknown) => note('row', row));
    rows.on('error', fail);
    rows.on('end', () => done());
  });
}

/** What arrives before an error is lost to a callback. */
function noteEvents(connection: Connection, sql: string, note: Note): Promise<void> {
  return new Promise((done) => {
    const sent = connection.query({ sql });
    sent.on('fields', (columns: unknown) => note('fields', columns));
    sent.on('result', (row: unknown) => note('result', row));
    sent.on('error', (error: Error) => note('error', error.message));
    sent.on('end', () => done());
  });
}
