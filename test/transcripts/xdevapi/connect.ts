// Sessions of the @mysql/xdevapi driver, and what a program can see of their results.
import { getSession, type Session } from '@mysql/xdevapi';
import type { Client } from '../client.ts';
import type { Target } from '../program.ts';
import type { Note } from '../transcript.ts';

export interface SessionOptions {
  readonly auth?: string;
  readonly user?: string;
  readonly password?: string;
  readonly schema?: string;
}

/** The driver's options; without TLS through the Unix socket: what it proves over plain TCP, MySQL 9 does not take. */
export function sessionOptions(target: Target, options: SessionOptions = {}) {
  return {
    ...(target.tls ? { host: target.host, port: target.port } : { socket: target.xSocket ?? '' }),
    ...target.account,
    schema: target.schema,
    auth: 'PLAIN',
    tls: { enabled: target.tls },
    connectionAttributes: { program: 'transcript é', empty: '' },
    ...options,
  };
}

export function connect(target: Target, options: SessionOptions = {}): Promise<Session> {
  return getSession(sessionOptions(target, options));
}

/** Runs `work` on a session of its own. */
export async function withSession<T>(
  target: Target,
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await connect(target, options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Notes every result of a statement with its columns and what came beside. */
export async function noteSql(
  note: Note,
  session: Session,
  sql: string,
  values: readonly unknown[] = [],
): Promise<void> {
  const statement = session.sql(sql);
  // the driver takes a value or a list of them
  const result = await (values.length > 0 ? statement.bind(values as never) : statement).execute();
  do {
    for (const [index, column] of result.getColumns().entries()) note(`column ${index}`, describeColumn(column));
    note('row', result.fetchAll());
  } while (result.nextResult());
  note('affected', result.getAffectedItemsCount());
  note('insert id', result.getAutoIncrementValue());
  note('warnings', result.getWarnings());
}

export function clientOf(session: Session): Client {
  return {
    query: (note, sql, values) => noteSql(note, session, sql, values),
    end: () => session.close(),
  };
}

const columnGetters = [
  ...['getSchemaName', 'getTableName', 'getTableLabel', 'getColumnName', 'getColumnLabel', 'getType', 'getLength'],
  ...['getFractionalDigits', 'isNumberSigned', 'getCollationName', 'getCharacterSetName', 'isPadded'],
];

function describeColumn(column: object): Record<string, unknown> {
  const call = (name: string): unknown => {
    const getter: unknown = Reflect.get(column, name);
    return typeof getter === 'function' ? getter.call(column) : undefined;
  };
  return Object.fromEntries(columnGetters.map((name) => [name, call(name)]));
}
