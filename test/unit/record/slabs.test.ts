import { expect, test } from 'vitest';
import { COPIED_BYTES, Slabs } from '../../../src/record/slabs.ts';

test('short pieces are copied one behind the other, and stay as they were, however many follow', () => {
  const slabs = new Slabs();
  const pieces = Array.from({ length: 100 }, (_, n) => Buffer.alloc((n * 37) % (COPIED_BYTES + 1), n));
  const kept = pieces.map((bytes) => {
    slabs.put(bytes);
    return { slab: slabs.slab, at: slabs.at, bytes: Buffer.from(bytes) };
  });
  for (const bytes of pieces) bytes.fill(0xff);
  for (const { slab, at, bytes } of kept) expect(slab.subarray(at, at + bytes.length)).toEqual(bytes);
  expect(new Set(kept.map(({ slab }) => slab)).size).toBeLessThan(kept.length / 4);
});

test('longer ones are kept as they are', () => {
  const slabs = new Slabs();
  const bytes = Buffer.alloc(COPIED_BYTES + 1);
  slabs.put(bytes);
  expect(slabs.slab).toBe(bytes);
  expect(slabs.at).toBe(0);
});
