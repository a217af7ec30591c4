import { describe, expect, test } from 'vitest';
import {
  type CompressedPacket,
  CompressedPacketReader,
  frameCompressed,
} from '../../../../src/mysql/compression/compressed-packet.ts';
import fc from '../../../support/property.ts';

/** The manual's example: SELECT "012…" as COM_QUERY. */
const MANUAL = Buffer.from(
  '2200000032000078 9cd36360606 02e4ecd494d2e51503230343236313533b7b0c4cd5202000cd10a6c'.replaceAll(' ', ''),
  'hex',
);

const packets = fc.array(
  fc.record({
    sequenceId: fc.nat(255),
    uncompressedBytes: fc.nat(0xffffff),
    payload: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 8 },
);

describe('CompressedPacketReader', () => {
  test('reads what the manual shows', () => {
    const [packet] = readAll([MANUAL]);
    expect(packet).toMatchObject({ sequenceId: 0, uncompressedBytes: 50 });
    expect(packet?.payload.length).toBe(34);
  });

  test('gives the same packets however the stream is cut', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (written, cuts) => {
        const stream = Buffer.concat(
          written.map((each) => frameCompressed(each.payload, each.sequenceId, each.uncompressedBytes)),
        );
        expect(readAll(cut(stream, cuts))).toEqual(written);
      }),
    );
  });

  test('a packet that is not whole is waited for, and counts as bytes left', () => {
    const reader = new CompressedPacketReader();
    reader.push(MANUAL.subarray(0, 20));
    expect([reader.next(), reader.bytes]).toEqual([undefined, 20]);
  });

  test('the longest payload there is', () => {
    const payload = Buffer.alloc(0xffffff, 7);
    const [packet] = readAll([frameCompressed(payload, 256, 0xffffff)]);
    expect([packet?.payload.length, packet?.sequenceId, packet?.uncompressedBytes]).toEqual([0xffffff, 0, 0xffffff]);
  });
});

function readAll(chunks: readonly Buffer[]): CompressedPacket[] {
  const reader = new CompressedPacketReader();
  const found: CompressedPacket[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) found.push(packet);
  }
  expect(reader.bytes).toBe(0);
  return found;
}

function cut(stream: Buffer, cuts: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, n = 0; at < stream.length; n++) {
    const size = cuts[n % cuts.length] ?? 1;
    chunks.push(stream.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
