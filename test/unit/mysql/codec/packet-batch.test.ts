import { expect, test } from 'vitest';
import { PayloadWriter } from '../../../../src/core/bytes/payload-writer.ts';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { PacketBatch } from '../../../../src/mysql/codec/packet-batch.ts';
import fc from '../../../support/property.ts';

test('packets stand one behind another, with their sequence ids', () => {
  const payload = fc.uint8Array({ maxLength: 40_000 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 8 }), fc.nat(255), (payloads, first) => {
      const batch = new PacketBatch();
      batch.sequenceId = first;
      for (const each of payloads) batch.packet(each);
      const expected = payloads.flatMap((each, index) => framePayload(each, (first + index) & 0xff));
      expect(batch.take().equals(Buffer.concat(expected))).toBe(true);
      expect(batch.byteLength).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('texts and numbers are written as PayloadWriter writes them', () => {
  const text = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(text, fc.nat(0xffff_ffff), (value, number) => {
      const expected = new PayloadWriter()
        .lenencBytes(Buffer.from(value))
        .lenencInt(number)
        .int2(number & 0xffff);
      const written = new PacketBatch()
        .begin()
        .lenencText(value)
        .lenencInt(number)
        .int2(number & 0xffff)
        .end();
      expect(written.take().subarray(4).equals(expected.finish())).toBe(true);
    }),
  );
});

test('a payload of 16 MiB is cut, and a packet that was abandoned leaves nothing', () => {
  const batch = new PacketBatch();
  const long = Buffer.alloc(0xffffff, 0x61);
  batch.packet(long).begin().int1(1).abandon();
  expect(batch.sequenceId).toBe(3);
  expect(batch.take().equals(Buffer.concat(framePayload(long, 1)))).toBe(true);
});
