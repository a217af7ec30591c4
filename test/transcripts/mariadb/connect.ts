// Connections of the mariadb driver, and what a program can see of their results.
import { type Connection, type ConnectionConfig, createConnection, type FieldInfo } from 'mariadb';
import type { Client } from '../client.ts';
import type { Target } from '../program.ts';
import type { Note } from '../transcript.ts';

export function connectOptions(target: Target): ConnectionConfig {
  return {
    host: target.host,
    port: target.port,
    ...target.account,
    database: target.schema,
    // mock has a certificate of its own
    ...(target.tls && { ssl: { rejectUnauthorized: false } }),
    // without TLS a password can only be sent to MySQL under its RSA key
    allowPublicKeyRetrieval: true,
    // its second is short for a machine that runs several tests, and for the first certificate of a mock
    connectTimeout: 10_000,
    timezone: 'Z',
    multipleStatements: true,
    permitLocalInfile: true,
    // objects would hide columns of the same name
    rowsAsArray: true,
    metaAsArray: true,
    connectAttributes: { program: 'transcript é', empty: '' },
  };
}

export function connect(target: Target, options: ConnectionConfig = {}): Promise<Connection> {
  return createConnection({ ...connectOptions(target), ...options });
}

/** Runs `work` on a connection of its own. */
export async function withConnection<T>(
  target: Target,
  options: ConnectionConfig,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(target, options);
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

/** The connection as the shared parts use it. */
export function clientOf(connection: Connection): Client {
  return {
    query: async (note, sql, values) => noteResult(note, await connection.query<unknown>(sql, values)),
    execute: async (note, sql, values) => noteResult(note, await connection.execute<unknown>(sql, values)),
    end: () => connection.end(),
  };
}

/** Notes a result with `metaAsArray`: rows or the outcome of a change, or several of both, with their columns. */
export function noteResult(note: Note, result: unknown): void {
  const [rows, columns]: unknown[] = Array.isArray(result) ? result : [result];
  const isSeveral = Array.isArray(columns) && columns.some((item) => item === null || Array.isArray(item));
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
  note(`${prefix}${Array.isArray(rows) ? 'row' : 'outcome'}`, rows);
}

function describeColumn(column: FieldInfo): Record<string, unknown> {
  return {
    schema: column.schema(),
    table: column.table(),
    orgTable: column.orgTable(),
    name: column.name(),
    orgName: column.orgName(),
    collation: column.collation?.name,
    columnLength: column.columnLength,
    columnType: column.columnType,
    type: column.type,
    flags: column.flags,
    scale: column.scale,
    dataTypeName: column.dataTypeName,
    isJson: column.isDataTypeFormatJson(),
  };
}
