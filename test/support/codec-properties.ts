// Properties that every codec keeps.

import { expect } from 'vitest';
import { MalformedPacketError } from '../../src/core/errors.ts';
import fc from './property.ts';

/** Any bytes, alone or behind `header`, are a value or a MalformedPacketError. */
export function expectValueOrMalformed(decode: (payload: Buffer) => unknown, header: readonly number[] = []): void {
  const property = fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, withHeader) => {
    try {
      decode(Buffer.concat([Buffer.from(withHeader ? header : []), bytes]));
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedPacketError);
    }
  });
  fc.assert(property);
}

/** `decode(encode(value))` is `value`. */
export function expectRoundTrip<T>(
  values: fc.Arbitrary<T>,
  encode: (value: T) => Buffer,
  decode: (payload: Buffer) => T,
): void {
  fc.assert(fc.property(values, (value) => void expect(decode(encode(value))).toEqual(value)));
}

/** Buffers of some bytes. */
export function bytes(maxLength = 300): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
}

/** Buffers without a NUL, as a string<NUL> needs them. */
export function bytesWithoutNul(maxLength = 40): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ min: 1, maxLength }).map((array) => Buffer.from(array));
}

/** Any 64-bit unsigned number, small ones often. */
export function int8(): fc.Arbitrary<bigint> {
  return fc.oneof(fc.bigInt({ min: 0n, max: 300n }), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
}
