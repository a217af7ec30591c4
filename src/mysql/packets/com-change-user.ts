// COM_CHANGE_USER: authenticates anew on a living connection. Its answer is an authentication dialogue.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_change_user.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { CommandCode } from '../constants/commands.ts';
import { type ConnectAttributesField, readConnectAttributes, writeConnectAttributes } from './connect-attributes.ts';

const PACKET = 'COM_CHANGE_USER';

/** A nullable field is null where its capability is absent, or where the client left it out at the packet's end. */
export interface ComChangeUser extends ConnectAttributesField {
  readonly user: Buffer;
  /** The auth plugin's first answer: never to be logged or kept. */
  readonly authResponse: Buffer;
  readonly database: Buffer;
  /** Collation id. */
  readonly charset: number | null;
  readonly authPlugin: string | null;
  /** What follows and has no place in the layout. */
  readonly trailing: Buffer;
}

/**
 * @param capabilities negotiated; SECURE_CONNECTION, PLUGIN_AUTH and CONNECT_ATTRS shape the packet
 * @throws MalformedPacketError
 */
export function decodeComChangeUser(payload: Buffer, capabilities: bigint): ComChangeUser {
  const reader = new PayloadReader(payload, PACKET);
  if (reader.int1('command') !== CommandCode.COM_CHANGE_USER) throw reader.error('this is another command');
  const isSecure = hasCapability(capabilities, Capability.SECURE_CONNECTION);
  const sent = (flag: bigint) => hasCapability(capabilities, flag) && reader.remaining > 0;
  return {
    user: reader.nulBytes('user'),
    authResponse: isSecure
      ? reader.fixedBytes(reader.int1('length of auth response'), 'auth response')
      : reader.nulBytes('auth response'),
    database: reader.nulBytes('database'),
    charset: reader.remaining > 0 ? reader.int2('charset') : null,
    authPlugin: sent(Capability.PLUGIN_AUTH) ? reader.nulBytes('auth plugin').toString('latin1') : null,
    ...(sent(Capability.CONNECT_ATTRS) ? readConnectAttributes(reader) : { attributes: null }),
    trailing: reader.rest('trailing'),
  };
}

/** @param capabilities negotiated, as for decoding */
export function encodeComChangeUser(change: ComChangeUser, capabilities: bigint): Buffer {
  const isSecure = hasCapability(capabilities, Capability.SECURE_CONNECTION);
  const writer = new PayloadWriter().int1(CommandCode.COM_CHANGE_USER).nulBytes(change.user);
  if (isSecure) writer.int1(change.authResponse.length).bytes(change.authResponse);
  else writer.nulBytes(change.authResponse);
  writer.nulBytes(change.database);
  if (change.charset !== null) writer.int2(change.charset);
  if (change.authPlugin !== null && hasCapability(capabilities, Capability.PLUGIN_AUTH)) {
    writer.nulBytes(Buffer.from(change.authPlugin, 'latin1'));
  }
  if (change.attributes !== null && hasCapability(capabilities, Capability.CONNECT_ATTRS)) {
    writeConnectAttributes(writer, change);
  }
  return writer.bytes(change.trailing).finish();
}
