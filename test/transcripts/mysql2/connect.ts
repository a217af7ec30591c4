// Connections of the mysql2 driver, and what a program can see of their results.
import type { Connection as CallbackConnection, ExecuteValues } from 'mysql2';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import type { Client } from '../client.ts';
import type { Target } from '../program.ts';
import type { Note } from '../transcript.ts';

export function connectOptions(target: Target): ConnectionOptions {
  return {
    host: target.host,
    port: target.port,
    ...target.account,
    database: target.schema,
    // mock has a certificate of its own
    ...(target.tls && { ssl: { rejectUnauthorized: false } }),
    timezone: 'Z',
    multipleStatements: true,
    supportBigNumbers: true,
    // objects would hide columns of the same name
    rowsAsArray: true,
    connectAttributes: { program: 'transcript é', empty: '' },
  };
}

export function connect(target: Target, options: ConnectionOptions = {}): Promise<Connection> {
  return createConnection({ ...connectOptions(target), ...options });
}

/** The connection as the shared parts use it. */
export function clientOf(connection: Connection): Client {
  return {
    query: async (note, sql, values = []) => noteResult(note, await connection.query(sql, [...values])),
    execute: async (note, sql, values) => noteResult(note, await connection.execute(sql, values as ExecuteValues[])),
    end: () => connection.end(),
  };
}

/** The connection below the promises: only there are events and streams. */
export function callbacks(connection: Connection): CallbackConnection {
  return (connection as Connection & { readonly connection: CallbackConnection }).connection;
}

/** Runs `work` on a connection of its own. */
export async function withConnection<T>(
  target: Target,
  options: ConnectionOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(target, options);
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

/** Notes a result of query() or execute(): rows or the header of a change, or several of both, with their columns. */
export function noteResult(note: Note, [rows, columns]: readonly [unknown, unknown]): void {
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
    for (const [index, column] of columns.entries()) note(`${prefix}column ${index}`, describeColumn(column));
  }
  note(`${prefix}${Array.isArray(rows) ? 'row' : 'header'}`, rows);
}

const columnFacts = [
  ...['catalog', 'schema', 'table', 'orgTable', 'name', 'orgName', 'characterSet', 'encoding', 'columnLength'],
  ...['columnType', 'flags', 'decimals', 'extendedTypeName', 'extendedFormat'],
];

/** Most are getters of a class, so they cannot be enumerated. */
function describeColumn(column: object): Record<string, unknown> {
  return Object.fromEntries(columnFacts.map((name) => [name, Reflect.get(column, name)]));
}
