// Connection attributes: what a client says of itself, in a handshake response and in COM_CHANGE_USER.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { MalformedPacketError } from '../../core/errors.ts';

/** First byte of an int<lenenc> of 3 bytes. */
const LENGTH_IN_2_MORE_BYTES = 0xfc;
const NOTHING = Buffer.alloc(0);

export interface ConnectAttribute {
  readonly name: Buffer;
  readonly value: Buffer;
}

/** How attributes stand in a packet. */
export interface ConnectAttributesField {
  readonly attributes: readonly ConnectAttribute[] | null;
  /** 3 where the client gave their length in 3 bytes though 1 would do, as MariaDB's connectors do. */
  readonly attributesLengthBytes?: 3;
  /** What stands behind them and cannot be read, since a length runs over their end: servers ignore it. */
  readonly unreadAttributes?: Buffer;
}

/** @throws MalformedPacketError */
export function readConnectAttributes(reader: PayloadReader): ConnectAttributesField {
  const isLong = reader.peek() === LENGTH_IN_2_MORE_BYTES;
  const block = reader.lenencBlock('connection attributes');
  const length = block.remaining;
  return {
    ...readAttributes(block),
    ...(isLong && length < LENGTH_IN_2_MORE_BYTES - 1 && { attributesLengthBytes: 3 as const }),
  };
}

/** The twin of `readConnectAttributes`; null is written as none. */
export function writeConnectAttributes(writer: PayloadWriter, field: ConnectAttributesField): void {
  const block = Buffer.concat([encodeAttributes(field.attributes ?? []), field.unreadAttributes ?? NOTHING]);
  if (field.attributesLengthBytes === 3 && block.length <= 0xffff) {
    writer.int1(LENGTH_IN_2_MORE_BYTES).int2(block.length).bytes(block);
  } else writer.lenencBytes(block);
}

function readAttributes(reader: PayloadReader): Pick<ConnectAttributesField, 'attributes' | 'unreadAttributes'> {
  const whole = reader.rest('connection attributes');
  const attributes: ConnectAttribute[] = [];
  const inner = new PayloadReader(whole, 'Connection Attributes');
  while (inner.remaining > 0) {
    const start = whole.length - inner.remaining;
    try {
      attributes.push({ name: inner.lenencBytes('attribute name'), value: inner.lenencBytes('attribute value') });
    } catch (error) {
      if (!(error instanceof MalformedPacketError)) throw error;
      return { attributes, unreadAttributes: whole.subarray(start) };
    }
  }
  return { attributes };
}

function encodeAttributes(attributes: readonly ConnectAttribute[]): Buffer {
  const writer = new PayloadWriter();
  for (const { name, value } of attributes) writer.lenencBytes(name).lenencBytes(value);
  return writer.finish();
}
