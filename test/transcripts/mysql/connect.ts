// Connections of the mysql driver, as promises, and what a program can see of their results.
import { promisify } from 'node:util';
import mysql, { type Connection, type QueryOptions } from 'mysql';
import type { Client } from '../client.ts';
import type { Target } from '../program.ts';
import type { Note } from '../transcript.ts';

export type Options = Readonly<Record<string, unknown>>;

export function connectOptions(target: Target): Options {
  return {
    host: target.host,
    port: target.port,
    ...target.account,
    database: target.schema,
    charset: 'utf8mb4_general_ci',
    // mock has a certificate of its own
    ...(target.tls && { ssl: { rejectUnauthorized: false } }),
    timezone: 'Z',
    multipleStatements: true,
    supportBigNumbers: true,
  };
}

export async function connect(target: Target, options: Options = {}): Promise<Connection> {
  const connection = mysql.createConnection({ ...connectOptions(target), ...options });
  connection.on('error', () => {}); // it is told to the operation under way too
  await promisify(connection.connect).call(connection);
  return connection;
}

/** Runs `work` on a connection of its own. */
export async function withConnection<T>(
  target: Target,
  options: Options,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(target, options);
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

/** The connection as the shared parts use it; the driver knows no prepared statements. */
export function clientOf(connection: Connection): Client {
  return {
    query: (note, sql, values = []) => query(connection, note, { sql, values }),
    end: () => promisify(connection.end).call(connection),
  };
}

type Querying = Pick<Connection, 'query'>;

/** Sends a statement and notes its results. */
export async function query(connection: Querying, note: Note, options: QueryOptions): Promise<void> {
  const [rows, columns] = await new Promise<[unknown, unknown]>((done, fail) => {
    connection.query(options, (error, result, fields) => (error === null ? done([result, fields]) : fail(error)));
  });
  const isSeveral = Array.isArray(columns) && columns.some((item) => item === undefined || Array.isArray(item));
  if (isSeveral && Array.isArray(rows)) {
    note('results', rows.length);
    for (const [index, item] of rows.entries()) noteOne(note, `${index + 1}. `, item, columns[index]);
  } else {
    noteOne(note, '', rows, columns);
  }
}

function noteOne(note: Note, prefix: string, rows: unknown, columns: unknown): void {
  if (Array.isArray(columns)) {
    for (const [index, column] of columns.entries()) note(`${prefix}column ${index}`, column);
  }
  note(`${prefix}${Array.isArray(rows) ? 'row' : 'outcome'}`, rows);
}
