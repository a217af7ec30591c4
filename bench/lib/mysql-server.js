// The real server of test/servers, for plain Node: vite (which vitest brings) runs its TypeScript.
import { dirname, join } from 'node:path';
import { runnerImport } from 'vite';

const servers = join(import.meta.dirname, '..', '..', 'test', 'servers');

/**
 * Starts a MySQL of its own, gone when this process is gone; rejects with one line where there is none to be had.
 * `user` has no password: over plain TCP that needs neither RSA nor a cached password.
 */
export async function startMysql() {
  const { module } = await runnerImport(join(servers, 'start.ts'), { configFile: false, logLevel: 'error' });
  const { module: accounts } = await runnerImport(join(servers, 'accounts.ts'), {
    configFile: false,
    logLevel: 'error',
  });
  const server = await module.startMysql();
  return {
    port: server.port,
    xPort: server.xPort,
    /** The X Protocol takes no account without a password over plain TCP. */
    xAccount: {
      user: accounts.accounts.mysql.cachingSha2.user,
      password: accounts.accounts.mysql.cachingSha2.password,
    },
    user: accounts.accounts.mysql.empty.user,
    /** The folder of the certificates and keys that the server made for itself and for clients. */
    certificates: join(dirname(server.ca), '..', 'data'),
    socket: server.socket,
    version: server.version,
    stop: () => server.stop(),
  };
}

/** A MariaDB of its own, in which the same user has the same rows once sysbench has made them. */
export async function startMariadb() {
  const { module } = await runnerImport(join(servers, 'start.ts'), { configFile: false, logLevel: 'error' });
  const server = await module.startMariadb();
  return { port: server.port, stop: () => server.stop() };
}

/** Where test/servers keeps what it unpacks. */
export function cacheFolder() {
  return process.env.MOCK_TEST_CACHE || join(servers, '.cache');
}

export const fetchScript = join(servers, 'fetch.sh');
