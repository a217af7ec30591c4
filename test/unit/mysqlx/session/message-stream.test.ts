import { expect, test } from 'vitest';
import type { ByteChannel } from '../../../../src/core/byte-channel.ts';
import { frameMessage } from '../../../../src/mysqlx/codec/framing.ts';
import { MessageStream } from '../../../../src/mysqlx/session/message-stream.ts';
import fc from '../../../support/property.ts';

/** A peer that sends these chunks and ends. */
function channelOf(chunks: readonly Uint8Array[]): ByteChannel {
  const left: Buffer[] = chunks.filter(({ length }) => length > 0).map((chunk) => Buffer.from(chunk));
  return {
    read: () => Promise.resolve(left.shift() ?? null),
    tryRead: () => undefined,
    whenReadable: () => undefined,
    unread: (bytes) => void left.unshift(bytes),
    write: () => undefined,
    bytesWritten: 0,
  };
}

async function readAll(stream: MessageStream): Promise<[number, string][]> {
  const messages: [number, string][] = [];
  for (;;) {
    const message = await stream.read();
    if (message === null) return messages;
    messages.push([message.type, message.payload.toString('hex')]);
  }
}

test('gives the same messages wherever the bytes are cut', async () => {
  const frames = fc.array(fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 30 })), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(frames, fc.array(fc.nat()), async (wanted, cuts) => {
      const bytes = Buffer.concat(wanted.map(([type, payload]) => frameMessage(type, payload)));
      const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
      const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
      const messages = await readAll(new MessageStream(channelOf(chunks), 'client', 1000));
      expect(messages).toEqual(wanted.map(([type, payload]) => [type, Buffer.from(payload).toString('hex')]));
    }),
  );
});

test('refuses what has no length with the words of the server, and what is too long without any', async () => {
  const none = new MessageStream(channelOf([Buffer.alloc(4)]), 'client', 10);
  await expect(none.read()).rejects.toMatchObject({ facts: { code: 5000 } });
  const long = new MessageStream(channelOf([Buffer.from([11, 0, 0, 0, 1])]), 'client', 10);
  await expect(long.read()).rejects.toMatchObject({ facts: null });
});

test('a peer that stops in the middle is gone', async () => {
  const cut = new MessageStream(channelOf([frameMessage(1, Buffer.alloc(9)).subarray(0, 7)]), 'client', 100);
  await expect(cut.read()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
});
