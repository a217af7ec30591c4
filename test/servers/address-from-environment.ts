// A server that is running already and that the tests shall use instead of starting one:
//   MOCK_TEST_MYSQL=host:port, with _USER (root), _PASSWORD (none), _SOCKET, _CA, _X_PORT; likewise MOCK_TEST_MARIADB.
import { readServerVersion } from './greeting.ts';
import type { ServerAddress, ServerKind } from './server-kind.ts';

/** Undefined where the environment names no server; rejects where the one it names does not answer. */
export async function addressFromEnvironment(kind: ServerKind): Promise<ServerAddress | undefined> {
  const name = `MOCK_TEST_${kind.toUpperCase()}`;
  const read = (suffix = '') => process.env[name + suffix] || undefined;
  const authority = read();
  if (authority === undefined) return undefined;

  const [, bracketed, plain, digits] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(authority) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new Error(`${name} is ${JSON.stringify(authority)}, which is not host:port`);
  const port = Number(digits);
  const version = await readServerVersion({ host, port }).catch((cause: unknown) => {
    throw new Error(`${name} names ${authority}, where no server answers`, { cause });
  });
  const xPort = read('_X_PORT');
  return {
    kind,
    version,
    host,
    port,
    user: read('_USER') ?? 'root',
    password: read('_PASSWORD') ?? '',
    socket: read('_SOCKET'),
    ca: read('_CA'),
    xPort: xPort === undefined ? undefined : Number(xPort),
    xSocket: undefined,
    hasAccounts: false,
  };
}
