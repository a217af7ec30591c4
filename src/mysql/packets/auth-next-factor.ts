// Protocol::AuthNextFactor: the next factor of multi-factor authentication (MULTI_FACTOR_AUTHENTICATION).
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_next_factor_request.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

const PACKET = 'Protocol::AuthNextFactor';
const HEADER = 0x02;

export interface AuthNextFactor {
  readonly authPlugin: string;
  readonly authData: Buffer;
}

/** @throws MalformedPacketError */
export function decodeAuthNextFactor(payload: Buffer): AuthNextFactor {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== HEADER) throw reader.error(`0x${header.toString(16)} is no auth next factor header`);
  return { authPlugin: reader.nulBytes('auth plugin').toString('latin1'), authData: reader.rest('auth data') };
}

export function encodeAuthNextFactor(factor: AuthNextFactor): Buffer {
  const writer = new PayloadWriter().int1(HEADER).nulBytes(Buffer.from(factor.authPlugin, 'latin1'));
  return writer.bytes(factor.authData).finish();
}
