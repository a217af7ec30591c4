// A response as its packets, and packets as a response again.

import { framePayload, HEADER_BYTES, MAX_PHYSICAL_BYTES, packetCount } from '../classic/codec/framing.ts';
import { type PacketKind, ResponseMachine } from '../classic/codec/response-machine.ts';

/** One packet, put together where it was cut at 2^24-1 bytes. */
export interface Packet {
  readonly kind: PacketKind;
  readonly payload: Buffer;
  /** Where it is not the one that follows the packet before: the first of a command's answer is 1. */
  readonly sequenceId: number | null;
}

/** The packets of a whole response; null where the bytes are none, or not the end of it. */
export function splitResponse(bytes: Buffer, command: number, encoding: bigint): Packet[] | null {
  const machine = new ResponseMachine();
  machine.begin(command, encoding);
  const packets: Packet[] = [];
  let expected = 1;
  for (let at = 0; at < bytes.length; ) {
    const taken = takePayload(bytes, at);
    if (taken === null || machine.state === 'done') return null;
    const { payload, sequenceId, end } = taken;
    const kind = kindOf(machine, payload);
    if (kind === null) return null;
    packets.push({ kind, payload, sequenceId: sequenceId === expected ? null : sequenceId });
    expected = (sequenceId + packetCount(payload.length)) & 0xff;
    if (kind === 'local_infile') machine.resume();
    at = end;
  }
  return packets;
}

/** The bytes of a response. */
export function joinResponse(packets: readonly Omit<Packet, 'kind'>[]): Buffer {
  const pieces: Buffer[] = [];
  let expected = 1;
  for (const { payload, sequenceId } of packets) {
    const from = sequenceId ?? expected;
    pieces.push(...framePayload(payload, from));
    expected = (from + packetCount(payload.length)) & 0xff;
  }
  return Buffer.concat(pieces);
}

function takePayload(bytes: Buffer, from: number): { payload: Buffer; sequenceId: number; end: number } | null {
  const pieces: Buffer[] = [];
  const sequenceId = bytes[from + 3] ?? 0;
  let at = from;
  for (let n = 0; ; n++) {
    if (at + HEADER_BYTES > bytes.length || bytes[at + 3] !== ((sequenceId + n) & 0xff)) return null;
    const length = bytes.readUIntLE(at, 3);
    const start = at + HEADER_BYTES;
    at = start + length;
    if (at > bytes.length) return null;
    pieces.push(bytes.subarray(start, at));
    if (length < MAX_PHYSICAL_BYTES) break;
  }
  return { payload: pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces), sequenceId, end: at };
}

function kindOf(machine: ResponseMachine, payload: Buffer): PacketKind | null {
  try {
    return machine.next(payload, 0, payload.length);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
