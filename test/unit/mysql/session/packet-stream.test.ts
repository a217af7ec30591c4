import { expect, test } from 'vitest';
import type { ByteChannel } from '../../../../src/core/byte-channel.ts';
import { ConnectionLost, ProtocolViolation } from '../../../../src/core/errors.ts';
import { framePayload, frameSmall } from '../../../../src/mysql/codec/framing.ts';
import { PacketStream } from '../../../../src/mysql/session/packet-stream.ts';
import fc from '../../../support/property.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** Gives chunks, one per read, then the end; keeps what is written. */
class ChunkChannel implements ByteChannel {
  readonly written: Buffer[] = [];
  readonly #chunks: Buffer[];

  constructor(chunks: readonly Buffer[]) {
    this.#chunks = [...chunks];
  }

  async read(): Promise<Buffer | null> {
    return this.#chunks.shift() ?? null;
  }

  tryRead(): undefined {
    return undefined;
  }

  whenReadable(wake: () => void): void {
    queueMicrotask(wake);
  }

  unread(bytes: Buffer): void {
    this.#chunks.unshift(bytes);
  }

  write(bytes: Buffer): undefined {
    this.written.push(bytes);
  }

  get bytesWritten(): number {
    return this.written.reduce((sum, { length }) => sum + length, 0);
  }
}

function streamOf(chunks: readonly Buffer[], maxBytes = MAX_BYTES): { stream: PacketStream; channel: ChunkChannel } {
  const channel = new ChunkChannel(chunks);
  return { stream: new PacketStream(channel, 'client', maxBytes), channel };
}

/** Cuts at places given as parts of the whole. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, n) => bytes.subarray(ends[n - 1] ?? 0, end)).filter((piece) => piece.length > 0);
}

test('packets are the same wherever the stream is cut', async () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 8 });
  const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(payloads, places, async (sent, at) => {
      const wire = Buffer.concat(sent.map((payload, n) => frameSmall(Buffer.from(payload), n)));
      const { stream } = streamOf(cut(wire, at));
      for (const payload of sent) expect(await stream.readPacket()).toEqual(Buffer.from(payload));
      expect(await stream.readPacket()).toBeNull();
    }),
  );
});

test.each([0xfffffe, 0xffffff, 0x1000000, 2 * 0xffffff])(
  'a payload of %d bytes is one, and so written',
  async (length) => {
    const payload = Buffer.alloc(length, 0x61);
    const { stream, channel } = streamOf(framePayload(payload, 0));
    expect((await stream.readPacket())?.equals(payload)).toBe(true);
    stream.resetSequence();
    await stream.writePacket(payload);
    expect(Buffer.concat(channel.written).equals(Buffer.concat(framePayload(payload, 0)))).toBe(true);
    expect(stream.sequenceId).toBe(Math.floor(length / 0xffffff) + 1);
  },
);

test('sequence ids wrap at 256', async () => {
  const { stream, channel } = streamOf(Array.from({ length: 300 }, (_, n) => frameSmall(Buffer.from('x'), n)));
  for (let n = 0; n < 300; n++) await stream.readPacket();
  await stream.writePacket(Buffer.from('y'));
  expect(channel.written[0]?.[3]).toBe(300 % 256);
});

test('a wrong sequence id and too long a payload are violations, before the bytes are there', async () => {
  const wrong = streamOf([Buffer.from([1, 0, 0, 5, 0x0e])]).stream;
  await expect(wrong.readPacket()).rejects.toMatchObject({ errno: 1156 });
  const long = streamOf([Buffer.from([100, 0, 0, 0])], 99).stream;
  await expect(long.readPacket()).rejects.toThrow(ProtocolViolation);
  expect(long.sequenceId).toBe(1);
});

test.each([
  ['in a header', Buffer.from([5, 0])],
  ['in a payload', Buffer.from([5, 0, 0, 0, 1])],
])('a stream that ends %s is lost', async (_name, bytes) => {
  await expect(streamOf([bytes]).stream.readPacket()).rejects.toThrow(ConnectionLost);
});

test('bytes that were read and not used go back', async () => {
  const next = Buffer.from('the beginning of a TLS handshake');
  const { stream, channel } = streamOf([Buffer.concat([frameSmall(Buffer.from('x'), 0), next])]);
  await stream.readPacket();
  stream.release();
  expect(await channel.read()).toEqual(next);
});

test('the last packet is kept until the next one is waited for, and no longer: an idle client would hold it, however long it is', () => {
  const chunks = [frameSmall(Buffer.from('SELECT 1'), 0)];
  const channel = Object.assign(new ChunkChannel([]), { tryRead: () => chunks.shift() });
  const stream = new PacketStream(channel, 'client', MAX_BYTES);
  expect(stream.tryReadPacket()?.toString()).toBe('SELECT 1');
  expect(stream.packet?.length).toBe(12);
  expect(stream.tryReadPacket()).toBeUndefined();
  expect(stream.packet).toBeNull();
});
