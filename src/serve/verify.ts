// `mock verify`: whether a live server still answers as it was recorded.

import type { Endpoint } from '../net/endpoint.ts';
import { openRecording } from '../store/reading/reader.ts';
import { verifyRecording } from '../tools/verify/verify-recording.ts';
import type { VerifyResult } from '../tools/verify/verify-result.ts';
import { type ServerSideOptions, toEndpoint, upstreamOptions } from './server-side.ts';

export interface VerifyOptions extends ServerSideOptions {
  /** The live server: `host:port`, `mysql://user:password@…`, or a socket's path. */
  readonly upstream: string | Endpoint;
  /** Who logs in; default: the user in `upstream`, else each session's recorded one. */
  readonly user?: string;
  /** Default: the password in `upstream`, else none. */
  readonly password?: string;
  /** Everything is sent as it was recorded, and stays; default: writes are rolled back, and what cannot be is not sent. */
  readonly allowWrites?: boolean;
  /** Told now and then how far it is. */
  readonly onProgress?: (done: number, total: number) => void;
}

const DEFAULT_PORT = 3306;

/**
 * Asks the live server what the recording's clients asked, and compares.
 * @throws MockError `RECORDING_MISSING`, `RECORDING_UNUSABLE`, `UPSTREAM_UNREACHABLE`, `UPSTREAM_TLS`, `USAGE`;
 *   `PROTOCOL_VIOLATION` where the server refuses the account
 */
export async function verify(file: string, options: VerifyOptions): Promise<VerifyResult> {
  const { allowWrites = false, onProgress } = options;
  const { endpoint, user, password } = toEndpoint(options.upstream, DEFAULT_PORT);
  const upstream = await upstreamOptions(endpoint, options);
  const reader = openRecording(file);
  try {
    const firstUser = reader.firstSession()?.facts.user ?? '';
    return await verifyRecording(reader, {
      upstream,
      accountFor: (recorded) => ({
        user: options.user ?? user ?? recorded ?? firstUser,
        password: options.password ?? password ?? '',
      }),
      allowWrites,
      ...(onProgress !== undefined && { onProgress }),
    });
  } finally {
    reader.close();
  }
}
