// Where the unpacked servers and their command-line clients are; fetches them on first use (see fetch.sh).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ServerKind } from './server-kind.ts';

const here = import.meta.dirname;

export interface ClientPrograms {
  /** The `mysql` or `mariadb` command. */
  readonly shell: string;
  /** `mysqldump` or `mariadb-dump`. */
  readonly dump: string;
  /** `mysqladmin` or `mariadb-admin`. */
  readonly admin: string;
  /** `mysqlslap` or `mariadb-slap`. */
  readonly slap: string;
}

export interface Installed {
  readonly kind: ServerKind;
  /** The package's version, e.g. `9.7.4-2`. */
  readonly version: string;
  /** The server's own files: libraries, SQL scripts, plugins. */
  readonly tree: string;
  readonly server: string;
  readonly clients: ClientPrograms;
}

/** One line that says why there is no server to be had on this machine. */
export class CannotInstallError extends Error {
  override readonly name = 'CannotInstallError';
}

export function cacheFolder(): string {
  return resolve(process.env.MOCK_TEST_CACHE || join(here, '.cache'));
}

/** Fetches the server where the cache does not have it yet; rejects with CannotInstallError where that cannot be. */
export async function install(kind: ServerKind): Promise<Installed> {
  await fetchPackages(kind);
  const home = join(cacheFolder(), kind);
  const program = (name: string) => join(home, 'bin', name);
  return {
    kind,
    version: (await readFile(join(home, 'version'), 'utf8')).trim(),
    tree: join(home, 'tree'),
    server: program(kind === 'mysql' ? 'mysqld' : 'mariadbd'),
    clients: {
      shell: program(kind),
      dump: program(kind === 'mysql' ? 'mysqldump' : 'mariadb-dump'),
      admin: program(kind === 'mysql' ? 'mysqladmin' : 'mariadb-admin'),
      slap: program(kind === 'mysql' ? 'mysqlslap' : 'mariadb-slap'),
    },
  };
}

/** The program sysbench, and the environment that it needs; rejects with CannotInstallError where it cannot be had. */
export async function installSysbench(): Promise<{ readonly program: string; readonly env: NodeJS.ProcessEnv }> {
  await fetchPackages('sysbench');
  const home = join(cacheFolder(), 'sysbench');
  const libraries = join(home, 'tree', 'usr', 'lib');
  const plugins = (await readdir(libraries))
    .map((name) => join(libraries, name, 'libmariadb3', 'plugin'))
    .find((path) => existsSync(path));
  const scripts = join(home, 'tree', 'usr', 'share', 'sysbench', '?.lua');
  return {
    program: join(home, 'bin', 'sysbench'),
    env: { PATH: process.env.PATH, MARIADB_PLUGIN_DIR: plugins, LUA_PATH: scripts },
  };
}

/** MariaDB's own test of its client library, run against any server; rejects with CannotInstallError. */
export async function installClientTest(): Promise<string> {
  await fetchPackages('client-test');
  return join(cacheFolder(), 'client-test', 'bin', 'mariadb-client-test');
}

/** MariaDB's regression tests, and the client that runs them against any server; rejects with CannotInstallError. */
export async function installRegressionTests(): Promise<{ readonly program: string; readonly tests: string }> {
  await fetchPackages('mariadb-test');
  const home = join(cacheFolder(), 'mariadb-test');
  return {
    program: join(home, 'bin', 'mariadb-test'),
    tests: join(home, 'tree', 'usr', 'share', 'mysql', 'mysql-test'),
  };
}

/** @throws CannotInstallError */
export function fetchPackages(
  kind: ServerKind | 'sysbench' | 'router' | 'client-test' | 'mariadb-test',
): Promise<void> {
  return new Promise((done, fail) => {
    const child = execFile('bash', [join(here, 'fetch.sh'), kind, cacheFolder()], (error, _stdout, stderr) => {
      if (error === null) return done();
      const reason = stderr.trim().split('\n').at(-1) || error.message;
      fail(new CannotInstallError(reason, { cause: error }));
    });
    child.stdin?.end();
  });
}
