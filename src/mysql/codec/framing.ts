// The 4-byte header, the sequence id and the split at 2^24-1 bytes: nothing else knows them.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html

export const HEADER_BYTES = 4;

/** A physical packet of this length is followed by another one of the same payload, if only by an empty one. */
export const MAX_PHYSICAL_BYTES = 0xffffff;

/** Below this size header and payload are copied together; above it the payload is sent as it is. */
const COPY_BYTES = 16 * 1024;

/**
 * Frames a payload into packets.
 * @param sequenceId of the first packet; each further one adds 1, modulo 256
 * @returns the buffers to send one after another; large ones are views of the payload
 */
export function framePayload(payload: Buffer, sequenceId: number): Buffer[] {
  const length = payload.length;
  if (length < COPY_BYTES) return [frameSmall(payload, sequenceId)];
  const pieces: Buffer[] = [];
  let sequence = sequenceId;
  for (let start = 0; ; start += MAX_PHYSICAL_BYTES, sequence++) {
    const piece = payload.subarray(start, start + MAX_PHYSICAL_BYTES);
    pieces.push(header(piece.length, sequence), piece);
    if (piece.length < MAX_PHYSICAL_BYTES) return pieces;
  }
}

/** Frames a payload of less than 2^24-1 bytes into one buffer. */
export function frameSmall(payload: Buffer, sequenceId: number): Buffer {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  writeHeader(packet, 0, payload.length, sequenceId);
  payload.copy(packet, HEADER_BYTES);
  return packet;
}

/** How many packets a payload of this length takes. */
export function packetCount(payloadBytes: number): number {
  return Math.floor(payloadBytes / MAX_PHYSICAL_BYTES) + 1;
}

/** Sequence id of the first packet that answers a command of this length: one more than that of its last packet. */
export function answerSequenceId(commandBytes: number): number {
  return packetCount(commandBytes) & 0xff;
}

/** The packets of a stream of whole ones; those of a payload that is cut at 2^24-1 bytes each by itself. */
export function* packetsOf(chunks: Iterable<Buffer>): Generator<{ payload: Buffer; sequenceId: number }> {
  let pending: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    let bytes = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    while (bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + bytes.readUIntLE(0, 3);
      if (bytes.length < end) break;
      yield { payload: bytes.subarray(HEADER_BYTES, end), sequenceId: bytes[3] as number };
      bytes = bytes.subarray(end);
    }
    pending = bytes;
  }
}

export function writeHeader(target: Buffer, offset: number, length: number, sequenceId: number): void {
  target[offset] = length & 0xff;
  target[offset + 1] = (length >> 8) & 0xff;
  target[offset + 2] = length >> 16;
  target[offset + 3] = sequenceId & 0xff;
}

function header(length: number, sequenceId: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES);
  writeHeader(bytes, 0, length, sequenceId);
  return bytes;
}
