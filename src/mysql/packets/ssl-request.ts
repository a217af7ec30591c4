// Protocol::SSLRequest: the first 32 bytes of a handshake response, alone; the TLS handshake follows it.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_ssl_request.html
// https://mariadb.com/kb/en/connection/#sslrequest-packet

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';

const PACKET = 'Protocol::SSLRequest';
const BYTES = 32;
const FLAGS_BYTES = 4;
const FILLER_BYTES = 23;
/** MariaDB's clients leave 19 bytes of the filler and put extended capabilities into the last 4. */
const FILLER_BEFORE_EXTENSION_BYTES = 19;
const LOW_32 = 0xffffffffn;

/** What an SSL request says, and a handshake response begins with. */
export interface SslRequest {
  /** What the client wants; MariaDB's extended flags from bit 32 up. */
  readonly capabilities: bigint;
  readonly maxPacketBytes: number;
  /** Low byte of a collation id. */
  readonly charset: number;
  /** 23 bytes; the last four are not used where LONG_PASSWORD is absent (a MariaDB client at a MariaDB server). */
  readonly filler: Buffer;
}

/**
 * Whether a client's first packet is an SSL request and not yet its handshake response. One that is cut short is one all
 * the same: what is left out would come again in the response.
 */
export function isSslRequest(payload: Buffer): boolean {
  if (payload.length < FLAGS_BYTES || payload.length > BYTES) return false;
  return hasCapability(BigInt(payload.readUInt32LE(0)), Capability.SSL);
}

export function encodeSslRequest(request: SslRequest): Buffer {
  return writeSslRequest(new PayloadWriter(BYTES), request).finish();
}

/** Reads the fields that an SSL request and a handshake response share. */
export function readSslRequest(reader: PayloadReader): SslRequest {
  const flags = BigInt(reader.int4('capability flags'));
  if (!hasCapability(flags, Capability.PROTOCOL_41)) throw reader.error('the client is older than protocol 4.1');
  const maxPacketBytes = reader.int4('max packet bytes');
  const charset = reader.int1('charset');
  const filler = reader.fixedBytes(FILLER_BYTES, 'filler');
  return { capabilities: flags | (extendedFlags(flags, filler) << 32n), maxPacketBytes, charset, filler };
}

/** The twin of `readSslRequest`. */
export function writeSslRequest(writer: PayloadWriter, request: SslRequest): PayloadWriter {
  const { capabilities, filler } = request;
  writer
    .int4(Number(capabilities & LOW_32))
    .int4(request.maxPacketBytes)
    .int1(request.charset);
  if (hasCapability(capabilities, Capability.LONG_PASSWORD)) return writer.bytes(filler);
  return writer.bytes(filler.subarray(0, FILLER_BEFORE_EXTENSION_BYTES)).int4(Number(capabilities >> 32n));
}

function extendedFlags(flags: bigint, filler: Buffer): bigint {
  if (hasCapability(flags, Capability.LONG_PASSWORD)) return 0n;
  const reader = new PayloadReader(filler, PACKET);
  reader.skip(FILLER_BEFORE_EXTENSION_BYTES, 'extended capability flags');
  return BigInt(reader.int4('extended capability flags'));
}
