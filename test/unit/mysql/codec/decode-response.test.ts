import { expect, test } from 'vitest';
import { decodeResponse } from '../../../../src/mysql/codec/decode-response.ts';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { payloads } from '../../../../src/mysql/codec/walk-response.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { decodeText } from '../../../../src/mysql/constants/text-decoders.ts';
import fc from '../../../support/property.ts';

const context = { command: CommandCode.COM_QUERY, encoding: Capability.PROTOCOL_41, knownColumns: () => [] };

test('payloads are the same however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), fc.integer({ min: 1, max: 9 }), (parts, size) => {
      const stream = Buffer.concat(parts.flatMap((part) => framePayload(Buffer.from(part), 0)));
      const chunks = [];
      for (let at = 0; at < stream.length; at += size) chunks.push(stream.subarray(at, at + size));
      expect([...payloads(chunks)].map((each) => each.toString('hex'))).toEqual(
        parts.map((part) => Buffer.from(part).toString('hex')),
      );
    }),
  );
});

test('a payload of more than 2^24-1 bytes is put together', () => {
  const payload = Buffer.alloc(0xffffff + 5, 7);
  expect([...payloads(framePayload(payload, 0))].map((each) => each.equals(payload))).toEqual([true]);
});

test('any bytes give parts or are said to be undecodable', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 6 }), (parts) => {
      const stream = Buffer.concat(parts.flatMap((part) => framePayload(Buffer.from(part), 0)));
      expect(() => [...decodeResponse([stream], context)]).not.toThrow();
    }),
  );
});

test('text is read in the character set that it is in', () => {
  expect(decodeText(Buffer.from('80', 'hex'), 'latin1')).toBe('€');
  expect(decodeText(Buffer.from('82a0', 'hex'), 'sjis')).toBe('あ');
  expect(decodeText(Buffer.from('00e9', 'hex'), 'ucs2')).toBe('é');
  expect(decodeText(Buffer.from('0001f600', 'hex'), 'utf32')).toBe('😀');
  expect(decodeText(Buffer.from('ff', 'hex'), 'utf8mb4')).toBeNull();
  expect(decodeText(Buffer.from('41'), 'keybcs2')).toBeNull();
});
