// The frame of the X Protocol: four bytes of length (little endian, the type's byte included), the type, the message.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_messages.html

import type { XErrorFacts } from '../constants/errors.ts';
import { ServerMessage } from '../constants/message-types.ts';
import { ErrorMessage } from '../messages/messages.ts';
import { MysqlxErrorSeverity } from '../messages/schema.ts';

export const LENGTH_BYTES = 4;
export const HEADER_BYTES = 5;

/** A message with its frame around it. */
export function frameMessage(type: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  frame.writeUInt32LE(payload.length + 1, 0);
  frame[LENGTH_BYTES] = type;
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Mysqlx.Error in its frame. */
export function frameError({ code, sqlState, message, isFatal }: XErrorFacts): Buffer {
  const severity = isFatal ? MysqlxErrorSeverity.FATAL : MysqlxErrorSeverity.ERROR;
  return frameMessage(ServerMessage.ERROR, ErrorMessage.encode({ severity, code, msg: message, sqlState }));
}

export interface Frame {
  readonly type: number;
  /** A view of the bytes that were given. */
  readonly payload: Buffer;
}

/** The whole frames of a stream of bytes that comes in chunks; what is left over at the end is dropped. */
export function* framesOf(chunks: Iterable<Buffer>): Generator<Frame> {
  let pending: Buffer = Buffer.alloc(0);
  for (const chunk of chunks) {
    let bytes = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    while (bytes.length >= HEADER_BYTES) {
      const end = LENGTH_BYTES + bytes.readUInt32LE(0);
      if (bytes.length < end) break;
      yield { type: bytes[LENGTH_BYTES] as number, payload: bytes.subarray(HEADER_BYTES, end) };
      bytes = bytes.subarray(Math.max(end, HEADER_BYTES));
    }
    pending = bytes;
  }
}
