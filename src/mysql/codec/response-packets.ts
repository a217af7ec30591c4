// A response as its packets, and packets as a response again.

import { MalformedPacketError } from '../../core/errors.ts';
import { framePayload, HEADER_BYTES, MAX_PHYSICAL_BYTES, packetCount, packetsOf } from './framing.ts';
import type { PacketKind } from './response-machine.ts';
import { type ResponseShape, ResponseWalk, type WalkedPacket } from './walk-response.ts';

/** One packet, put together where it was cut at 2^24-1 bytes. */
export interface Packet {
  readonly kind: PacketKind;
  readonly payload: Buffer;
  /** Where it is not the one that follows the packet before: the first of a command's answer is 1. */
  readonly sequenceId: number | null;
}

/** A packet while it is read: the walk stands at it until the next one is asked for. */
export interface ReadPacket extends Packet {
  readonly walk: WalkedPacket;
}

/** Bytes that are not the packets of one response. */
export class NoResponse extends Error {}

/** The packets of a whole response; null where the bytes are none, or not the end of it. */
export function splitResponse(bytes: Buffer, command: number, encoding: bigint): Packet[] | null {
  try {
    const packets: Packet[] = [];
    for (const { kind, payload, sequenceId } of readPackets([bytes], { command, encoding })) {
      packets.push({ kind, payload, sequenceId });
    }
    return packets;
  } catch (error) {
    if (error instanceof NoResponse) return null;
    throw error;
  }
}

/** The same one by one, for responses that are too long to be held. @throws NoResponse */
export function* readPackets(chunks: Iterable<Buffer>, shape: ResponseShape): Generator<ReadPacket> {
  const walk = new ResponseWalk(shape);
  const source = new Counted(chunks);
  let pieces: Buffer[] = [];
  let first = 0;
  let expected = 1;
  let taken = 0;
  for (const { payload: piece, sequenceId } of packetsOf(source.chunks())) {
    taken += HEADER_BYTES + piece.length;
    if (pieces.length === 0) first = sequenceId;
    if (walk.state === 'done' || sequenceId !== ((first + pieces.length) & 0xff)) throw new NoResponse();
    pieces.push(piece);
    if (piece.length === MAX_PHYSICAL_BYTES) continue;
    const payload = pieces.length === 1 ? piece : Buffer.concat(pieces);
    pieces = [];
    const kind = kindOf(walk, payload);
    yield { kind, payload, sequenceId: first === expected ? null : first, walk };
    expected = (first + packetCount(payload.length)) & 0xff;
  }
  if (pieces.length > 0 || taken !== source.bytes) throw new NoResponse();
}

/** Chunks, and how long those that were read are. */
class Counted {
  readonly #chunks: Iterable<Buffer>;
  bytes = 0;

  constructor(chunks: Iterable<Buffer>) {
    this.#chunks = chunks;
  }

  *chunks(): Generator<Buffer> {
    for (const chunk of this.#chunks) {
      this.bytes += chunk.length;
      yield chunk;
    }
  }
}

/** The bytes of a response. */
export function joinResponse(packets: Iterable<Omit<Packet, 'kind'>>): Buffer {
  return Buffer.concat([...framePackets(packets)]);
}

/** The same piece by piece. */
export function* framePackets(packets: Iterable<Omit<Packet, 'kind'>>): Generator<Buffer> {
  let expected = 1;
  for (const { payload, sequenceId } of packets) {
    const from = sequenceId ?? expected;
    yield* framePayload(payload, from);
    expected = (from + packetCount(payload.length)) & 0xff;
  }
}

function kindOf(walk: ResponseWalk, payload: Buffer): PacketKind {
  try {
    return walk.take(payload).kind;
  } catch (error) {
    if (error instanceof RangeError || error instanceof MalformedPacketError) throw new NoResponse();
    throw error;
  }
}
