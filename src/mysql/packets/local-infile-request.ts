// LOCAL INFILE request: in place of a result set the server asks the client for a file's content.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

const PACKET = 'Protocol::LOCAL_INFILE_Request';
const HEADER = 0xfb;

/** Returns the file's name. @throws MalformedPacketError */
export function decodeLocalInfileRequest(payload: Buffer): Buffer {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== HEADER) throw reader.error(`0x${header.toString(16)} is no LOCAL INFILE header`);
  return reader.rest('file name');
}

export function encodeLocalInfileRequest(filename: Buffer): Buffer {
  return new PayloadWriter().int1(HEADER).bytes(filename).finish();
}
