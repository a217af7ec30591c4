// The file of a Unix socket that we are to listen on: whether it can be made, and whether one is in the way.

import { lstat, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { MockError, messageOf } from '../core/errors.ts';

/** sockaddr_un holds 108 bytes with the final NUL (unix(7)); a longer path would be cut off without a word. */
const MAX_PATH_BYTES = 107;

/**
 * Removes what a server that was killed left at `path`. Two servers that start in the same moment on the same stale
 * file can still take it from each other.
 * @throws MockError `LISTEN_FAILED` where the path is too long, in use, or something else than a socket
 */
export async function clearSocketPath(path: string): Promise<void> {
  const length = Buffer.byteLength(path);
  if (length > MAX_PATH_BYTES) {
    throw failed(`socket path ${path} has ${length} bytes, the system allows ${MAX_PATH_BYTES}: choose a shorter one`);
  }
  const stats = await lstat(path).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw failed(`cannot look at ${path}: ${messageOf(cause)}`, cause);
  });
  if (stats === null) return;
  if (!stats.isSocket()) throw failed(`${path} exists and is no socket: remove it or choose another path`);
  if (await isListenedOn(path)) throw failed(`socket ${path} is in use: stop the other program or choose another path`);
  await rm(path, { force: true });
}

/** Whether somebody accepts connections there; a refusal is a no, any other trouble throws. */
function isListenedOn(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = connect(path);
    probe.on('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      else reject(failed(`cannot tell whether ${path} is in use: ${error.message}`, error));
    });
  });
}

function failed(message: string, cause?: unknown): MockError {
  return new MockError('LISTEN_FAILED', message, cause === undefined ? undefined : { cause });
}
