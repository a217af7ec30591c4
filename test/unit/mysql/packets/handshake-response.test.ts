import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import {
  decodeHandshakeResponse,
  encodeHandshakeResponse,
  type HandshakeResponse,
  withCapabilities,
} from '../../../../src/mysql/packets/handshake-response.ts';
import { bytes, bytesWithoutNul, expectRoundTrip, expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';

const GOLDENS = [
  'mysql-9.7.4/mysql2-connect',
  'mysql-9.7.4/mysql2-access-denied',
  'mysql-9.7.4/mariadb-connector-nodejs-connect',
  'mysql-9.7.4/mysql-connect',
  'mysql-9.7.4/mysql-zstd',
  'mariadb-10.11.18/mysql2-connect',
  'mariadb-10.11.18/mariadb-connector-nodejs-connect',
  'mariadb-10.11.18/mariadb-connect',
  'mariadb-10.11.18/mysqljs-connect',
];
const response = (name: string) => at(goldenFrom('client', name), 0);

describe('Protocol::HandshakeResponse41', () => {
  test.each(GOLDENS)('%s: encoding gives the captured bytes again', (name) => {
    const decoded = decodeHandshakeResponse(response(name));
    expect(decoded.user.toString()).toBe('alice');
    expect(decoded.database?.toString()).toBe('shop');
    expect(decoded.trailing).toHaveLength(0);
    expect(encodeHandshakeResponse(decoded)).toEqual(response(name));
  });

  test("mysql2's is read field by field", () => {
    const decoded = decodeHandshakeResponse(response('mysql-9.7.4/mysql2-connect'));
    expect(decoded).toMatchObject({ charset: 224, authPlugin: 'caching_sha2_password', zstdLevel: null });
    expect(decoded.authResponse).toHaveLength(32);
    const attributes = decoded.attributes?.map(({ name, value }) => `${name}=${value}`);
    expect(attributes).toEqual(['_client_name=Node-MySQL-2', '_client_version=3.24.6', 'program_name=golden']);
  });

  test("the mysql client's zstd level is its last byte", () => {
    expect(decodeHandshakeResponse(response('mysql-9.7.4/mysql-zstd')).zstdLevel).toBe(5);
  });

  test('a MariaDB client has extended capabilities in its filler', () => {
    const decoded = decodeHandshakeResponse(response('mariadb-10.11.18/mariadb-connector-nodejs-connect'));
    expect(decoded.capabilities >> 32n).toBe(0x1cn);
    expect(decoded.attributesLengthBytes).toBe(3);
  });

  test('attributes whose last length runs over their end are read up to there, as by servers', () => {
    const decoded = decodeHandshakeResponse(response('mysql-9.7.4/mysql2-connect'));
    const unreadAttributes = Buffer.from('04616263', 'hex');
    const encoded = encodeHandshakeResponse({ ...decoded, unreadAttributes });
    expect(decodeHandshakeResponse(encoded)).toEqual({ ...decoded, unreadAttributes });
  });

  test('other capability flags change the flags and the fields they stand for, nothing else', () => {
    const payload = response('mysql-9.7.4/mysql2-connect');
    const decoded = decodeHandshakeResponse(payload);
    const without = decoded.capabilities & ~(Capability.FOUND_ROWS | Capability.CONNECT_ATTRS);
    const encoded = encodeHandshakeResponse(withCapabilities(decoded, without));
    expect(decodeHandshakeResponse(encoded)).toEqual({ ...decoded, capabilities: without, attributes: null });
    expect(payload.subarray(4, encoded.length)).toEqual(encoded.subarray(4));
  });

  test('fields that a client leaves out at the end are null', () => {
    const decoded = decodeHandshakeResponse(response('mysql-9.7.4/mysql2-connect'));
    const short = { ...decoded, database: null, authPlugin: null, attributes: null };
    const encoded = encodeHandshakeResponse(short);
    expect(decodeHandshakeResponse(encoded)).toEqual(short);
    expect(encoded.at(-33)).toBe(32);
  });

  test('a client without PROTOCOL_41 is refused', () => {
    expect(() => decodeHandshakeResponse(Buffer.from('052400000000616c69636500', 'hex'))).toThrow(
      'older than protocol 4.1',
    );
  });

  test('any bytes are a response or malformed', () => {
    expectValueOrMalformed(decodeHandshakeResponse, [0xff, 0xff, 0xff, 0xff, ...new Array(28).fill(0), 0x61, 0]);
  });

  test('decoding an encoded response gives it back, in each form of the auth response', () => {
    const always = Capability.PROTOCOL_41 | Capability.LONG_PASSWORD | Capability.CONNECT_WITH_DB;
    const rest = Capability.PLUGIN_AUTH | Capability.CONNECT_ATTRS | Capability.ZSTD_COMPRESSION_ALGORITHM;
    const responses: fc.Arbitrary<HandshakeResponse> = fc.record({
      capabilities: fc
        .constantFrom(0n, Capability.SECURE_CONNECTION, Capability.PLUGIN_AUTH_LENENC_CLIENT_DATA)
        .map((form) => always | rest | form),
      maxPacketBytes: fc.nat(0xffffffff),
      charset: fc.nat(255),
      filler: fc.constant(Buffer.alloc(23)),
      user: bytesWithoutNul(),
      authResponse: bytesWithoutNul(),
      database: bytesWithoutNul(),
      authPlugin: fc.constantFrom('', 'mysql_native_password'),
      attributes: fc.array(fc.record({ name: bytes(), value: bytes() }), { maxLength: 3 }),
      zstdLevel: fc.nat(22),
      trailing: bytes(3),
    });
    expectRoundTrip(responses, encodeHandshakeResponse, decodeHandshakeResponse);
  });
});
