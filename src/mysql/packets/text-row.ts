// ProtocolText::ResultsetRow: every value as text, NULL as 0xFB.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

const PACKET = 'ProtocolText::ResultsetRow';

/** @throws MalformedPacketError also where the row has more or fewer values than `columnCount` */
export function decodeTextRow(payload: Buffer, columnCount: number): (Buffer | null)[] {
  const reader = new PayloadReader(payload, PACKET);
  const row: (Buffer | null)[] = [];
  while (row.length < columnCount) row.push(reader.lenencBytesOrNull('value'));
  reader.end();
  return row;
}

export function encodeTextRow(row: readonly (Buffer | null)[]): Buffer {
  const writer = new PayloadWriter();
  for (const value of row) writer.lenencBytes(value);
  return writer.finish();
}
