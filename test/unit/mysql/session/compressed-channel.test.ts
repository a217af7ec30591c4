import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { CompressedPacketReader, frameCompressed } from '../../../../src/mysql/compression/compressed-packet.ts';
import { zlibCompression } from '../../../../src/mysql/compression/compression.ts';
import { CompressedChannel } from '../../../../src/mysql/session/compressed-channel.ts';
import { MemoryChannel } from '../../../support/memory-channel.ts';
import fc from '../../../support/property.ts';

describe('what is written on one side is read on the other', () => {
  test('in pieces of any size', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.oneof(fc.nat(120), fc.nat(20_000), fc.constant(300_000)), { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (sizes, isDull) => {
        const { client, server } = sides();
        const payloads = sizes.map((size) => (isDull ? Buffer.alloc(size, 'x') : randomBytes(size)));
        const stream = Buffer.concat(payloads.flatMap((payload, n) => framePayload(payload, n)));
        for (let at = 0, n = 0; at < stream.length; n++) {
          const size = (sizes[n % sizes.length] ?? 0) + 1;
          void client.write(Buffer.from(stream.subarray(at, at + size)));
          at += size;
        }
        expect((await readBytes(server, stream.length)).equals(stream)).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  test('20 MB, without being held up: other work is done meanwhile', async () => {
    const { client, server } = sides();
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const payload = Buffer.alloc(20 * 1024 * 1024, 'a not so random text, ');
    const pieces = framePayload(payload, 0);
    const writing = pieces.map((piece) => client.write(piece));
    const expected = Buffer.concat(pieces);
    expect((await readBytes(server, expected.length)).equals(expected)).toBe(true);
    await Promise.all(writing);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(20);
    expect(client.bytesWritten).toBe(expected.length);
  });

  test('a short piece that is written behind a long one stays behind it', async () => {
    const { client, server } = sides();
    const [long, short] = [packet(Buffer.alloc(100_000, 'x'), 0), packet(Buffer.from('short'), 1)];
    void client.write(long);
    void client.write(short);
    expect(await readBytes(server, long.length + short.length)).toEqual(Buffer.concat([long, short]));
  });
});

describe('as MySQL does', () => {
  test('less than 50 bytes, and what would not get shorter, is sent as it is', async () => {
    const { client, wire } = sides();
    client.write(packet(Buffer.alloc(45, 'x'), 0));
    client.write(packet(Buffer.alloc(46, 'x'), 1));
    client.write(packet(randomBytes(500), 2));
    const headers = packetsOf(wire[0].written).map((each) => [each.sequenceId, each.uncompressedBytes]);
    expect(headers).toEqual([
      [0, 0],
      [1, 50],
      [2, 0],
    ]);
  });

  test('each command begins with sequence id 0, its response goes on from it', async () => {
    const { client, server, wire } = sides();
    for (const text of ['one', 'two']) {
      client.resetSequence();
      client.write(packet(Buffer.from(text), 0));
      server.resetSequence();
      await server.read();
      server.write(packet(Buffer.from('answer'), 1));
      server.write(packet(Buffer.from('more'), 2));
      await client.read();
      await client.read();
    }
    expect(packetsOf(wire[0].written).map((each) => each.sequenceId)).toEqual([0, 0]);
    expect(packetsOf(wire[1].written).map((each) => each.sequenceId)).toEqual([1, 2, 1, 2]);
  });

  test('many packets in one, one packet in many, and an empty one', async () => {
    const [end, other] = MemoryChannel.pair();
    const server = new CompressedChannel(other, 'client', zlibCompression);
    const stream = Buffer.concat([packet(Buffer.alloc(60, 'a'), 0), packet(Buffer.alloc(60, 'b'), 1)]);
    end.write(frameCompressed(zlibCompression.compressSync(stream), 0, stream.length));
    end.write(frameCompressed(Buffer.alloc(0), 1, 0));
    const third = packet(Buffer.from('third'), 2);
    for (const [n, byte] of third.entries()) end.write(frameCompressed(Buffer.from([byte]), n + 2, 0));
    expect(await readBytes(server, stream.length + third.length)).toEqual(Buffer.concat([stream, third]));
  });

  test("a client's packets out of order are refused in the server's words", async () => {
    const [end, other] = MemoryChannel.pair();
    const server = new CompressedChannel(other, 'client', zlibCompression);
    end.write(frameCompressed(packet(Buffer.from('x'), 0), 5, 0));
    await expect(server.read()).rejects.toMatchObject({ errno: 1156 });
  });

  test.each([100, 100_000])('a client’s packet of %s bytes that cannot be expanded is refused', async (length) => {
    const [end, other] = MemoryChannel.pair();
    const server = new CompressedChannel(other, 'client', zlibCompression);
    end.write(frameCompressed(Buffer.from('no deflate'), 0, length));
    await expect(server.read()).rejects.toMatchObject({ errno: 1157, cause: { code: 'MALFORMED_PACKET' } });
  });
});

describe('towards a server', () => {
  test('its last words out of turn keep their sequence id', async () => {
    const [end, other] = MemoryChannel.pair();
    const client = new CompressedChannel(other, 'server', zlibCompression);
    client.write(packet(Buffer.from('command'), 0));
    const words = packet(Buffer.from('\xff the end'), 0);
    end.write(frameCompressed(words, 0, 0));
    expect(await client.read()).toEqual(words);
  });

  test('sequence ids that were set to the compressed packet’s run on', async () => {
    const [end, other] = MemoryChannel.pair();
    const client = new CompressedChannel(other, 'server', zlibCompression);
    client.write(packet(Buffer.from('command'), 0));
    end.write(frameCompressed(packet(Buffer.from('first'), 1), 1, 0));
    end.write(frameCompressed(packet(Buffer.from('second'), 5), 2, 0));
    expect(await readBytes(client, 19)).toEqual(
      Buffer.concat([packet(Buffer.from('first'), 1), packet(Buffer.from('second'), 2)]),
    );
  });

  test('its packets out of order are an error that names the field', async () => {
    const [end, other] = MemoryChannel.pair();
    const client = new CompressedChannel(other, 'server', zlibCompression);
    end.write(frameCompressed(packet(Buffer.from('x'), 0), 9, 0));
    await expect(client.read()).rejects.toThrow(
      'Compressed Packet: compressed sequence id at offset 3: 9 instead of 0',
    );
  });
});

test('the end between packets is an end, within one it is a loss', async () => {
  const [end, other] = MemoryChannel.pair();
  const server = new CompressedChannel(other, 'client', zlibCompression);
  end.write(frameCompressed(packet(Buffer.from('x'), 0), 0, 0));
  end.write(Buffer.from([9, 0, 0]));
  end.end();
  expect(await server.read()).toEqual(packet(Buffer.from('x'), 0));
  await expect(server.read()).rejects.toMatchObject({ code: 'CONNECTION_LOST', who: 'client' });
});

function sides() {
  const wire = MemoryChannel.pair();
  const client = new CompressedChannel(wire[0], 'server', zlibCompression);
  const server = new CompressedChannel(wire[1], 'client', zlibCompression);
  return { client, server, wire };
}

function packet(payload: Buffer, sequenceId: number): Buffer {
  return Buffer.concat(framePayload(payload, sequenceId));
}

function packetsOf(written: readonly Buffer[]) {
  const reader = new CompressedPacketReader();
  reader.push(Buffer.concat(written));
  return written.map(() => reader.next()).filter((each) => each !== undefined);
}

async function readBytes(channel: CompressedChannel, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let have = 0; have < count; ) {
    const chunk = await channel.read();
    if (chunk === null) throw new Error('ended');
    chunks.push(chunk);
    have += chunk.length;
  }
  return Buffer.concat(chunks);
}
