// How a test file asks for a real server: its tests run against the one that the whole run shares, or are skipped with
// the reason why there is none, or fail with it where servers are required.
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { describe, inject, test } from 'vitest';
import type { ClientPrograms } from './installed.ts';
import { type ServerAddress, type ServerKind, serverNames } from './server-kind.ts';

/** Like `describe`, for tests that need a server; the body is not run where there is none. */
export function describeWithServer(kind: ServerKind, body: (server: ServerAddress) => void): void {
  const { address, reason, isRequired } = inject('servers')[kind];
  const name = serverNames[kind];
  if (address !== undefined) {
    describe(`with ${name} ${address.version}`, () => body(address));
  } else if (isRequired) {
    test(`needs ${name}`, () => {
      throw new Error(reason);
    });
  } else {
    test.skip(`needs ${name}: ${reason}`, () => {});
  }
}

/** The command-line clients of that kind; undefined where they cannot be had. */
export function clientPrograms(kind: ServerKind): ClientPrograms | undefined {
  return inject('servers')[kind].clients;
}

export interface TestSchema extends AsyncDisposable {
  readonly name: string;
  drop(): Promise<void>;
}

/** A new, empty schema, so that test files can run at the same time on one server. */
export async function createSchema(server: ServerAddress, prefix = 'test'): Promise<TestSchema> {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await runStatement(server, `CREATE DATABASE \`${name}\``);
  const drop = () => runStatement(server, `DROP DATABASE IF EXISTS \`${name}\``);
  return { name, drop, [Symbol.asyncDispose]: drop };
}

async function runStatement(server: ServerAddress, sql: string): Promise<void> {
  const { host, port, user, password } = server;
  const connection = await createConnection({ host, port, user, password });
  await connection.query(sql).finally(() => connection.end());
}
