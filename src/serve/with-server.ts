// Some quick questions to a real server, over a session of our own.

import { type ClientSession, withSession } from '../mysql/session/client-session.ts';
import { type ServerSideOptions, toEndpoint, upstreamOptions } from './server-side.ts';

export interface ServerAccount extends ServerSideOptions {
  /** `host:port`, `mysql://user:password@…`, or a socket's path. */
  readonly upstream: string;
  readonly user?: string;
  readonly password?: string;
}

const DEFAULT_PORT = 3306;

/** @throws MockError `UPSTREAM_UNREACHABLE`, `UPSTREAM_TLS`, `USAGE`; `PROTOCOL_VIOLATION` where the server refuses */
export async function withServer<T>(options: ServerAccount, ask: (session: ClientSession) => Promise<T>): Promise<T> {
  const { endpoint, user, password } = toEndpoint(options.upstream, DEFAULT_PORT);
  const account = { user: options.user ?? user ?? '', password: options.password ?? password ?? '' };
  return await withSession(await upstreamOptions(endpoint, options), account, ask);
}
