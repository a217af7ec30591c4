import { expect, test } from 'vitest';
import { loadWasmZstd } from '../../../../src/core/bytes/wasm-zstd.ts';

const zstd = await loadWasmZstd();

test('streams of connections do not know each other', () => {
  const [one, other, back, forth] = [zstd.stream(), zstd.stream(), zstd.stream(), zstd.stream()];
  for (const text of ['hello', 'hello again, hello', 'x'.repeat(300_000)]) {
    const bytes = Buffer.from(text);
    expect(back.expand(one.compress(bytes), 1 << 20).equals(bytes)).toBe(true);
    expect(forth.expand(other.compress(bytes), bytes.length).equals(bytes)).toBe(true);
  }
  for (const stream of [one, other, back, forth]) stream.close();
});

test('no more comes out than is asked for, and nothing of what is broken', () => {
  const bomb = zstd.compress(Buffer.alloc(1 << 24), 3);
  expect(bomb.length).toBeLessThan(5000);
  const stream = zstd.stream();
  expect(stream.expand(bomb, 1000).length).toBe(1000);
  stream.close();
  const broken = zstd.stream();
  expect(broken.expand(Buffer.from('no zstd at all'), 1000).length).toBe(0);
  broken.close();
});
