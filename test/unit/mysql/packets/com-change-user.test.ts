import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import {
  type ComChangeUser,
  decodeComChangeUser,
  encodeComChangeUser,
} from '../../../../src/mysql/packets/com-change-user.ts';
import { bytes, bytesWithoutNul, expectRoundTrip, expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenCapabilities, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';

const all = Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH | Capability.CONNECT_ATTRS;

describe('COM_CHANGE_USER', () => {
  test.each(['mysql-9.7.4/mysql2', 'mariadb-10.11.18/mysql2', 'mariadb-10.11.18/mariadb-connector-nodejs'])(
    '%s: decoded, and encoded to the captured bytes',
    (client) => {
      const capabilities = goldenCapabilities(`${client}-connect`);
      const payload = at(goldenFrom('client', `${client}-change-user`), 0);
      const decoded = decodeComChangeUser(payload, capabilities);
      expect(decoded.user.toString()).toBe('alice');
      expect(decoded.authResponse).toHaveLength(20);
      expect(decoded).toMatchObject({
        database: Buffer.from('shop'),
        charset: 45,
        authPlugin: 'mysql_native_password',
      });
      expect(encodeComChangeUser(decoded, capabilities)).toEqual(payload);
    },
  );

  test('may end behind its database', () => {
    const short = Buffer.from('11616c6963650000', 'hex');
    expect(() => decodeComChangeUser(short, all)).toThrow('has no end');
    const decoded = decodeComChangeUser(Buffer.concat([short, Buffer.alloc(1)]), all);
    expect(decoded).toMatchObject({ charset: null, authPlugin: null, attributes: null });
  });

  test('any bytes are a command or malformed', () => {
    expectValueOrMalformed((payload) => decodeComChangeUser(payload, all), [0x11, 0, 0, 0]);
    expectValueOrMalformed((payload) => decodeComChangeUser(payload, 0n), [0x11, 0, 0, 0]);
  });

  test('decoding an encoded command gives it back', () => {
    const changes: fc.Arbitrary<ComChangeUser> = fc.record({
      user: bytesWithoutNul(),
      authResponse: bytes(255),
      database: bytesWithoutNul(),
      charset: fc.nat(0xffff),
      authPlugin: fc.constantFrom('', 'caching_sha2_password'),
      attributes: fc.array(fc.record({ name: bytes(), value: bytes() }), { maxLength: 3 }),
      trailing: bytes(3),
    });
    expectRoundTrip(
      changes,
      (change) => encodeComChangeUser(change, all),
      (payload) => decodeComChangeUser(payload, all),
    );
  });
});
