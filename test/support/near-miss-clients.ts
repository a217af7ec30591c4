// Clients that ask the statements of a near miss, each in a form of its own: as text, prepared, through a cursor, as a bulk execute
// of MariaDB, over the X Protocol. What they hear is told so that two answers can be compared.

import { getSession } from '@mysql/xdevapi';
import { createConnection as createMariadb } from 'mariadb';
import { createConnection } from 'mysql2/promise';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import type { ServerKind } from '../servers/index.ts';
import { accounts } from '../servers/index.ts';
import { bytes, int4 } from './conversation.ts';
import type { Ask, Value } from './near-misses.ts';
import { PLAIN, RawClient } from './raw-client.ts';

export const FORMS = ['text', 'prepared', 'cursor', 'bulk', 'x'] as const;
export type Form = (typeof FORMS)[number];

export interface NearPlace {
  readonly kind: ServerKind;
  readonly port: number;
  readonly xPort: number;
  readonly database: string;
}

/** What is heard of a statement that the replay does not know. */
export const MISS = 'miss';

export interface NearClient extends AsyncDisposable {
  ask(ask: Ask<Value>): Promise<unknown>;
}

export async function openNearClient(form: Form, place: NearPlace): Promise<NearClient> {
  switch (form) {
    case 'text':
    case 'prepared':
      return await withMysql2(place, form === 'prepared');
    case 'cursor':
      return await withCursors(place);
    case 'bulk':
      return await inBulk(place);
    case 'x':
      return await overX(place);
  }
}

function failed(error: unknown): string {
  const { message, sqlMessage } = error as Error & { readonly sqlMessage?: string };
  const told = sqlMessage ?? message;
  return told.includes('mock: ') ? MISS : told;
}

async function withMysql2({ kind, port, database }: NearPlace, isPrepared: boolean): Promise<NearClient> {
  const { user, password } = accounts[kind].root;
  const connection = await createConnection({ host: '127.0.0.1', port, user, password, database, dateStrings: true });
  const ask: NearClient['ask'] = async ({ sql, values }) => {
    try {
      const [rows] = isPrepared ? await connection.execute(sql, [...values]) : await connection.query(sql, [...values]);
      return Array.isArray(rows) ? rows : { affectedRows: rows.affectedRows };
    } catch (error) {
      return failed(error);
    }
  };
  return { ask, [Symbol.asyncDispose]: () => connection.end() };
}

const CURSOR = 1;
const TYPES = { number: 8, string: 0xfd, bytes: 0xfc };

async function withCursors({ kind, port, database }: NearPlace): Promise<NearClient> {
  const { user } = accounts[kind].empty;
  const client = await RawClient.login({ host: '127.0.0.1', port, user, database, capabilities: PLAIN });
  const heard = (answer: Buffer): string => {
    if (answer[4] !== 0xff) return answer.toString('hex');
    // numbers of prepared statements are a server's own
    const told = answer.toString('latin1', 4).replace(/statement \(\d+\)/, 'statement');
    return told.includes('mock: ') ? MISS : told;
  };
  const ask: NearClient['ask'] = async ({ sql, values }) => {
    const prepared = await client.command(bytes([CommandCode.COM_STMT_PREPARE], sql));
    if (prepared[4] !== 0) return heard(prepared);
    const id = int4(prepared.readUInt32LE(5));
    const code = CommandCode.COM_STMT_EXECUTE;
    // MySQL refuses it with a cursor
    const flags = /^truncate/i.test(sql) ? 0 : CURSOR;
    const executed = await client.command(bytes([code], id, [flags, 1, 0, 0, 0], parameterBlock(values)));
    const isOpen = executed[4] !== 0 && executed[4] !== 0xff;
    const answer = isOpen ? await client.command(bytes([CommandCode.COM_STMT_FETCH], id, int4(1000))) : executed;
    client.send(bytes([CommandCode.COM_STMT_CLOSE], id));
    return heard(answer);
  };
  return { ask, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
}

function parameterBlock(values: readonly Value[]): Buffer {
  if (values.length === 0) return Buffer.alloc(0);
  const kindOf = (value: Value) =>
    typeof value === 'number' ? TYPES.number : typeof value === 'string' ? TYPES.string : TYPES.bytes;
  const types = values.flatMap((value) => [kindOf(value), 0]);
  const written = values.map((value) => {
    if (typeof value === 'number') {
      const buffer = Buffer.alloc(8);
      buffer.writeBigInt64LE(BigInt(value));
      return buffer;
    }
    const content = Buffer.from(value as string);
    return bytes([0xfc, content.length & 0xff, content.length >> 8], content);
  });
  return bytes(Buffer.alloc(Math.ceil(values.length / 8)), [1], types, ...written);
}

/** Its INSERTs go in bulk, of one row and once more. */
async function inBulk({ kind, port, database }: NearPlace): Promise<NearClient> {
  const { user, password } = accounts[kind].root;
  const login = { host: '127.0.0.1', port, user, password, database, dateStrings: true, bulk: true };
  const connection = await createMariadb({
    ...login,
    bigIntAsNumber: true,
    insertIdAsNumber: true,
    checkNumberRange: false,
  });
  const ask: NearClient['ask'] = async ({ sql, values }) => {
    try {
      const isBulk = /^insert/i.test(sql) && values.length > 0;
      const rows = isBulk ? await connection.batch(sql, [[...values]]) : await connection.execute(sql, [...values]);
      return Array.isArray(rows) ? [...rows] : { affectedRows: rows.affectedRows };
    } catch (error) {
      return failed(error);
    }
  };
  return { ask, [Symbol.asyncDispose]: () => connection.end() };
}

async function overX({ xPort, database }: NearPlace): Promise<NearClient> {
  const { user, password } = accounts.mysql.root;
  const login = { host: '127.0.0.1', port: xPort, user, password, schema: database };
  const session = await getSession({ ...login, auth: 'PLAIN', tls: { enabled: true } });
  const ask: NearClient['ask'] = async ({ sql, values }) => {
    try {
      const result = await session
        .sql(sql)
        .bind(values as string[])
        .execute();
      const rows = result.fetchAll();
      return /^\s*select/i.test(sql) ? rows : { affectedRows: result.getAffectedItemsCount() };
    } catch (error) {
      return failed(error);
    }
  };
  return { ask, [Symbol.asyncDispose]: () => session.close() };
}

/** Which forms a server takes. */
export function formsOf(kind: ServerKind): readonly Form[] {
  return FORMS.filter((form) => (kind === 'mysql' ? form !== 'bulk' : form !== 'x'));
}
