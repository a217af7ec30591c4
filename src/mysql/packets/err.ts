// ERR_Packet: a command, or the connection phase, failed.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html
// https://mariadb.com/kb/en/err_packet/ (whose code 0xFFFF is no error: see codec/response-machine.ts)

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { type ServerError, serverErrorMessage } from '../constants/error-codes.ts';

const PACKET = 'ERR_Packet';
const MARKER = 0x23; // '#'
const STATE_BYTES = 5;

export interface ErrPacket {
  readonly code: number;
  /** Five characters; null where the server sent none, as before it knows the client's capabilities. */
  readonly sqlState: string | null;
  readonly message: Buffer;
}

/**
 * Needs no capabilities: a SQLSTATE is there exactly where its marker `#` is.
 * @throws MalformedPacketError
 */
export function decodeErr(payload: Buffer): ErrPacket {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== 0xff) throw reader.error(`0x${header.toString(16)} is no ERR header`);
  const code = reader.int2('error code');
  const sqlState = reader.peek() === MARKER && reader.remaining > STATE_BYTES ? readState(reader) : null;
  return { code, sqlState, message: reader.rest('message') };
}

/** Writes the SQLSTATE where the value has one. */
export function encodeErr(err: ErrPacket): Buffer {
  const writer = new PayloadWriter().int1(0xff).int2(err.code);
  if (err.sqlState !== null) writer.int1(MARKER).bytes(Buffer.from(err.sqlState, 'latin1'));
  return writer.bytes(err.message).finish();
}

/** A server's error, its placeholders filled in order. */
export function errOf(error: ServerError, ...values: readonly (string | number)[]): ErrPacket {
  return { code: error.code, sqlState: error.sqlState, message: Buffer.from(serverErrorMessage(error, ...values)) };
}

function readState(reader: PayloadReader): string {
  reader.skip(1, 'SQLSTATE marker');
  return reader.fixedBytes(STATE_BYTES, 'SQLSTATE').toString('latin1');
}
