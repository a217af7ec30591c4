// Clients that send captured conversations with something wrong in them, to `record` and to `replay`: before they are
// known, where TLS should begin, inside TLS, as users, and as users who compress; whole or in pieces, ending, dying or staying. Every other
// connection goes on. MOCK_FUZZ_SEED and MOCK_FUZZ_SECONDS: see test/support/fuzz.ts.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { framePayload } from '../../src/mysql/codec/framing.ts';
import { frameCompressed } from '../../src/mysql/compression/compressed-packet.ts';
import { zlibCompression } from '../../src/mysql/compression/compression.ts';
import { BareClient } from '../support/bare-client.ts';
import { fuzzParameters, fuzzTimeoutMs, goldenNames, type Mutation, mutated, mutations } from '../support/fuzz.ts';
import {
  ANYONE,
  CAPABILITIES,
  CONNECT_TIMEOUT_MS,
  FuzzStage,
  SLACK_MS,
  targets,
  within,
} from '../support/fuzz-stage.ts';
import { type GoldenPacket, readGolden } from '../support/golden.ts';
import fc from '../support/property.ts';

/** `tlsRequest`: what follows stands where a TLS handshake should. `inTls`: the client's part is inside TLS. */
const PHASES = ['stranger', 'tlsRequest', 'inTls', 'user', 'compressing'] as const;
/** `stay`: says nothing more and waits; `die`: resets the connection, with unread input or without. */
const ENDINGS = ['end', 'die', 'stay'] as const;

const conversations: readonly (readonly GoldenPacket[])[] = goldenNames
  .map((name) => readGolden(name).filter(({ from }) => from === 'client'))
  .filter((packets) => packets.length > 0);

const SECONDS = 12;

const scenario = fc.record({
  target: fc.constantFrom(...targets),
  phase: fc.constantFrom(...PHASES),
  ending: fc.constantFrom(...ENDINGS),
  packets: fc.constantFrom(...conversations),
  /** From which packet on: a user has no need of the handshake response. */
  from: fc.nat(3),
  /** What is wrong, by packet; the packets behind the last one are as captured. */
  changes: fc.array(fc.oneof(fc.constant([] as readonly Mutation[]), mutations), { maxLength: 6 }),
  noise: fc.oneof({ weight: 5, arbitrary: fc.constant(new Uint8Array()) }, fc.uint8Array({ maxLength: 60 })),
  /** Sizes of the pieces that go out one after another; all at once where there is none. */
  pieces: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 4 }),
  /** In which compressed packets it goes: how much is in each, whether it is compressed, and bytes that are wrong. */
  compressed: fc.record({
    bytes: fc.integer({ min: 1, max: 400 }),
    isPacked: fc.boolean(),
    wrong: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
  }),
  capabilities: fc.oneof(fc.constant(CAPABILITIES), fc.nat(0x1ff_ffff)),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

test(
  'nobody but themselves comes to harm',
  async () => {
    await using stage = await FuzzStage.set();
    const several = fc.asyncProperty(fc.array(scenario, { minLength: 1, maxLength: 8 }), async (scenarios) => {
      const before = stage.upstream.connectionCount;
      await Promise.all(scenarios.map((one) => play(stage, one)));
      await stage.check();
      await stage.checkNothingIsLeft(before);
    });
    await fc.assert(several, fuzzParameters(SECONDS));
  },
  fuzzTimeoutMs(SECONDS),
);

test('nobody has what he announces kept for him before he is known', async () => {
  await using stage = await FuzzStage.set();
  for (const target of targets) {
    await using client = await BareClient.connect(stage.place(target));
    client.send(Buffer.from([0xff, 0xff, 0xff, 1])).send(Buffer.alloc(8 * 1024 * 1024));
    expect(await client.line()).toMatch(/^\d+ ERR 1153 /);
  }
  await stage.check();
});

async function play(stage: FuzzStage, one: Scenario): Promise<void> {
  const plain = Buffer.concat([
    ...one.packets.slice(one.from).map((packet, index) => mutated(packet, one.changes[index] ?? [])),
    one.noise,
  ]);
  const bytes = one.phase === 'compressing' ? compressed(plain, one.compressed) : plain;
  const socket = await begin(stage, one);
  const closed = new Promise<void>((resolve) => {
    // on a busy machine his time may have been over before TLS stood
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
  socket.on('error', () => undefined);
  const isIn = isUser(one) ? Promise.resolve() : letIn(socket);
  socket.resume();
  await sendInPieces(socket, bytes, one.pieces);
  const die = () => (one.phase === 'inTls' ? socket.destroy() : socket.resetAndDestroy());
  if (one.ending === 'end') socket.end();
  else if (one.ending === 'die') die();
  // Behind `record` an answer in another shape than was negotiated may leave him waiting for the rest of it.
  void isIn.then(() => setTimeout(die, one.ending === 'stay' ? 10 : 200));
  await within(CONNECT_TIMEOUT_MS + SLACK_MS, closed, `${one.phase} at ${one.target} who does: ${one.ending}`);
}

/** Whole compressed packets but for the bytes that are wrong. */
function compressed(plain: Buffer, { bytes, isPacked, wrong }: Scenario['compressed']): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < plain.length; at += bytes) {
    const piece = plain.subarray(at, at + bytes);
    const id = frames.length & 0xff;
    const packed = isPacked ? zlibCompression.compressSync(piece) : piece;
    frames.push(frameCompressed(packed, id, isPacked ? piece.length : 0));
  }
  const all = Buffer.concat(frames);
  for (const [at, byte] of wrong) if (all.length > 0) all[at % all.length] = byte;
  return all;
}

function isUser({ phase }: Scenario): boolean {
  return phase === 'user' || phase === 'compressing';
}

/** Resolves when an OK packet says that what was sent was a login all the same: who is in may stay. */
function letIn(socket: Socket): Promise<void> {
  let pending: Buffer = Buffer.alloc(0);
  return new Promise((resolve) => {
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length > 4) {
        if (pending[4] === 0x00) resolve();
        pending = pending.subarray(4 + pending.readUIntLE(0, 3));
      }
    });
  });
}

/** A connection that is in its phase. */
async function begin(stage: FuzzStage, one: Scenario): Promise<Socket> {
  const { target, phase, capabilities } = one;
  const place = stage.place(target);
  if (isUser(one)) {
    const known = 0x200 | 0x8000 | 0x80000;
    const compress = phase === 'compressing' ? COMPRESS : 0;
    return (await logIn(place, (capabilities | known | compress) & ~NOT_WRITTEN)).socket;
  }
  const socket = connect({ ...place, allowHalfOpen: false }).on('error', () => undefined);
  await once(socket, 'data');
  if (phase === 'stranger') return socket;
  for (const piece of framePayload(sslRequest(), 1)) socket.write(piece);
  if (phase === 'tlsRequest') return socket;
  const tls = connectTls({ socket, rejectUnauthorized: false });
  tls.on('error', () => undefined);
  // on a busy machine his time may be over first: what he is told then, in clear, is no TLS to him
  await new Promise<void>((resolve) => void tls.once('secureConnect', resolve).once('close', resolve));
  return tls;
}

/** Strangers have so little time that on a busy machine one who logs in may be late: he comes again. */
async function logIn(place: { readonly host: string; readonly port: number }, flags: number): Promise<BareClient> {
  for (let attempt = 1; ; attempt++) {
    const client = await BareClient.connect(place);
    try {
      return await client.login(ANYONE, flags);
    } catch (error) {
      client.destroy();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 20;
const COMPRESS = 0x20;
/** SSL, CONNECT_WITH_DB, lenenc auth data, attributes: what a bare client does not write. */
const NOT_WRITTEN = 0x800 | 0x8 | 0x200000 | 0x100000;

function sslRequest(): Buffer {
  const request = Buffer.alloc(32);
  request.writeUInt32LE(0x1 | 0x200 | 0x800 | 0x2000 | 0x8000 | 0x80000, 0);
  request.writeUInt32LE(1 << 24, 4);
  request[8] = 45;
  return request;
}

async function sendInPieces(socket: Socket, bytes: Buffer, pieces: readonly number[]): Promise<void> {
  let at = 0;
  for (const size of pieces) {
    if (!socket.writable || at >= bytes.length) break;
    socket.write(bytes.subarray(at, at + size));
    at += size;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (socket.writable && at < bytes.length) socket.write(bytes.subarray(at));
}
