// The REST API of a serving command: where it listens, and who may use it.

import { MockError } from '../core/errors.ts';
import { isLoopback } from './client-side.ts';
import type { RestServer } from './rest/server.ts';
import type { RestTarget } from './rest/target.ts';

export interface HttpOptions {
  /** Port of the REST API; 0 picks a free one; none is opened without it. */
  readonly httpPort?: number;
  /** Default 127.0.0.1. */
  readonly httpHost?: string;
  /** Bearer token that clients must send; needed on other addresses than this machine's own. */
  readonly httpToken?: string;
  /** Host names under which it is asked, beside addresses and `localhost`; any other one is refused. */
  readonly httpNames?: readonly string[];
  /** Listening on other addresses than this machine's own is refused without it. */
  readonly allowAnyone?: boolean;
}

/**
 * Null where none is asked for. The framework is loaded only then.
 * @throws MockError `USAGE`, `LISTEN_FAILED`
 */
export async function openHttp(target: RestTarget, options: HttpOptions): Promise<RestServer | null> {
  const {
    httpPort: port,
    httpHost: host = '127.0.0.1',
    httpToken: token,
    httpNames: names = [],
    allowAnyone,
  } = options;
  if (port === undefined) return null;
  if (token === undefined && !isLoopback(host) && !allowAnyone) {
    throw new MockError('USAGE', `the REST API on ${host} would be open to anybody: pass a token, or --allow-anyone`);
  }
  const { startRest } = await import('./rest/server.ts');
  return await startRest(target, { host, port, token: token ?? null, names });
}
