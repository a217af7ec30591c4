// COM_STMT_SEND_LONG_DATA: a piece of one parameter's value, ahead of COM_STMT_EXECUTE. It has no response.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_send_long_data.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { CommandCode } from '../constants/commands.ts';

const PACKET = 'COM_STMT_SEND_LONG_DATA';
/** Command, statement id, parameter. */
export const LONG_DATA_HEADER_BYTES = 7;

export interface ComStmtSendLongData {
  readonly statementId: number;
  /** Index of the parameter, from 0. */
  readonly parameter: number;
  /** To be appended to what was sent for the parameter before. */
  readonly data: Buffer;
}

/** @throws MalformedPacketError */
export function decodeComStmtSendLongData(payload: Buffer): ComStmtSendLongData {
  const reader = new PayloadReader(payload, PACKET);
  if (reader.int1('command') !== CommandCode.COM_STMT_SEND_LONG_DATA) throw reader.error('this is another command');
  return { statementId: reader.int4('statement id'), parameter: reader.int2('parameter'), data: reader.rest('data') };
}

/** The twin, for what plays a client. @public */
export function encodeComStmtSendLongData(piece: ComStmtSendLongData): Buffer {
  const writer = new PayloadWriter(LONG_DATA_HEADER_BYTES + piece.data.length).int1(
    CommandCode.COM_STMT_SEND_LONG_DATA,
  );
  return writer.int4(piece.statementId).int2(piece.parameter).bytes(piece.data).finish();
}
