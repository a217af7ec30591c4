// The listeners of one serving command: a TCP port, a Unix socket or both, each with the same way to serve a client.

import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/log/logger.ts';
import { frameSmall } from '../mysql/codec/framing.ts';
import { encodeErr } from '../mysql/packets/err.ts';
import { Acceptor } from '../net/acceptor.ts';
import type { Connection } from '../net/connection.ts';
import type { Endpoint, TcpEndpoint, UnixEndpoint } from '../net/endpoint.ts';

export interface ListenersOptions {
  /** Null where only the socket is listened on. */
  readonly tcp: TcpEndpoint | null;
  readonly socket: string | null;
  readonly maxConnections: number;
  /** Connections of one address at the most. */
  readonly maxPerAddress: number;
  /** What a client past `maxConnections` gets; by default error 1040 of the classic protocol. */
  readonly tooMany?: Buffer;
  readonly serve: (connection: Connection, shutdown: AbortSignal) => Promise<void>;
  readonly logger: Logger;
}

/** How long sessions may take to end before they are cut. */
const STOP_DEADLINE_MS = 5000;

/** Error 1040 of the classic protocol; nothing is negotiated yet, so it is without SQLSTATE, as servers send it. */
function tooManyConnections(): Buffer {
  return frameSmall(encodeErr({ code: 1040, sqlState: null, message: Buffer.from('Too many connections') }), 0);
}

export class Listeners {
  readonly endpoints: readonly Endpoint[];
  readonly #acceptors: readonly Acceptor[];

  private constructor(acceptors: readonly Acceptor[], endpoints: readonly Endpoint[]) {
    this.#acceptors = acceptors;
    this.endpoints = endpoints;
  }

  /** @throws MockError `LISTEN_FAILED`; nothing listens then */
  static async open(options: ListenersOptions): Promise<Listeners> {
    const wanted: Endpoint[] = [];
    if (options.tcp !== null) wanted.push(options.tcp);
    if (options.socket !== null) wanted.push({ kind: 'unix', path: options.socket });
    const acceptors: Acceptor[] = [];
    const serve = limited(options);
    try {
      const endpoints: Endpoint[] = [];
      for (const endpoint of wanted) {
        const acceptor = new Acceptor({
          endpoint,
          serve,
          onError: (error, connection) =>
            options.logger.warn({ err: error, client: connection?.remote }, `a connection failed: ${messageOf(error)}`),
        });
        acceptors.push(acceptor);
        endpoints.push(await acceptor.listen());
      }
      return new Listeners(acceptors, endpoints);
    } catch (error) {
      await Promise.all(acceptors.map((acceptor) => acceptor.stop(0)));
      throw error;
    }
  }

  get tcp(): TcpEndpoint | undefined {
    return this.endpoints.find((endpoint): endpoint is TcpEndpoint => endpoint.kind === 'tcp');
  }

  get unix(): UnixEndpoint | undefined {
    return this.endpoints.find((endpoint): endpoint is UnixEndpoint => endpoint.kind === 'unix');
  }

  async stop(): Promise<void> {
    await Promise.all(this.#acceptors.map((acceptor) => acceptor.stop(STOP_DEADLINE_MS)));
  }
}

/** How long a client may be silent before it gives its place to another where places are few. */
const SILENT_MS = 1000;

/** Serves as many as there may be. Those that never said a word make room for those that want to. */
function limited(options: ListenersOptions): ListenersOptions['serve'] {
  const served = new Set<Connection>();
  /** Those of them that had said nothing when they were looked at last, and since when they are served. */
  const silent = new Map<Connection, number>();
  const byAddress = new Map<string, number>();
  const leave = (connection: Connection) => {
    served.delete(connection);
    silent.delete(connection);
  };
  const makeRoom = (): boolean => {
    if (served.size < options.maxConnections) return true;
    const first = firstSilent(silent);
    if (first === undefined) return false;
    leave(first);
    first.terminate();
    return true;
  };
  return async (connection, shutdown) => {
    const address = connection.remote.replace(/:\d+$/, '');
    const alike = byAddress.get(address) ?? 0;
    if (alike >= options.maxPerAddress || !makeRoom()) {
      await connection.write(options.tooMany ?? tooManyConnections());
      await connection.close();
      return;
    }
    served.add(connection);
    silent.set(connection, performance.now());
    byAddress.set(address, alike + 1);
    try {
      await options.serve(connection, shutdown);
    } finally {
      leave(connection);
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    }
  };
}

/** The longest connected one that has said nothing; those that have are forgotten, so that nobody looks at them twice. */
function firstSilent(silent: Map<Connection, number>): Connection | undefined {
  const until = performance.now() - SILENT_MS;
  for (const [connection, since] of silent) {
    if (since > until) return undefined;
    if (connection.bytesRead === 0) return connection;
    silent.delete(connection);
  }
  return undefined;
}
