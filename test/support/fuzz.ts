// Captured packets with something wrong in them, and how long and from which seed a fuzz test goes on.
// MOCK_FUZZ_SEED sets another seed (see property.ts), MOCK_FUZZ_SECONDS makes it longer.

import { readdirSync } from 'node:fs';
import { type GoldenPacket, readGolden } from './golden.ts';
import fc from './property.ts';

/** One change of a packet's payload or of its place in the stream. Positions are parts of the length, 0 to 1. */
export type Mutation =
  | { readonly kind: 'set'; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'length'; readonly by: number }
  | { readonly kind: 'sequence'; readonly by: number };

const part = fc.double({ min: 0, max: 1, noNaN: true });
/** Bytes that mean something: NUL, headers, length-encoded integers, sizes at their ends. */
const telling = fc.constantFrom(0x00, 0x01, 0x02, 0x7f, 0x80, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff);

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('set' as const), at: part, byte: fc.oneof(telling, fc.nat(255)) }),
    fc.record({ kind: fc.constant('cut' as const), at: part }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: part,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    }),
    fc.record({
      kind: fc.constant('length' as const),
      by: fc.oneof(fc.integer({ min: -8, max: 8 }), fc.nat(0xffffff)),
    }),
    fc.record({ kind: fc.constant('sequence' as const), by: fc.integer({ min: 1, max: 255 }) }),
  ),
  { minLength: 1, maxLength: 4 },
);

/** The packet on the wire, header included, with the mutations applied in order. */
export function mutated({ payload, sequenceId }: GoldenPacket, changes: readonly Mutation[]): Buffer {
  let body: Buffer = Buffer.from(payload);
  let lie = 0;
  let sequence = sequenceId;
  for (const change of changes) {
    if (change.kind === 'length') lie += change.by;
    else if (change.kind === 'sequence') sequence += change.by;
    else body = mutatedPayload(body, change);
  }
  const header = Buffer.alloc(4);
  header.writeUIntLE(Math.max(0, body.length + lie) & 0xffffff, 0, 3);
  header[3] = sequence & 0xff;
  return Buffer.concat([header, body]);
}

/** Likewise its payload alone; what is about the header changes nothing. */
export function mutatedPayload(payload: Buffer, ...changes: readonly Mutation[]): Buffer {
  let body = payload;
  for (const change of changes) {
    if (change.kind === 'length' || change.kind === 'sequence') continue;
    const at = Math.floor(change.at * body.length);
    if (change.kind === 'cut') body = body.subarray(0, at);
    else if (change.kind === 'insert') body = Buffer.concat([body.subarray(0, at), change.bytes, body.subarray(at)]);
    else if (body.length > 0) {
      body = Buffer.from(body);
      body[Math.min(at, body.length - 1)] = change.byte;
    }
  }
  return body;
}

/** The names of all captured conversations, for `readGolden`. */
export const goldenNames: readonly string[] = ['mysql-9.7.4', 'mariadb-10.11.18'].flatMap((folder) =>
  readdirSync(new URL(`../fixtures/golden/${folder}`, import.meta.url))
    .filter((file) => file.endsWith('.hex'))
    .map((file) => `${folder}/${file.replace(/\.hex$/, '')}`),
);

/** Every captured payload of one side, each once. */
export function goldenPayloads(from: 'client' | 'server'): Buffer[] {
  const packets = goldenNames.flatMap((name) => readGolden(name)).filter((packet) => packet.from === from);
  return [...new Map(packets.map(({ payload }) => [payload.toString('latin1'), payload])).values()];
}

/** For a test with these parameters: shrinking takes time as well. */
export function fuzzTimeoutMs(seconds: number): number {
  return 1000 * Number(process.env['MOCK_FUZZ_SECONDS'] ?? seconds) + 60_000;
}

/**
 * Parameters of `fc.assert` for a test that goes on for so long, less where `runs` come to an end before.
 * @param seconds unless MOCK_FUZZ_SECONDS says otherwise
 */
export function fuzzParameters<T>(seconds: number, runs = 1_000_000): fc.Parameters<T> {
  const { MOCK_FUZZ_SECONDS } = process.env;
  const limit = 1000 * Number(MOCK_FUZZ_SECONDS ?? seconds);
  const numRuns = MOCK_FUZZ_SECONDS === undefined ? runs : Number.MAX_SAFE_INTEGER;
  return { numRuns, interruptAfterTimeLimit: limit, markInterruptAsFailure: false };
}
