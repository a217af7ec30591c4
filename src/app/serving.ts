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
  /** One line per listener, as the command prints it. */
  readonly listening: readonly string[];
  /** Ends every session, then what stands behind them; the same promise for every call. */
  close(): Promise<void>;
}

/** @param finish runs once, when the last session has ended */
export function servingOn(listeners: Listeners, finish: () => Promise<void>): Serving {
  const { tcp } = listeners;
  const unix = listeners.endpoints.find((endpoint) => endpoint.kind === 'unix');
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= listeners.stop().then(finish);
    return closing;
  };
  return {
    host: tcp?.host ?? '',
    port: tcp?.port ?? 0,
    socket: unix?.path ?? null,
    url: tcp === undefined ? '' : `mysql://${describeEndpoint(tcp)}`,
    listening: listeners.endpoints.map((endpoint) =>
      endpoint.kind === 'unix' ? `mysql+unix://${endpoint.path}` : `mysql://${describeEndpoint(endpoint)}`,
    ),
    close,
    [Symbol.asyncDispose]: close,
  };
}
