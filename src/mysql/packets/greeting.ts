// Protocol::HandshakeV10: the server's first packet.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html
// https://mariadb.com/kb/en/connection/#initial-handshake-packet

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { flavourOf } from '../constants/flavour.ts';

const PACKET = 'Protocol::HandshakeV10';
const PROTOCOL_VERSION = 10;
/** Auth data is split: 8 bytes early, the rest (13 or more) late in the packet. */
const PART_1_BYTES = 8;
const PART_2_MIN_BYTES = 13;
const RESERVED_BYTES = 10;
/** Of the reserved bytes, MariaDB leaves the first 6 and puts extended capabilities into the last 4. */
const RESERVED_BEFORE_EXTENSION_BYTES = 6;
const LOW_16 = 0xffffn;

export interface Greeting {
  readonly serverVersion: string;
  readonly connectionId: number;
  /** The scramble (nonce): 20 bytes from real servers; its trailing NUL is cut off. */
  readonly authData: Buffer;
  /** The length that the packet declares for the auth data, NUL included: 21; 0 without PLUGIN_AUTH. */
  readonly authDataLength: number;
  /** What the server offers; MariaDB's extended flags from bit 32 up. */
  readonly capabilities: bigint;
  /** Collation id of the server's default; its low byte. */
  readonly charset: number;
  /** Status flags. */
  readonly status: number;
  /** Ten bytes; the last four are not used where LONG_PASSWORD is absent (MariaDB). */
  readonly reserved: Buffer;
  /** Null without PLUGIN_AUTH. */
  readonly authPlugin: string | null;
  /** What follows and has no place in the layout; empty from real servers. */
  readonly trailing: Buffer;
}

/** @throws MalformedPacketError also for another protocol version than 10, and for a server that is older than 4.1 */
export function decodeGreeting(payload: Buffer): Greeting {
  const reader = new PayloadReader(payload, PACKET);
  const version = reader.int1('protocol version');
  if (version !== PROTOCOL_VERSION) throw reader.error(`protocol version ${version} is not supported`);
  const serverVersion = reader.nulBytes('server version').toString('latin1');
  const connectionId = reader.int4('connection id');
  const part1 = reader.fixedBytes(PART_1_BYTES, 'auth data part 1');
  reader.skip(1, 'filler'); // filler
  const lowFlags = BigInt(reader.int2('capability flags'));
  const charset = reader.int1('charset');
  const status = reader.int2('status');
  const mysqlFlags = lowFlags | (BigInt(reader.int2('capability flags')) << 16n);
  const authDataLength = reader.int1('auth data length');
  const reserved = reader.fixedBytes(RESERVED_BYTES, 'reserved');
  const capabilities = mysqlFlags | (extendedFlags(mysqlFlags, reserved) << 32n);
  const hasPart2 = hasCapability(capabilities, Capability.SECURE_CONNECTION);
  const part2 = reader.fixedBytes(hasPart2 ? part2Bytes(authDataLength) : 0, 'auth data part 2');
  const hasPlugin = hasCapability(capabilities, Capability.PLUGIN_AUTH);
  // servers of 5.5.7 to 5.5.9 end it with the packet, which clients read as well
  const authPlugin = hasPlugin ? reader.nulBytesOrRest('auth plugin').toString('latin1') : null;
  return {
    serverVersion,
    connectionId,
    authData: Buffer.concat([part1, part2.at(-1) === 0 ? part2.subarray(0, -1) : part2]),
    authDataLength,
    capabilities,
    charset,
    status,
    reserved,
    authPlugin,
    trailing: reader.rest('trailing'),
  };
}

/** Auth data shorter than its field is filled up with NULs, as servers do. */
export function encodeGreeting(greeting: Greeting): Buffer {
  const { authData, capabilities } = greeting;
  const writer = new PayloadWriter().int1(PROTOCOL_VERSION);
  writer.nulBytes(Buffer.from(greeting.serverVersion, 'latin1')).int4(greeting.connectionId);
  writer.bytes(authData.subarray(0, PART_1_BYTES)).int1(0);
  writer
    .int2(Number(capabilities & LOW_16))
    .int1(greeting.charset)
    .int2(greeting.status);
  writer.int2(Number((capabilities >> 16n) & LOW_16)).int1(greeting.authDataLength);
  if (hasCapability(capabilities, Capability.LONG_PASSWORD)) writer.bytes(greeting.reserved);
  else {
    writer.bytes(greeting.reserved.subarray(0, RESERVED_BEFORE_EXTENSION_BYTES)).int4(Number(capabilities >> 32n));
  }
  if (hasCapability(capabilities, Capability.SECURE_CONNECTION)) {
    const part2 = authData.subarray(PART_1_BYTES);
    writer.bytes(part2).zeros(Math.max(0, part2Bytes(greeting.authDataLength) - part2.length));
  }
  if (greeting.authPlugin !== null) writer.nulBytes(Buffer.from(greeting.authPlugin, 'latin1'));
  return writer.bytes(greeting.trailing).finish();
}

/**
 * The same greeting with every byte of its scramble zero: what a recording may keep.
 * @throws MalformedPacketError
 */
export function zeroScramble(payload: Buffer): Buffer {
  const greeting = decodeGreeting(payload);
  return encodeGreeting({ ...greeting, authData: Buffer.alloc(greeting.authData.length) });
}

/**
 * The version as a server of that version greets with it. MariaDB 10 puts `5.5.5-` in front, which its clients take off
 * again: old replicas cannot read a version of two digits. MariaDB 11 does so no more.
 * https://mariadb.com/kb/en/connection/#initial-handshake-packet
 */
export function versionInGreeting(version: string): string {
  return /^10\.\d+\..*mariadb/i.test(version) ? `5.5.5-${version}` : version;
}

function part2Bytes(declared: number): number {
  return Math.max(PART_2_MIN_BYTES, declared - PART_1_BYTES);
}

function extendedFlags(mysqlFlags: bigint, reserved: Buffer): bigint {
  if (hasCapability(mysqlFlags, Capability.LONG_PASSWORD)) return 0n;
  const reader = new PayloadReader(reserved, PACKET);
  reader.skip(RESERVED_BEFORE_EXTENSION_BYTES, 'extended capability flags');
  return BigInt(reader.int4('extended capability flags'));
}

/**
 * The collation that COM_RESET_CONNECTION gives a connection: the server's own with MySQL; null with MariaDB, where it is
 * the login's again. Measured with MySQL 9.7 and MariaDB 10.11.
 */
export function resetCollation({ serverVersion, charset }: Pick<Greeting, 'serverVersion' | 'charset'>): number | null {
  return flavourOf(serverVersion).resetsCollation ? charset : null;
}

/** The same of a recorded session; null where its greeting is not known. */
export function recordedResetCollation(greeting: Buffer): number | null {
  return greeting[0] !== PROTOCOL_VERSION ? null : resetCollation(decodeGreeting(greeting));
}
