// What is wrong with the options of a replay is said before it begins.

import { MockError } from '../core/errors.ts';
import { isLoopback } from './client-side.ts';

interface CheckedOptions {
  readonly host?: string;
  readonly requireAuth?: boolean;
  readonly allowAnyone?: boolean;
  readonly serverVersion?: string;
}

/** @throws MockError `USAGE` */
export function checkReplayOptions(options: CheckedOptions): void {
  checkAddress(options);
  checkServerVersion(options);
}

/** Any password passes by default: that is for this machine only. */
function checkAddress({ host = '127.0.0.1', requireAuth, allowAnyone }: CheckedOptions): void {
  if (isLoopback(host) || requireAuth || allowAnyone) return;
  const advice = 'pass --require-auth with --user and --password-file, or --allow-anyone';
  throw new MockError('USAGE', `listening on ${host} would let anybody in: ${advice}`);
}

/** Clients read it up to its NUL, and some keep no more than MySQL's SERVER_VERSION_LENGTH of it. */
function checkServerVersion({ serverVersion = '8' }: CheckedOptions): void {
  if (/^[\x21-\x7e]{1,60}$/.test(serverVersion)) return;
  const form = '1 to 60 ASCII characters without spaces, such as 8.0.36 or 10.11.6-MariaDB';
  throw new MockError('USAGE', `--server-version ${JSON.stringify(serverVersion)} is no version: pass ${form}`);
}
