import { describe, expect, test } from 'vitest';
import { decodeAuthMoreData, encodeAuthMoreData } from '../../../../src/mysql/packets/auth-more-data.ts';
import {
  decodeAuthSwitchRequest,
  encodeAuthSwitchRequest,
  nonceOf,
} from '../../../../src/mysql/packets/auth-switch-request.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';

describe('auth switch request and auth more data', () => {
  test.each([
    ['mysql-9.7.4/mysql2-change-user', 'caching_sha2_password'],
    ['mariadb-10.11.18/mysql2-change-user', 'mysql_native_password'],
  ])('%s: switch request decoded, and encoded to the captured bytes', (name, plugin) => {
    const payload = at(goldenFrom('server', name), 0);
    const decoded = decodeAuthSwitchRequest(payload);
    expect(decoded.authPlugin).toBe(plugin);
    expect(decoded.authData).toHaveLength(21);
    expect(nonceOf(decoded.authData)).toHaveLength(20);
    expect(encodeAuthSwitchRequest(decoded)).toEqual(payload);
  });

  test("MySQL's more data: full authentication, then its public key", () => {
    const [, full, key] = goldenFrom('server', 'mysql-9.7.4/mysql2-connect');
    expect(decodeAuthMoreData(full ?? Buffer.alloc(0))).toEqual(Buffer.from([4]));
    const pem = decodeAuthMoreData(key ?? Buffer.alloc(0));
    expect(pem.toString()).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(encodeAuthMoreData(pem)).toEqual(key);
  });

  test('any bytes are a packet or malformed', () => {
    expectValueOrMalformed(decodeAuthSwitchRequest, [0xfe]);
    expectValueOrMalformed(decodeAuthMoreData, [0x01]);
  });
});
