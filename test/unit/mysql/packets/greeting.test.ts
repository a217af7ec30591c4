import { describe, expect, test } from 'vitest';
import { Capability, hasCapability } from '../../../../src/mysql/constants/capabilities.ts';
import {
  decodeGreeting,
  encodeGreeting,
  type Greeting,
  versionInGreeting,
  zeroScramble,
} from '../../../../src/mysql/packets/greeting.ts';
import { bytesWithoutNul, expectRoundTrip, expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';

const mysql = at(goldenFrom('server', 'mysql-9.7.4/mysql2-connect'), 0);
const mariadb = at(goldenFrom('server', 'mariadb-10.11.18/mysql2-connect'), 0);

describe('Protocol::HandshakeV10', () => {
  test("MySQL's is read field by field", () => {
    const greeting = decodeGreeting(mysql);
    expect(greeting).toMatchObject({
      serverVersion: '9.7.4-2',
      authDataLength: 21,
      charset: 255,
      status: 2,
      capabilities: 0xdfffffffn,
      authPlugin: 'caching_sha2_password',
      reserved: Buffer.alloc(10),
    });
    expect(greeting.authData).toHaveLength(20);
    expect(greeting.trailing).toHaveLength(0);
  });

  test("MariaDB's has extended capabilities in its reserved bytes", () => {
    const greeting = decodeGreeting(mariadb);
    expect(greeting.serverVersion).toBe('5.5.5-10.11.18-MariaDB-0+deb12u1');
    expect(greeting.authPlugin).toBe('mysql_native_password');
    expect(hasCapability(greeting.capabilities, Capability.LONG_PASSWORD)).toBe(false);
    expect(greeting.capabilities >> 32n).toBe(0x1dn);
    expect(hasCapability(greeting.capabilities, Capability.MARIADB_CACHE_METADATA)).toBe(true);
  });

  test.each([
    ['MySQL', mysql],
    ['MariaDB', mariadb],
  ])('%s: encoding gives the captured bytes again', (_, payload) => {
    expect(encodeGreeting(decodeGreeting(payload))).toEqual(payload);
  });

  test('a plugin name that ends with the packet and no NUL is read', () => {
    expect(decodeGreeting(mysql.subarray(0, -1))).toEqual(decodeGreeting(mysql));
  });

  test('a zeroed scramble changes the scramble alone', () => {
    const before = decodeGreeting(mysql);
    const zeroed = zeroScramble(mysql);
    expect(zeroed).toHaveLength(mysql.length);
    expect(zeroed.includes(before.authData.subarray(0, 8))).toBe(false);
    expect(decodeGreeting(zeroed)).toMatchObject({ ...before, authData: expect.anything() });
    expect(zeroed.subarray(0, 12)).toEqual(mysql.subarray(0, 12));
  });

  test('an ERR packet in its place is malformed, and any bytes are a greeting or malformed', () => {
    expect(() => decodeGreeting(Buffer.from('ff100454', 'hex'))).toThrow('protocol version 255 is not supported');
    expectValueOrMalformed(decodeGreeting, [10, 0x38, 0]);
  });

  test('decoding an encoded greeting gives it back', () => {
    const greetings: fc.Arbitrary<Greeting> = fc.record({
      serverVersion: bytesWithoutNul().map((bytes) => bytes.toString('latin1')),
      connectionId: fc.nat(0xffffffff),
      authData: fc.uint8Array({ min: 1, minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      authDataLength: fc.constantFrom(0, 21),
      capabilities: fc
        .bigInt({ min: 0n, max: 0xffffffffn })
        .map((flags) => flags | Capability.PLUGIN_AUTH | Capability.SECURE_CONNECTION | Capability.LONG_PASSWORD),
      charset: fc.nat(255),
      status: fc.nat(0xffff),
      reserved: fc.constant(Buffer.alloc(10)),
      authPlugin: fc.constantFrom('caching_sha2_password', ''),
      trailing: fc.constant(Buffer.alloc(0)),
    });
    expectRoundTrip(greetings, encodeGreeting, decodeGreeting);
  });

  test.each([
    ['10.11.18-MariaDB-log', '5.5.5-10.11.18-MariaDB-log'],
    ['11.4.2-MariaDB', '11.4.2-MariaDB'],
    ['5.5.5-10.6.1-MariaDB', '5.5.5-10.6.1-MariaDB'],
    ['8.0.36', '8.0.36'],
    ['10.0.0-other', '10.0.0-other'],
  ])('a server of version %s greets with %s', (version, greeted) => {
    expect(versionInGreeting(version)).toBe(greeted);
  });
});
