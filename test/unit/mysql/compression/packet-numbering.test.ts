import { expect, test } from 'vitest';
import { framePayload } from '../../../../src/mysql/codec/framing.ts';
import { PacketNumbering } from '../../../../src/mysql/compression/packet-numbering.ts';
import fc from '../../../support/property.ts';

const stream = (...ids: number[]) => Buffer.concat(ids.flatMap((id) => framePayload(Buffer.alloc(id + 1, 255), id)));

test('packets that come are numbered behind those that were sent', () => {
  const numbering = new PacketNumbering();
  numbering.followSent(stream(0, 1));
  const came = stream(7, 8, 9);
  numbering.renumber(came);
  expect([came[3], came[4 + 8 + 3], came[4 + 8 + 4 + 9 + 3]]).toEqual([2, 3, 4]);
  numbering.reset();
  const command = stream(5);
  numbering.renumber(command);
  expect(command[3]).toBe(0);
});

test('wherever the stream is cut, only sequence ids change', () => {
  const property = fc.property(
    fc.array(fc.nat(20), { minLength: 1, maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
    (ids, cuts) => {
      const bytes = stream(...ids);
      const numbering = new PacketNumbering();
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const size = cuts[n % cuts.length] ?? 1;
        numbering.renumber(bytes.subarray(at, at + size));
        at += size;
      }
      const expected = ids.flatMap((id, n) => framePayload(Buffer.alloc(id + 1, 255), n));
      expect(bytes).toEqual(Buffer.concat(expected));
    },
  );
  fc.assert(property);
});

test('packets out of turn keep their numbers, and sequence ids wrap', () => {
  const numbering = new PacketNumbering();
  numbering.followReceived(stream(255));
  const next = stream(4);
  numbering.renumber(next);
  expect(next[3]).toBe(0);
});
