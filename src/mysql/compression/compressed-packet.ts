// Compressed Packet: 7 bytes of header, then a piece of the byte stream, compressed or as it is. A piece may hold many
// packets or a part of one.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression_packet.html
// https://mariadb.com/kb/en/0-packet/#compressed-packet

import { MalformedPacketError } from '../../core/errors.ts';

const COMPRESSED_HEADER_BYTES = 7;

export interface CompressedPacket {
  readonly sequenceId: number;
  /** Length of the payload before it was compressed, in bytes, at most 2^24-1; 0 where it is sent as it is. */
  readonly uncompressedBytes: number;
  readonly payload: Buffer;
}

const EMPTY = Buffer.alloc(0);

/** Cuts a stream of bytes, which may come in any pieces, into compressed packets. Holds no more than one packet and a chunk. */
export class CompressedPacketReader {
  /** What was pushed and not taken, in order. */
  #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** Bytes of a packet that is not whole yet, or of packets not taken. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The next packet, its payload a view of what was pushed where that came in one piece; undefined where it is not whole. */
  next(): CompressedPacket | undefined {
    if (this.#bytes < COMPRESSED_HEADER_BYTES) return undefined;
    const header = this.#gather(COMPRESSED_HEADER_BYTES);
    const end = COMPRESSED_HEADER_BYTES + header.readUIntLE(0, 3);
    if (this.#bytes < end) return undefined;
    const packet = this.#gather(end);
    this.#drop(end);
    return {
      sequenceId: packet.readUInt8(3),
      uncompressedBytes: packet.readUIntLE(4, 3),
      payload: packet.subarray(COMPRESSED_HEADER_BYTES, end),
    };
  }

  /** Makes the first chunk hold `length` bytes, which are there; only the chunks that are needed are copied. */
  #gather(length: number): Buffer {
    const first = this.#chunks[0] ?? EMPTY;
    if (first.length >= length) return first;
    let count = 0;
    for (let have = 0; have < length; count++) have += this.#chunks[count]?.length ?? length;
    const joined = Buffer.concat(this.#chunks.splice(0, count));
    this.#chunks.unshift(joined);
    return joined;
  }

  #drop(length: number): void {
    this.#bytes -= length;
    const first = this.#chunks[0] ?? EMPTY;
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
  }
}

/** @param uncompressedBytes 0 where the payload is sent as it is */
export function frameCompressed(payload: Buffer, sequenceId: number, uncompressedBytes: number): Buffer {
  const packet = Buffer.allocUnsafe(COMPRESSED_HEADER_BYTES + payload.length);
  packet.writeUIntLE(payload.length, 0, 3);
  packet[3] = sequenceId & 0xff;
  packet.writeUIntLE(uncompressedBytes, 4, 3);
  payload.copy(packet, COMPRESSED_HEADER_BYTES);
  return packet;
}

/** Fields of the header and what follows it, by the manual's names, with their offsets. */
const FIELD_OFFSETS = { 'compressed sequence id': 3, 'length of uncompressed payload': 4, 'compressed payload': 7 };

type CompressedPacketField = keyof typeof FIELD_OFFSETS;

/** A packet that is not what its header says. */
export function malformedCompressedPacket(
  field: CompressedPacketField,
  reason: string,
  needed = 0,
  available = 0,
): MalformedPacketError {
  const offset = FIELD_OFFSETS[field];
  return new MalformedPacketError({ packet: 'Compressed Packet', field, offset, needed, available }, reason);
}
