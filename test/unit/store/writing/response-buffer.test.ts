import { describe, expect, test } from 'vitest';
import { type ChunkSink, MEMORY_BYTES, ResponseBuffer } from '../../../../src/store/writing/response-buffer.ts';
import fc from '../../../support/property.ts';
import { facts } from '../sample.ts';

class Chunks implements ChunkSink {
  readonly kept: Buffer[] = [];
  dropped: number | null = null;
  reserveResponse(): number {
    return 7;
  }
  putChunk(_response: number, n: number, bytes: Buffer): void {
    expect(n).toBe(this.kept.length);
    this.kept.push(Buffer.from(bytes));
  }
  dropChunks(response: number): void {
    this.dropped = response;
  }
  handOver(): never {
    throw new Error('not that long');
  }
}

function pattern(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, n) => (n * 7 + (n >> 8)) & 0xff));
}

function finish(parts: readonly Buffer[], sink = new Chunks()) {
  const response = new ResponseBuffer(sink);
  for (const part of parts) response.write(part);
  return { sink, ...response.finish(facts(), 5n) };
}

const large = pattern(3 * MEMORY_BYTES + 12_345);

describe('ResponseBuffer', () => {
  test('keeps a small response in one piece', () => {
    const { head, streamedAs, bytes, sink } = finish([Buffer.from('ab'), Buffer.alloc(0), Buffer.from('c')]);
    expect(head.toString()).toBe('abc');
    expect(streamedAs).toBeNull();
    expect(bytes).toBe(3);
    expect(sink.kept).toEqual([]);
  });

  test('streams a large one in chunks of 64 to 256 KiB, the last one excepted', () => {
    const { head, streamedAs, bytes, sink } = finish([large]);
    expect(streamedAs).toBe(7);
    expect(bytes).toBe(large.length);
    expect(Buffer.concat([head, ...sink.kept]).equals(large)).toBe(true);
    for (const chunk of sink.kept) expect(chunk.length).toBeLessThanOrEqual(256 * 1024);
    for (const chunk of sink.kept.slice(0, -1)) expect(chunk.length).toBeGreaterThanOrEqual(64 * 1024);
  });

  test('has one hash for one content, however it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400_000 }), { maxLength: 6 }), (sizes) => {
        const parts: Buffer[] = [];
        let rest = large;
        for (const size of sizes) {
          parts.push(rest.subarray(0, size));
          rest = rest.subarray(size);
        }
        const { head, hash, sink } = finish([...parts, rest]);
        expect(Buffer.concat([head, ...sink.kept]).equals(large)).toBe(true);
        expect(hash).toBe(finish([large]).hash);
      }),
      { numRuns: 20 },
    );
  });

  test('tells the same bytes apart by what they were taken for', () => {
    const hashOf = (prepared: boolean, encoding: bigint): string => {
      const response = new ResponseBuffer(new Chunks());
      response.write(Buffer.from('same'));
      const outcome = facts({ prepared: prepared ? { id: 1, columns: 0, parameters: 0 } : null });
      return response.finish(outcome, encoding).hash;
    };
    expect(new Set([hashOf(true, 5n), hashOf(false, 5n), hashOf(false, 6n)]).size).toBe(3);
    expect(hashOf(true, 5n)).toMatch(/^[0-9a-f]{32}$/);
  });

  test('drops the chunks of a discarded response, and does nothing after its end', () => {
    const sink = new Chunks();
    const response = new ResponseBuffer(sink);
    response.write(large);
    response.discard();
    expect(sink.dropped).toBe(7);
    const count = sink.kept.length;
    response.write(large);
    response.discard();
    expect(sink.kept.length).toBe(count);
  });
});
