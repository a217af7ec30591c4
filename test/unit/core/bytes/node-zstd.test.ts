import { constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { nodeZstd } from '../../../../src/core/bytes/node-zstd.ts';

test('a zlib that lacks zstd, or has half of it, has none', () => {
  expect(nodeZstd({ constants })).toBeNull();
  expect(nodeZstd({ constants, zstdCompressSync: () => Buffer.alloc(0) })).toBeNull();
});

test('what this Node has compresses, and expands again', () => {
  const zstd = nodeZstd();
  if (zstd === null) return;
  const bytes = Buffer.from('again and again and again');
  expect(zstd.zstdDecompressSync(zstd.zstdCompressSync(bytes, {}), {})).toEqual(bytes);
});
