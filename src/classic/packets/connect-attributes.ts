// Connection attributes: what a client says of itself, in a handshake response and in COM_CHANGE_USER.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html

import { PayloadReader } from '../../bytes/payload-reader.ts';
import { PayloadWriter } from '../../bytes/payload-writer.ts';

const PACKET = 'connection attributes';

export interface ConnectAttribute {
  readonly name: Buffer;
  readonly value: Buffer;
}

/**
 * @param block content of the packet's field, without its length
 * @throws MalformedPacketError
 */
export function decodeConnectAttributes(block: Buffer): ConnectAttribute[] {
  const reader = new PayloadReader(block, PACKET);
  const attributes: ConnectAttribute[] = [];
  while (reader.remaining > 0) attributes.push({ name: reader.lenencBytes(), value: reader.lenencBytes() });
  return attributes;
}

/** The twin of `decodeConnectAttributes`. */
export function encodeConnectAttributes(attributes: readonly ConnectAttribute[]): Buffer {
  const writer = new PayloadWriter();
  for (const { name, value } of attributes) writer.lenencBytes(name).lenencBytes(value);
  return writer.finish();
}
