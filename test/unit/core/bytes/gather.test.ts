import { expect, test } from 'vitest';
import { gather } from '../../../../src/core/bytes/gather.ts';
import { ConnectionLost } from '../../../../src/core/errors.ts';

/** A channel that gives these chunks, then its end. */
function channelOf(...chunks: readonly string[]) {
  const left = chunks.map((chunk) => Buffer.from(chunk));
  return { read: async () => left.shift() ?? null };
}
const none = Buffer.alloc(0);

test('what is there already comes back as it is, without a read', async () => {
  const have = Buffer.from('abc');
  expect(await gather(channelOf('d'), 'client', have, 3)).toBe(have);
});

test('chunks are put together until there is enough, and none is cut', async () => {
  expect(String(await gather(channelOf('b', 'cde', 'f'), 'client', Buffer.from('a'), 3))).toBe('abcde');
});

test('the end before the first byte is null, within them an error', async () => {
  expect(await gather(channelOf(), 'client', none, 3)).toBeNull();
  await expect(gather(channelOf('a'), 'client', none, 3)).rejects.toThrow(ConnectionLost);
  await expect(gather(channelOf(), 'client', Buffer.from('a'), 3)).rejects.toThrow(ConnectionLost);
});
