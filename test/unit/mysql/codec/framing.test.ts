import { expect, test } from 'vitest';
import {
  framePayload,
  frameSmall,
  HEADER_BYTES,
  MAX_PHYSICAL_BYTES,
  packetCount,
} from '../../../../src/mysql/codec/framing.ts';

function headersOf(pieces: readonly Buffer[]): { length: number; sequenceId: number }[] {
  const wire = Buffer.concat(pieces);
  const headers = [];
  for (let at = 0; at < wire.length; ) {
    const length = wire.readUIntLE(at, 3);
    headers.push({ length, sequenceId: wire[at + 3] as number });
    at += HEADER_BYTES + length;
  }
  return headers;
}

test('a small payload is one packet in one buffer', () => {
  expect(framePayload(Buffer.from('abc'), 7)).toEqual([Buffer.from('\x03\x00\x00\x07abc')]);
  expect(frameSmall(Buffer.alloc(0), 0)).toEqual(Buffer.from([0, 0, 0, 0]));
});

test.each([
  [MAX_PHYSICAL_BYTES - 1, [MAX_PHYSICAL_BYTES - 1]],
  [MAX_PHYSICAL_BYTES, [MAX_PHYSICAL_BYTES, 0]],
  [MAX_PHYSICAL_BYTES + 1, [MAX_PHYSICAL_BYTES, 1]],
  [2 * MAX_PHYSICAL_BYTES, [MAX_PHYSICAL_BYTES, MAX_PHYSICAL_BYTES, 0]],
])('a payload of %i bytes is split at 2^24-1, with an empty packet behind a full one', (bytes, lengths) => {
  const headers = headersOf(framePayload(Buffer.alloc(bytes), 254));
  expect(headers.map(({ length }) => length)).toEqual(lengths);
  expect(headers.map(({ sequenceId }) => sequenceId)).toEqual(lengths.map((_, n) => (254 + n) & 0xff));
  expect(packetCount(bytes)).toBe(lengths.length);
});

test('a large payload is not copied', () => {
  const payload = Buffer.alloc(100_000, 1);
  const [, body] = framePayload(payload, 0);
  expect(body?.buffer).toBe(payload.buffer);
});
