// Connection attributes: what a client says of itself, in a handshake response and in COM_CHANGE_USER.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html

import type { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

/** First byte of an int<lenenc> of 3 bytes. */
const LENGTH_IN_2_MORE_BYTES = 0xfc;

export interface ConnectAttribute {
  readonly name: Buffer;
  readonly value: Buffer;
}

/** How attributes stand in a packet. */
export interface ConnectAttributesField {
  readonly attributes: readonly ConnectAttribute[] | null;
  /** 3 where the client gave their length in 3 bytes though 1 would do, as MariaDB's connectors do. */
  readonly attributesLengthBytes?: 3;
}

/** @throws MalformedPacketError */
export function readConnectAttributes(reader: PayloadReader): ConnectAttributesField {
  const isLong = reader.peek() === LENGTH_IN_2_MORE_BYTES;
  const block = reader.lenencBlock('connection attributes');
  const length = block.remaining;
  const attributes = readAttributes(block);
  return isLong && length < LENGTH_IN_2_MORE_BYTES - 1 ? { attributes, attributesLengthBytes: 3 } : { attributes };
}

/** The twin of `readConnectAttributes`; null is written as none. */
export function writeConnectAttributes(writer: PayloadWriter, field: ConnectAttributesField): void {
  const block = encodeAttributes(field.attributes ?? []);
  if (field.attributesLengthBytes === 3 && block.length <= 0xffff) {
    writer.int1(LENGTH_IN_2_MORE_BYTES).int2(block.length).bytes(block);
  } else writer.lenencBytes(block);
}

function readAttributes(reader: PayloadReader): ConnectAttribute[] {
  const attributes: ConnectAttribute[] = [];
  while (reader.remaining > 0)
    attributes.push({ name: reader.lenencBytes('attribute name'), value: reader.lenencBytes('attribute value') });
  return attributes;
}

function encodeAttributes(attributes: readonly ConnectAttribute[]): Buffer {
  const writer = new PayloadWriter();
  for (const { name, value } of attributes) writer.lenencBytes(name).lenencBytes(value);
  return writer.finish();
}
