import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { HeldAnswer } from '../../../../src/tools/redact/held-answer.ts';

function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('mock-held-'));
}

test.each([1, 3, 9])('%i MiB come back as they were written, as often as wanted, and leave nothing', (megabytes) => {
  const before = leftovers();
  const held = new HeldAnswer();
  const pieces = Array.from({ length: megabytes * 4 }, (_, n) => Buffer.alloc(256 * 1024 + n, n));
  const whole = Buffer.concat(pieces);
  for (const piece of pieces) held.write(piece);
  expect(leftovers()).toEqual(before);
  for (let n = 0; n < 2; n++) expect(Buffer.concat([...held.chunks()]).equals(whole)).toBe(true);
  held.discard();
  expect([...held.chunks()]).toEqual([]);
});
