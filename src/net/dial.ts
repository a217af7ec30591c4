// Opens a socket to an endpoint, TCP or Unix.

import { connect, type Socket } from 'node:net';
import { MockError, messageOf } from '../core/errors.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';

/** Each attempt but the last one of a name's addresses gets this long. */
const ATTEMPT_TIMEOUT_MS = 1000;

export interface Dial {
  /** For all addresses together; 10 seconds where it is not said. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A connected socket, TCP_NODELAY and half-open allowed.
 * @throws MockError `UPSTREAM_UNREACHABLE` with the system's error as its cause
 */
export function dial(endpoint: Endpoint, options: Dial): Promise<Socket> {
  const { timeoutMs = 10_000, signal } = options;
  return new Promise((resolve, reject) => {
    const socket = openSocket(endpoint);
    const timer = setTimeout(() => finish(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const onConnect = () => finish(null);
    const onAbort = () => finish(new Error('given up', { cause: signal?.reason }));
    const finish = (error: Error | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect).off('error', finish);
      if (error === null) return resolve(socket);
      socket.destroy();
      reject(unreachable(endpoint, error));
    };
    socket.on('connect', onConnect).on('error', finish);
    // An address that is being tried may fail after we gave up, a connection break before its owner listens.
    socket.on('error', () => {});
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
  });
}

function openSocket(endpoint: Endpoint): Socket {
  if (endpoint.kind === 'unix') return connect({ path: endpoint.path, allowHalfOpen: true });
  return connect({
    host: endpoint.host,
    port: endpoint.port,
    noDelay: true,
    keepAlive: true,
    allowHalfOpen: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS,
  });
}

function unreachable(endpoint: Endpoint, cause: Error): MockError {
  // An AggregateError (several addresses tried) has a code, but no message of its own.
  const code = 'code' in cause ? String(cause.code) : '';
  const reason = messageOf(cause) || code;
  return new MockError('UPSTREAM_UNREACHABLE', `cannot connect to ${describeEndpoint(endpoint)}: ${reason}`, { cause });
}
