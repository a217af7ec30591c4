import { describe, expect, test } from 'vitest';
import { decodeErr, type ErrPacket, encodeErr } from '../../../../src/mysql/packets/err.ts';
import { bytes, expectRoundTrip, expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';

const denied = at(goldenFrom('server', 'mysql-9.7.4/mysql2-access-denied'), -1);

describe('ERR_Packet', () => {
  test('with a SQLSTATE', () => {
    const err = decodeErr(denied);
    expect(err).toMatchObject({ code: 1045, sqlState: '28000' });
    expect(err.message.toString()).toBe("Access denied for user 'alice'@'localhost' (using password: YES)");
    expect(encodeErr(err)).toEqual(denied);
  });

  test('without one, as before the client has said what it can do', () => {
    const early = Buffer.concat([Buffer.from('ff1004', 'hex'), Buffer.from('Too many connections')]);
    expect(decodeErr(early)).toEqual({ code: 1040, sqlState: null, message: Buffer.from('Too many connections') });
    expect(encodeErr(decodeErr(early))).toEqual(early);
  });

  test('any bytes are an ERR packet or malformed', () => expectValueOrMalformed(decodeErr, [0xff, 0, 0, 0x23]));

  test('decoding an encoded packet gives it back', () => {
    const errs: fc.Arbitrary<ErrPacket> = fc.record({
      code: fc.nat(0xffff),
      sqlState: fc.constantFrom('HY000', '42S02'),
      message: bytes(),
    });
    expectRoundTrip(errs, encodeErr, decodeErr);
  });
});
