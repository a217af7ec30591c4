// The first packet of a result set: how many columns, and whether their definitions follow.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html
// https://mariadb.com/kb/en/result-set-packets/#column-count-packet

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';

const PACKET = 'ProtocolText::Resultset column count';

export interface ColumnCount {
  readonly count: number;
  /** False where the client knows the definitions: it asked for none, or has them from the prepare. */
  readonly hasDefinitions: boolean;
}

/**
 * A flag stands behind the count; the MySQL manual has it before the count, but MySQL 9.7 does as MariaDB does.
 * @param capabilities negotiated; OPTIONAL_RESULTSET_METADATA and MariaDB's CACHE_METADATA add the flag
 * @throws MalformedPacketError
 */
export function decodeColumnCount(payload: Buffer, capabilities: bigint): ColumnCount {
  const reader = new PayloadReader(payload, PACKET);
  const count = reader.lenencNumber('column count');
  const flag = hasDefinitionsFlag(capabilities) ? reader.int1('metadata follows') : 1;
  if (flag > 1) throw reader.error('the metadata flag is neither 0 nor 1');
  reader.end();
  return { count, hasDefinitions: flag === 1 };
}

/** @param capabilities negotiated, as for decoding */
export function encodeColumnCount(header: ColumnCount, capabilities: bigint): Buffer {
  const writer = new PayloadWriter(10).lenencInt(header.count);
  if (hasDefinitionsFlag(capabilities)) writer.int1(header.hasDefinitions ? 1 : 0);
  return writer.finish();
}

function hasDefinitionsFlag(capabilities: bigint): boolean {
  return (
    hasCapability(capabilities, Capability.OPTIONAL_RESULTSET_METADATA) ||
    hasCapability(capabilities, Capability.MARIADB_CACHE_METADATA)
  );
}
