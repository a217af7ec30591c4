// Real drivers that meet faults: each connects, asks once, and says in one line what came of it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import * as mariadb from 'mariadb';
import mysql from 'mysql';
import { createConnection } from 'mysql2/promise';
import { onTestFinished } from 'vitest';
import { clientPrograms, type ServerKind } from '../servers/index.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export type DriverName = 'mysql2' | 'mysql' | 'mariadb' | 'mysql command' | 'mariadb command';

export interface FaultDriver {
  readonly name: DriverName;
  /** A client that is logged in; where it does not get in, `ask` says so. */
  readonly connect: (place: Place, how: HowToConnect) => Promise<FaultClient>;
}

export interface HowToConnect {
  readonly isTls: boolean;
  /** How long a greeting is waited for. */
  readonly timeoutS: number;
}

export interface FaultClient {
  readonly name: DriverName;
  /** `fine`, or the error: `1213 ER_LOCK_DEADLOCK`, for a command its number alone. */
  ask(sql: string): Promise<string>;
}

const LOGIN = { user: 'demo', password: 'pw-demo' };

const mysql2Driver: FaultDriver = {
  name: 'mysql2',
  connect: async ({ host, port }, { isTls, timeoutS }) => {
    const ssl = isTls ? { ssl: { rejectUnauthorized: false } } : {};
    const connecting = createConnection({ ...LOGIN, connectTimeout: timeoutS * 1000, host, port, ...ssl });
    return await clientOf('mysql2', connecting, (connection) => {
      connection.on('error', () => undefined);
      onTestFinished(() => connection.destroy());
      return (sql) => connection.query(sql);
    });
  },
};

const mariadbDriver: FaultDriver = {
  name: 'mariadb',
  connect: async ({ host, port }, { isTls, timeoutS }) => {
    const ssl = isTls ? { ssl: { rejectUnauthorized: false } } : {};
    const connecting = mariadb.createConnection({ ...LOGIN, connectTimeout: timeoutS * 1000, host, port, ...ssl });
    return await clientOf('mariadb', connecting, (connection) => {
      connection.on('error', () => undefined);
      onTestFinished(() => connection.destroy());
      return (sql) => connection.query(sql);
    });
  },
};

/** The elder one of Node.js; it knows no TLS without files, and so none here. */
const mysqlDriver: FaultDriver = {
  name: 'mysql',
  connect: async ({ host, port }) => {
    const connection = mysql.createConnection({ ...LOGIN, charset: 'UTF8MB4_UNICODE_CI', host, port });
    connection.on('error', () => undefined);
    onTestFinished(() => connection.destroy());
    const connect = promisify((done: (error: Error | null) => void) => connection.connect(done));
    const query = promisify((sql: string, done: (error: Error | null) => void) => connection.query({ sql }, done));
    return await clientOf('mysql', connect(), () => query);
  },
};

async function clientOf<C>(
  name: DriverName,
  connecting: Promise<C>,
  asker: (connection: C) => (sql: string) => Promise<unknown>,
): Promise<FaultClient> {
  try {
    const ask = asker(await connecting);
    return { name, ask: (sql) => ask(sql).then(() => 'fine', codeOf) };
  } catch (error) {
    const refusal = codeOf(error);
    return { name, ask: async () => refusal };
  }
}

function codeOf(error: unknown): string {
  const { errno = '', code = '' } = error as { errno?: number; code?: string };
  return `${errno} ${code}`.trim();
}

interface CommandShape {
  readonly withTls: string;
  readonly withoutTls: string;
  /** That let it run `system`. */
  readonly options: readonly string[];
}

const COMMANDS: Readonly<Record<ServerKind, CommandShape>> = {
  mysql: {
    withTls: '--ssl-mode=REQUIRED',
    withoutTls: '--ssl-mode=DISABLED',
    options: ['--commands', '--system-command'],
  },
  mariadb: { withTls: '--ssl', withoutTls: '--skip-ssl', options: [] },
};

/** The servers' own commands: libmysqlclient and libmariadb. They read statements as they are written to them. */
function command(kind: ServerKind): FaultDriver {
  const { withTls, withoutTls, options } = COMMANDS[kind];
  return {
    name: `${kind} command`,
    connect: async ({ host, port }, { isTls, timeoutS }) => {
      const place = ['--protocol=tcp', `--host=${host}`, `--port=${port}`, isTls ? withTls : withoutTls];
      const wait = `--connect-timeout=${timeoutS}`;
      const how = [wait, '--batch', '--default-character-set=utf8mb4', ...options];
      const child = spawn(clientPrograms(kind)?.shell ?? '', [...place, ...how, `--user=${LOGIN.user}`], {
        env: { PATH: process.env.PATH, LC_ALL: 'C', MYSQL_PWD: LOGIN.password },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      child.stdin.on('error', () => undefined); // it may be gone already
      const ended = Promise.all([text(child.stderr), once(child, 'close')]);
      // it reads its first line when it is logged in
      child.stdin.write('system echo logged in\n');
      await Promise.race([once(child.stdout, 'data'), ended]);
      child.stdout.resume();
      return {
        name: `${kind} command`,
        ask: async (sql) => {
          child.stdin.end(`${sql};\n`);
          const [stderr] = await ended;
          return child.exitCode === 0 ? 'fine' : (/ERROR (\d+)/.exec(stderr)?.[1] ?? stderr);
        },
      };
    },
  };
}

export const faultDrivers: readonly FaultDriver[] = [
  mysql2Driver,
  mysqlDriver,
  mariadbDriver,
  command('mysql'),
  command('mariadb'),
];
