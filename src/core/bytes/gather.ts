// Enough bytes of a channel in one piece, for what is framed by a length.

import type { ByteChannel } from '../byte-channel.ts';
import { ConnectionLost } from '../errors.ts';

/**
 * Reads on until `length` bytes are there, those of `have` among them; null where the stream ended before the first.
 * Chunks are put together once, and `have` itself comes back where it is enough.
 * @param who the peer, for the error
 * @throws ConnectionLost where the stream ended within them
 */
export async function gather(
  channel: Pick<ByteChannel, 'read'>,
  who: string,
  have: Buffer,
  length: number,
): Promise<Buffer | null> {
  if (have.length >= length) return have;
  const pieces = have.length > 0 ? [have] : [];
  let bytes = have.length;
  while (bytes < length) {
    const chunk = await channel.read();
    if (chunk === null) {
      if (bytes === 0) return null;
      throw new ConnectionLost(who);
    }
    pieces.push(chunk);
    bytes += chunk.length;
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, bytes);
}
