// Which server is recorded, and what its recording is called where nobody says so.

import { basename } from 'node:path';
import { MockError } from '../core/errors.ts';
import { type Endpoint, parseEndpointUrl } from '../net/endpoint.ts';
import type { AccountOfFiles, UpstreamAddress } from './definitions/upstream.ts';

/**
 * The server's address as it was given; null where none was.
 * @throws MockError `USAGE` where the named environment variable is not set
 */
export function chosenUpstream(
  choice: Omit<UpstreamAddress, keyof AccountOfFiles>,
  env: NodeJS.ProcessEnv,
): string | null {
  const { upstream, upstreamEnv } = choice;
  if (upstreamEnv === undefined) return upstream ?? null;
  const value = env[upstreamEnv];
  if (value !== undefined && value !== '') return value;
  throw new MockError(
    'USAGE',
    `--upstream-env ${upstreamEnv}: this environment variable is not set; set it or pass --upstream`,
  );
}

/** What a server is called in a file's name: `db-3306`, or its socket's name. */
export function fileNameOf(endpoint: Endpoint): string {
  return endpoint.kind === 'tcp' ? `${endpoint.host}-${endpoint.port}` : basename(endpoint.path, '.sock');
}

/** `recordings/db-3306-20260131T101500Z.db` */
export function defaultOutput(name: string, now: Date): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return `recordings/${name.replace(/[^\w.-]+/g, '_')}-${time}.db`;
}

/** An account at the real server, as far as anything says. */
export interface ChosenAccount {
  readonly user?: string;
  readonly password?: string;
}

/** Who logs in at the server: what its URL says, else MySQL's environment and option files. */
export function chosenAccount(upstream: string, flags: AccountOfFiles): ChosenAccount {
  const url = parseEndpointUrl(upstream, 0);
  const user = url.user ?? flags.upstreamUser;
  const password = url.password ?? flags.upstreamPassword;
  return { ...(user !== undefined && { user }), ...(password !== undefined && { password }) };
}
