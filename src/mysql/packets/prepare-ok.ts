// COM_STMT_PREPARE_OK: the first packet of the answer to COM_STMT_PREPARE.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html#sect_protocol_com_stmt_prepare_response_ok

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';

const PACKET = 'COM_STMT_PREPARE_OK';
const HEADER = 0x00;

export interface PrepareOk {
  readonly statementId: number;
  readonly columnCount: number;
  readonly parameterCount: number;
  /** Null from servers that end the packet before it. */
  readonly warnings: number | null;
  /** False where the client asked for no definitions (OPTIONAL_RESULTSET_METADATA). */
  readonly hasDefinitions: boolean;
}

/**
 * @param capabilities negotiated; OPTIONAL_RESULTSET_METADATA adds a byte
 * @throws MalformedPacketError
 */
export function decodePrepareOk(payload: Buffer, capabilities: bigint): PrepareOk {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== HEADER) throw reader.error(`0x${header.toString(16)} is no OK header`);
  const statementId = reader.int4('statement id');
  const columnCount = reader.int2('column count');
  const parameterCount = reader.int2('parameter count');
  reader.skip(1, 'filler'); // filler
  const warnings = reader.remaining > 0 ? reader.int2('warnings') : null;
  const isOptional = hasCapability(capabilities, Capability.OPTIONAL_RESULTSET_METADATA);
  const flag = isOptional && reader.remaining > 0 ? reader.int1('metadata follows') : 1;
  if (flag > 1) throw reader.error('the metadata flag is neither 0 nor 1');
  reader.end();
  return { statementId, columnCount, parameterCount, warnings, hasDefinitions: flag === 1 };
}

/** @param capabilities negotiated, as for decoding */
export function encodePrepareOk(prepareOk: PrepareOk, capabilities: bigint): Buffer {
  const writer = new PayloadWriter(13).int1(HEADER).int4(prepareOk.statementId);
  writer.int2(prepareOk.columnCount).int2(prepareOk.parameterCount).zeros(1);
  if (prepareOk.warnings === null) return writer.finish();
  writer.int2(prepareOk.warnings);
  if (hasCapability(capabilities, Capability.OPTIONAL_RESULTSET_METADATA)) {
    writer.int1(prepareOk.hasDefinitions ? 1 : 0);
  }
  return writer.finish();
}
