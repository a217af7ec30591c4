import { describe, expect, test } from 'vitest';
import { PayloadWriter } from '../../../../src/core/bytes/payload-writer.ts';

describe('PayloadWriter', () => {
  test.each([0, 1, 2, 3, 5, 9, 17, 40])('a value that makes a buffer of %i bytes grow is written whole', (capacity) => {
    const writer = new PayloadWriter(capacity).int1(1).int2(0x0302).int3(0x060504).int4(0x0a090807);
    const payload = writer
      .int8(0x1211100f0e0d0c0bn)
      .bytes(Buffer.from([0x13, 0x14]))
      .zeros(1)
      .float(0)
      .double(0)
      .finish();
    expect(payload).toEqual(
      Buffer.from([...Array.from({ length: 20 }, (_, index) => index + 1), ...Array(13).fill(0)]),
    );
  });
});
