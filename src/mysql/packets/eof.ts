// EOF_Packet: the end of a list of columns or rows, for clients without DEPRECATE_EOF.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_eof_packet.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';

const PACKET = 'EOF_Packet';
const HEADER = 0xfe;

export interface EofPacket {
  /** 0 under capabilities that carry none. */
  readonly warnings: number;
  /** Status flags; 0 under capabilities that carry none. */
  readonly status: number;
}

/**
 * @param capabilities negotiated; without PROTOCOL_41 the packet is its header alone
 * @throws MalformedPacketError
 */
export function decodeEof(payload: Buffer, capabilities: bigint): EofPacket {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== HEADER) throw reader.error(`0x${header.toString(16)} is no EOF header`);
  const is41 = hasCapability(capabilities, Capability.PROTOCOL_41);
  const eof = { warnings: is41 ? reader.int2('warnings') : 0, status: is41 ? reader.int2('status') : 0 };
  reader.end();
  return eof;
}

/** @param capabilities negotiated, as for decoding */
export function encodeEof(eof: EofPacket, capabilities: bigint): Buffer {
  const writer = new PayloadWriter(5).int1(HEADER);
  if (hasCapability(capabilities, Capability.PROTOCOL_41)) writer.int2(eof.warnings).int2(eof.status);
  return writer.finish();
}
