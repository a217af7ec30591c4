// Protocol::AuthSwitchRequest: the server asks for another auth plugin and gives its nonce.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_switch_request.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';

const PACKET = 'Protocol::AuthSwitchRequest';
const HEADER = 0xfe;

export interface AuthSwitchRequest {
  readonly authPlugin: string;
  /** As sent: for scramble-based plugins a nonce of 20 bytes and a NUL. */
  readonly authData: Buffer;
}

/** @throws MalformedPacketError also for the one-byte request of servers older than 5.5.7 (mysql_old_password) */
export function decodeAuthSwitchRequest(payload: Buffer): AuthSwitchRequest {
  const reader = new PayloadReader(payload, PACKET);
  const header = reader.int1('header');
  if (header !== HEADER) throw reader.error(`0x${header.toString(16)} is no auth switch header`);
  return { authPlugin: reader.nulBytes('auth plugin').toString('latin1'), authData: reader.rest('auth data') };
}

export function encodeAuthSwitchRequest(request: AuthSwitchRequest): Buffer {
  const writer = new PayloadWriter().int1(HEADER).nulBytes(Buffer.from(request.authPlugin, 'latin1'));
  return writer.bytes(request.authData).finish();
}

/** Auth data without the NUL that servers put behind it: what a password is scrambled with. */
export function nonceOf(authData: Buffer): Buffer {
  return authData.at(-1) === 0 ? authData.subarray(0, -1) : authData;
}
