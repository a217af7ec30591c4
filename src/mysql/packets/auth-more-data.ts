// Protocol::AuthMoreData: a turn of the auth plugin's own dialogue, server to client.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_more_data.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

const PACKET = 'Protocol::AuthMoreData';
const HEADER = 0x01;

/** Returns the plugin's data. @throws MalformedPacketError */
export function decodeAuthMoreData(payload: Buffer): Buffer {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== HEADER) throw reader.error(`0x${header.toString(16)} is no auth more data header`);
  return reader.rest('data');
}

export function encodeAuthMoreData(data: Buffer): Buffer {
  return new PayloadWriter().int1(HEADER).bytes(data).finish();
}
