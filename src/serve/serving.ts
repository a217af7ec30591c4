// What a program gets of something that listens: where, and how to end it.

import { describeEndpoint } from '../net/endpoint.ts';
import type { Listeners } from './listeners.ts';

export interface Serving extends AsyncDisposable {
  /** Of the TCP listener; empty and 0 where there is only a socket. */
  readonly host: string;
  readonly port: number;
  readonly socket: string | null;
  /** `mysql://host:port`, to which a user and a database can be added. */
  readonly url: string;
  /** Of the X Protocol's TCP listener; 0 where there is none. */
  readonly xPort: number;
  readonly xSocket: string | null;
  /** One line per listener, as the command prints it. */
  readonly listening: readonly string[];
  /** Ends every session, then what stands behind them; the same promise for every call. */
  close(): Promise<void>;
}

/**
 * @param finish runs once, when the last session has ended
 * @param x the listeners of the X Protocol; null where there are none
 */
export function servingOn(listeners: Listeners, finish: () => Promise<void>, x: Listeners | null = null): Serving {
  const { tcp, unix } = listeners;
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= Promise.all([listeners.stop(), x?.stop()]).then(finish);
    return closing;
  };
  return {
    host: tcp?.host ?? '',
    port: tcp?.port ?? 0,
    socket: unix?.path ?? null,
    url: tcp === undefined ? '' : `mysql://${describeEndpoint(tcp)}`,
    xPort: x?.tcp?.port ?? 0,
    xSocket: x?.unix?.path ?? null,
    listening: [...urlsOf(listeners, 'mysql'), ...(x === null ? [] : urlsOf(x, 'mysqlx'))],
    close,
    [Symbol.asyncDispose]: close,
  };
}

function urlsOf({ endpoints }: Listeners, scheme: string): string[] {
  return endpoints.map((endpoint) =>
    endpoint.kind === 'unix' ? `${scheme}+unix://${endpoint.path}` : `${scheme}://${describeEndpoint(endpoint)}`,
  );
}
