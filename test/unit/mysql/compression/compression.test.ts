import { constants, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MalformedPacketError } from '../../../../src/core/errors.ts';
import type { CompressedPacket } from '../../../../src/mysql/compression/compressed-packet.ts';
import { type Compression, zlibCompression, zstdCompression } from '../../../../src/mysql/compression/compression.ts';
import { hasWrongZstdLevel, negotiatedCompression } from '../../../../src/mysql/compression/negotiation.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import fc from '../../../support/property.ts';

const all: readonly (readonly [string, Compression])[] = [
  ['zlib', zlibCompression],
  ['zstd level 22', await zstdCompression(22)],
  ['zstd level 3 as WebAssembly', await zstdCompression(3, {})],
];

describe.each(all)('%s', (_name, algorithm) => {
  test('gives back what it was given, at once and later', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 4000 }), async (array) => {
      const bytes = Buffer.from(array);
      const atOnce = packetOf(algorithm.compressSync(bytes), bytes.length);
      expect(await algorithm.expand(atOnce)).toEqual(bytes);
      expect(algorithm.expandSync(packetOf(await algorithm.compress(bytes), bytes.length))).toEqual(bytes);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  test('gives back 16 MiB', async () => {
    const bytes = Buffer.alloc(0xffffff, 'abcdefg');
    const payload = await algorithm.compress(bytes);
    expect(payload.length).toBeLessThan(bytes.length / 100);
    expect((await algorithm.expand(packetOf(payload, bytes.length))).equals(bytes)).toBe(true);
  });

  test('refuses a length that is not the payload’s, and what is not compressed', async () => {
    const payload = algorithm.compressSync(Buffer.alloc(5000, 'x'));
    const cases: readonly [CompressedPacket, RegExp][] = [
      [
        packetOf(payload, 4999),
        /Compressed Packet: length of uncompressed payload at offset 4: less than would come out/,
      ],
      [
        packetOf(payload, 5001),
        /Compressed Packet: length of uncompressed payload at offset 4: more than came out .needed 5001 bytes, have 5000/,
      ],
      [
        packetOf(payload.subarray(0, -6), 5000),
        /Compressed Packet: (compressed payload at offset 7: it is broken|length of uncompressed)/,
      ],
      [packetOf(Buffer.from('SELECT 1'), 8), /Compressed Packet: compressed payload at offset 7: it is broken /],
      [packetOf(Buffer.alloc(0), 8), /Compressed Packet: /],
    ];
    for (const [packet, reason] of cases) {
      expect(() => algorithm.expandSync(packet)).toThrow(reason);
      await expect(algorithm.expand(packet)).rejects.toThrow(reason);
    }
  });

  test('any bytes are a value or a MalformedPacketError', () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.integer({ min: 1, max: 200 }),
      (array, length) => {
        try {
          expect(algorithm.expandSync(packetOf(Buffer.from(array), length)).length).toBe(length);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPacketError);
        }
      },
    );
    fc.assert(property);
  });
});

test('a bomb does not go off: what its header does not announce is not expanded', async () => {
  const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024), { level: constants.Z_BEST_COMPRESSION });
  expect(bomb.length).toBeLessThan(70_000);
  const before = process.memoryUsage().arrayBuffers;
  await expect(zlibCompression.expand(packetOf(bomb, 100))).rejects.toThrow('less than would come out');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * 1024 * 1024);
});

test('zlib where both sides have both', async () => {
  const { COMPRESS, ZSTD_COMPRESSION_ALGORITHM } = Capability;
  expect(await negotiatedCompression(COMPRESS | ZSTD_COMPRESSION_ALGORITHM, 7)).toBe(zlibCompression);
  expect(await negotiatedCompression(Capability.PROTOCOL_41, null)).toBeNull();
  expect(await negotiatedCompression(ZSTD_COMPRESSION_ALGORITHM, 7)).not.toBeNull();
});

test.each([
  [null, true],
  [0, true],
  [1, false],
  [22, false],
  [23, true],
])('zstd level %s is wrong: %s', (level, isWrong) => {
  expect(hasWrongZstdLevel(Capability.ZSTD_COMPRESSION_ALGORITHM, level)).toBe(isWrong);
  expect(hasWrongZstdLevel(Capability.ZSTD_COMPRESSION_ALGORITHM | Capability.COMPRESS, level)).toBe(false);
});

function packetOf(payload: Buffer, uncompressedBytes: number): CompressedPacket {
  return { sequenceId: 0, uncompressedBytes, payload };
}
