// The first packet of a result set: how many columns, and whether their definitions follow.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html
// https://mariadb.com/kb/en/result-set-packets/#column-count-packet

import { PayloadReader } from '../../bytes/payload-reader.ts';
import { PayloadWriter } from '../../bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';

const PACKET = 'ProtocolText::Resultset column count';

export interface ColumnCount {
  readonly count: number;
  /** False where the client knows the definitions: it asked for none, or has them from the prepare. */
  readonly hasDefinitions: boolean;
}

/**
 * @param capabilities negotiated; OPTIONAL_RESULTSET_METADATA puts a byte before the count, MariaDB's CACHE_METADATA
 *   one behind it
 * @throws MalformedPacketError
 */
export function decodeColumnCount(payload: Buffer, capabilities: bigint): ColumnCount {
  const reader = new PayloadReader(payload, PACKET);
  const isOptional = hasCapability(capabilities, Capability.OPTIONAL_RESULTSET_METADATA);
  const isCached = hasCapability(capabilities, Capability.MARIADB_CACHE_METADATA);
  const before = isOptional ? reader.int1() : 1;
  const count = reader.lenencNumber();
  const behind = isCached ? reader.int1() : 1;
  reader.end();
  if (before > 1 || behind > 1) throw reader.error('the metadata flag is neither 0 nor 1');
  return { count, hasDefinitions: before === 1 && behind === 1 };
}

/** @param capabilities negotiated, as for decoding */
export function encodeColumnCount(header: ColumnCount, capabilities: bigint): Buffer {
  const flag = header.hasDefinitions ? 1 : 0;
  const writer = new PayloadWriter(10);
  if (hasCapability(capabilities, Capability.OPTIONAL_RESULTSET_METADATA)) writer.int1(flag);
  writer.lenencInt(header.count);
  if (hasCapability(capabilities, Capability.MARIADB_CACHE_METADATA)) writer.int1(flag);
  return writer.finish();
}
