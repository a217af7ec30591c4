// Protocol::HandshakeResponse41: who the client is and what it can do.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html
// https://mariadb.com/kb/en/connection/#client-handshake-response

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { type ConnectAttributesField, readConnectAttributes, writeConnectAttributes } from './connect-attributes.ts';
import { readSslRequest, type SslRequest, writeSslRequest } from './ssl-request.ts';

const PACKET = 'Protocol::HandshakeResponse41';
const EMPTY = Buffer.alloc(0);

/** A field is null where its capability is absent, or where the client left it out at the packet's end. */
export interface HandshakeResponse extends SslRequest, ConnectAttributesField {
  readonly user: Buffer;
  /** The auth plugin's first answer: never to be logged or kept. */
  readonly authResponse: Buffer;
  readonly database: Buffer | null;
  readonly authPlugin: string | null;
  readonly zstdLevel: number | null;
  /** What follows and has no place in the layout. */
  readonly trailing: Buffer;
}

/**
 * As lenient as servers are: fields that are missing at the end are null.
 * @throws MalformedPacketError also for a client without PROTOCOL_41
 */
export function decodeHandshakeResponse(payload: Buffer): HandshakeResponse {
  const reader = new PayloadReader(payload, PACKET);
  const header = readSslRequest(reader);
  const sent = (flag: bigint) => hasCapability(header.capabilities, flag) && reader.remaining > 0;
  return {
    ...header,
    user: reader.nulBytes('user'),
    authResponse: readAuthResponse(reader, header.capabilities),
    database: sent(Capability.CONNECT_WITH_DB) ? reader.nulBytes('database') : null,
    authPlugin: sent(Capability.PLUGIN_AUTH) ? reader.nulBytes('auth plugin').toString('latin1') : null,
    ...(sent(Capability.CONNECT_ATTRS) ? readConnectAttributes(reader) : { attributes: null }),
    zstdLevel: sent(Capability.ZSTD_COMPRESSION_ALGORITHM) ? reader.int1('zstd level') : null,
    trailing: reader.rest('trailing'),
  };
}

/**
 * Writes the fields that the value's capabilities name, so a value whose flags were changed (`withCapabilities`)
 * is a proper packet again. A named field that is null is left out at the end, and empty before another field.
 */
export function encodeHandshakeResponse(response: HandshakeResponse): Buffer {
  const has = (flag: bigint) => hasCapability(response.capabilities, flag);
  const level = has(Capability.ZSTD_COMPRESSION_ALGORITHM) ? response.zstdLevel : null;
  const hasAttributes = has(Capability.CONNECT_ATTRS) && (response.attributes !== null || level !== null);
  const isPluginNeeded = response.authPlugin !== null || hasAttributes || level !== null;
  const plugin = has(Capability.PLUGIN_AUTH) && isPluginNeeded ? (response.authPlugin ?? '') : null;
  const isDatabaseNeeded = response.database !== null || plugin !== null || hasAttributes || level !== null;
  const database = has(Capability.CONNECT_WITH_DB) && isDatabaseNeeded ? (response.database ?? EMPTY) : null;

  const writer = writeSslRequest(new PayloadWriter(), response).nulBytes(response.user);
  writeAuthResponse(writer, response.authResponse, response.capabilities);
  if (database !== null) writer.nulBytes(database);
  if (plugin !== null) writer.nulBytes(Buffer.from(plugin, 'latin1'));
  if (hasAttributes) writeConnectAttributes(writer, response);
  if (level !== null) writer.int1(level);
  return writer.bytes(response.trailing).finish();
}

/** The same response with other capability flags, e.g. those that the other side of a proxy can have. */
export function withCapabilities(response: HandshakeResponse, capabilities: bigint): HandshakeResponse {
  return { ...response, capabilities };
}

function readAuthResponse(reader: PayloadReader, capabilities: bigint): Buffer {
  if (hasCapability(capabilities, Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA))
    return reader.lenencBytes('auth response');
  if (hasCapability(capabilities, Capability.SECURE_CONNECTION))
    return reader.fixedBytes(reader.int1('length of auth response'), 'auth response');
  return reader.nulBytes('auth response');
}

function writeAuthResponse(writer: PayloadWriter, authResponse: Buffer, capabilities: bigint): void {
  if (hasCapability(capabilities, Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA)) writer.lenencBytes(authResponse);
  else if (hasCapability(capabilities, Capability.SECURE_CONNECTION)) {
    writer.int1(authResponse.length).bytes(authResponse);
  } else writer.nulBytes(authResponse);
}
