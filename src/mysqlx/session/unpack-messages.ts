// What a client packed into one Mysqlx.Connection.Compression, as the X plugin of MySQL 9.7 reads it: what is announced is the
// most that is looked at, a header that is cut off is passed over, and whole messages before a broken one are good.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_messages.html

import type { XMessage } from '../../core/x-responder.ts';
import { HEADER_BYTES, LENGTH_BYTES } from '../codec/framing.ts';
import { XErrors } from '../constants/errors.ts';
import { ClientMessage } from '../constants/message-types.ts';
import { toBigInt } from '../messages/message-type.ts';
import { Compression } from '../messages/messages.ts';
import type { MessagePacker } from './message-packer.ts';
import { XViolation } from './x-violation.ts';

export interface UnpackedMessages {
  readonly messages: readonly XMessage[];
  /** What is wrong behind them; null for nothing. */
  readonly violation: XViolation | null;
}

/**
 * @param packed a message of type COMPRESSION
 * @param maxBytes the most that it may unpack to
 */
export async function unpackMessages(
  packed: XMessage,
  packer: MessagePacker,
  maxBytes: number,
): Promise<UnpackedMessages> {
  const read = readCompression(packed.payload);
  if (read === null) return broken(new XViolation(XErrors.invalidCompressedFrame, 'nothing in a compressed message'));
  const { payload, announced } = read;
  if (announced !== null && announced > maxBytes) {
    return broken(new XViolation(null, `a compressed message of ${announced} bytes; at most ${maxBytes} are taken`));
  }
  try {
    const bytes = await packer.unpack(payload, announced);
    return messagesOf(announced === null ? bytes : bytes.subarray(0, announced));
  } catch (cause) {
    return broken(
      new XViolation(XErrors.decompressionFailed, 'a compressed message cannot be unpacked', {
        cause,
      }),
    );
  }
}

/** Null where there is nothing to unpack. */
function readCompression(payload: Buffer): { readonly payload: Buffer; readonly announced: number | null } | null {
  try {
    const { payload: packed, uncompressedSize } = Compression.decode(payload);
    const announced = Number(toBigInt(uncompressedSize));
    return packed.length === 0 ? null : { payload: packed, announced: announced === 0 ? null : announced };
  } catch {
    return null;
  }
}

function messagesOf(bytes: Buffer): UnpackedMessages {
  const messages: XMessage[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    const end = at + LENGTH_BYTES + length;
    const type = bytes[at + LENGTH_BYTES] as number;
    const violation = violationOf(type, length, end > bytes.length);
    if (violation !== null) return { messages, violation };
    const frame = bytes.subarray(at, end);
    messages.push({ type, payload: frame.subarray(HEADER_BYTES), frame });
    at = end;
  }
  return { messages, violation: null };
}

function violationOf(type: number, length: number, isCut: boolean): XViolation | null {
  if (length === 0) return new XViolation(null, 'a frame of no length in a compressed message');
  if (type === ClientMessage.COMPRESSION) {
    return new XViolation(XErrors.invalidFrame, 'a compressed message in a compressed message');
  }
  return isCut ? new XViolation(XErrors.unparsable, 'a message in a compressed message is cut off') : null;
}

function broken(violation: XViolation): UnpackedMessages {
  return { messages: [], violation };
}
