// Notices that say how a session's state changed, as MySQL writes them.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_notices.html

import { NoticeFrame, SessionStateChanged } from '../messages/messages.ts';
import {
  DatatypesScalarType,
  NoticeFrameScope,
  NoticeFrameType,
  NoticeSessionStateChangedParameter,
} from '../messages/schema.ts';

/** Payload of Mysqlx.Notice.Frame with one number. @param param of NoticeSessionStateChangedParameter */
export function numberNotice(param: number, value: bigint): Buffer {
  const [low, high] = [Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n))];
  const scalar = { type: DatatypesScalarType.V_UINT, vUnsignedInt: { low, high, unsigned: true } };
  const payload = SessionStateChanged.encode({ param, value: [scalar] });
  return NoticeFrame.encode({ type: NoticeFrameType.SESSION_STATE_CHANGED, scope: NoticeFrameScope.LOCAL, payload });
}

/** The same with the text of `Rows matched: 1  Changed: 1  Warnings: 0`; the lengths around it take four bytes each. */
export function infoNotice(text: string): Buffer {
  const value = lengthDelimited(1, Buffer.from(text));
  const scalar = Buffer.concat([varintField(1, DatatypesScalarType.V_STRING), padded(9, value)]);
  const param = varintField(1, NoticeSessionStateChangedParameter.PRODUCED_MESSAGE);
  const change = Buffer.concat([param, padded(2, scalar)]);
  const type = varintField(1, NoticeFrameType.SESSION_STATE_CHANGED);
  return Buffer.concat([type, varintField(2, NoticeFrameScope.LOCAL), padded(3, change)]);
}

function varintField(field: number, value: number): Buffer {
  return Buffer.of(field << 3, value);
}

function lengthDelimited(field: number, content: Buffer): Buffer {
  const length: number[] = [];
  let rest = content.length;
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.of((field << 3) | 2, ...length, rest), content]);
}

/** The length in four bytes, though fewer would do. */
function padded(field: number, content: Buffer): Buffer {
  const { length } = content;
  const bytes = [length & 0x7f, (length >>> 7) & 0x7f, (length >>> 14) & 0x7f].map((byte) => byte | 0x80);
  return Buffer.concat([Buffer.of((field << 3) | 2, ...bytes, length >>> 21), content]);
}
