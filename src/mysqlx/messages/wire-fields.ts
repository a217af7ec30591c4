// A message's fields as MySQL's reader of protobuf goes through them: it stops at a tag of 0 and at the end of a group that it is
// not in, and passes over groups, which no message of the X Protocol has. protobufjs refuses the first two, and the last of a
// message without fields.
// https://protobuf.dev/programming-guides/encoding/

import { protobufjs } from './protobuf.ts';

const GROUP = 3;
const END_OF_GROUP = 4;

export interface WireFields {
  /** The fields that are read, as they were written. */
  readonly fields: Buffer;
  /** How many bytes stand behind the tag that ended the message: MySQL refuses a frame with any. */
  readonly bytesBehind: number;
}

/** Null where the bytes are no fields. */
export function wireFieldsOf(payload: Buffer): WireFields | null {
  const reader = protobufjs().Reader.create(payload);
  const fields: Buffer[] = [];
  try {
    while (reader.pos < reader.len) {
      const from = reader.pos;
      const tag = reader.uint32();
      const kind = tag & 7;
      if (tag === 0 || kind === END_OF_GROUP) {
        return { fields: Buffer.concat(fields), bytesBehind: reader.len - reader.pos };
      }
      reader.skipType(kind, 0, tag >>> 3);
      if (kind !== GROUP) fields.push(payload.subarray(from, reader.pos));
    }
  } catch {
    return null;
  }
  return { fields: Buffer.concat(fields), bytesBehind: 0 };
}
