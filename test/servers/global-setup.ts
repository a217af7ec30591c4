// Vitest's global set-up for the projects that need real servers: starts each server once per run and tells the test
// files its address. A server that cannot be had is a reason to skip, or to fail with MOCK_REQUIRE_SERVERS=1.
import type { TestProject } from 'vitest/node';
import { addressFromEnvironment } from './address-from-environment.ts';
import { CannotInstallError, type ClientPrograms, install } from './installed.ts';
import { type ServerAddress, type ServerKind, serverKinds, serverNames } from './server-kind.ts';
import { start, type TestServer } from './start.ts';

/** What the test files get to know about one kind of server. */
export interface ServerReport {
  readonly address: ServerAddress | undefined;
  /** Why there is no address. */
  readonly reason: string;
  /** Whether tests that need the server must fail without it. */
  readonly isRequired: boolean;
  readonly clients: ClientPrograms | undefined;
}

export type ServerReports = Readonly<Record<ServerKind, ServerReport>>;

declare module 'vitest' {
  export interface ProvidedContext {
    servers: ServerReports;
  }
}

interface SharedServers {
  users: number;
  readonly started: TestServer[];
  readonly reports: Promise<ServerReports>;
}

// Vitest loads this file once per project, so what the projects share is kept outside of the module.
const key = Symbol.for('mysql-replay.test-servers');
const shared: typeof globalThis & { [key]?: SharedServers | undefined } = globalThis;

export async function setup(project: TestProject): Promise<void> {
  shared[key] ??= startServers();
  shared[key].users++;
  project.provide('servers', await shared[key].reports);
}

export async function teardown(): Promise<void> {
  const servers = shared[key];
  if (servers === undefined || --servers.users > 0) return;
  shared[key] = undefined;
  await servers.reports.catch(() => {});
  await Promise.all(servers.started.map((server) => server.stop()));
}

function startServers(): SharedServers {
  const started: TestServer[] = [];
  const reports = Promise.all(serverKinds.map((kind) => report(kind, started))).then(
    ([mysql, mariadb]) => ({ mysql, mariadb }) as ServerReports,
  );
  return { users: 0, started, reports };
}

async function report(kind: ServerKind, started: TestServer[]): Promise<ServerReport> {
  const isRequired = process.env.MOCK_REQUIRE_SERVERS === '1';
  const facts = { address: undefined, reason: '', isRequired, clients: undefined };
  try {
    const named = await addressFromEnvironment(kind);
    if (named !== undefined) {
      const clients = await install(kind).then(
        (installed) => installed.clients,
        () => undefined,
      );
      return { ...facts, address: named, clients };
    }
    const { clients } = await install(kind);
    const server = await start(kind);
    started.push(server);
    return { ...facts, clients, address: plainAddress(server) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // only where there is nothing to start is it right to go on without
    const isExcused = error instanceof CannotInstallError && !isRequired;
    console.error(`${isExcused ? 'skipping' : 'failing'} the tests that need ${serverNames[kind]}: ${reason}`);
    return { ...facts, reason, isRequired: !isExcused };
  }
}

/** The address alone: what is given to test files has to be data. */
function plainAddress(server: TestServer): ServerAddress {
  const { log: _log, stop: _stop, crash: _crash, [Symbol.asyncDispose]: _dispose, ...address } = server;
  return address;
}
