// Binds a server to an endpoint, or says in one line what stands in the way and what to do.

import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import type { Server } from 'node:net';
import { dirname } from 'node:path';
import { MockError, messageOf } from '../core/errors.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';
import { clearSocketPath } from './socket-file.ts';

/** Connections that wait to be accepted: ten thousand programs may start at once. The system has a limit of its own. */
const BACKLOG = 16_384;

/** As mysqld makes its own: whoever reaches the directory may connect, and then has to log in. */
const SOCKET_MODE = 0o777;

/**
 * Listens on `endpoint` and returns where: port 0 has become a real port.
 * @throws MockError `LISTEN_FAILED`
 */
export async function listen(server: Server, endpoint: Endpoint): Promise<Endpoint> {
  if (endpoint.kind === 'unix') await clearSocketPath(endpoint.path);
  try {
    await bind(server, endpoint);
    if (endpoint.kind === 'unix') await chmod(endpoint.path, SOCKET_MODE);
  } catch (cause) {
    if (server.listening) server.close();
    throw new MockError('LISTEN_FAILED', explain(endpoint, cause), { cause });
  }
  const bound = server.address();
  return endpoint.kind === 'tcp' && bound !== null && typeof bound === 'object'
    ? { kind: 'tcp', host: endpoint.host, port: bound.port }
    : endpoint;
}

function bind(server: Server, endpoint: Endpoint): Promise<void> {
  const at = endpoint.kind === 'unix' ? { path: endpoint.path } : { host: endpoint.host, port: endpoint.port };
  const where = { ...at, backlog: BACKLOG };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function explain(endpoint: Endpoint, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (endpoint.kind === 'unix') return explainUnix(endpoint.path, code, cause);
  const { host, port } = endpoint;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use: stop the other program or pass --port`;
    case 'EACCES':
      return `port ${port} on ${host} is not permitted to this user: pass --port with one above 1023`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine: pass --bind with one that is, such as 127.0.0.1`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} is unknown: pass --bind with an address of this machine, such as 127.0.0.1`;
    default:
      return `cannot listen on ${describeEndpoint(endpoint)}: ${messageOf(cause)}`;
  }
}

function explainUnix(path: string, code: unknown, cause: unknown): string {
  switch (code) {
    case 'EADDRINUSE':
      return `socket ${path} is in use: stop the other program or choose another path`;
    // Node says EACCES of a directory that is not there, too
    case 'EACCES':
    case 'ENOENT':
      return existsSync(dirname(path))
        ? `socket ${path} cannot be made: no permission to write to its directory`
        : `socket ${path} cannot be made: its directory does not exist`;
    default:
      return `cannot listen on ${path}: ${messageOf(cause)}`;
  }
}
