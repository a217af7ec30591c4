import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodeOk, encodeOk, type OkPacket, plainOk } from '../../../../src/mysql/packets/ok.ts';
import { bytes, expectRoundTrip, expectValueOrMalformed, int8 } from '../../../support/codec-properties.ts';
import { at, goldenCapabilities, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';

const MYSQL_TRACKING = 'mysql-9.7.4/raw-session-track';
const TRACKING = [MYSQL_TRACKING, 'mariadb-10.11.18/raw-session-track'];
const update = at(goldenFrom('server', 'mysql-9.7.4/mysql2-update'), 0);
const allTypes = Capability.PROTOCOL_41 | Capability.SESSION_TRACK;

describe('OK_Packet', () => {
  test('rows, warnings and info', () => {
    const ok = decodeOk(update, Capability.PROTOCOL_41 | Capability.SESSION_TRACK);
    expect(ok).toMatchObject({ header: 0, affectedRows: 1n, lastInsertId: 0n, warnings: 0, sessionState: null });
    expect(ok.info?.toString()).toBe('Rows matched: 1  Changed: 1  Warnings: 0');
    expect(encodeOk(ok, allTypes)).toEqual(update);
  });

  test('info is a string<lenenc> without SESSION_TRACK too', () => {
    const name = 'mysql-9.7.4/raw-no-transactions';
    const payload = at(goldenFrom('server', name), 3);
    const ok = decodeOk(payload, goldenCapabilities(name));
    expect(ok.info?.toString()).toMatch(/^Rows matched: /);
    expect(encodeOk(ok, goldenCapabilities(name))).toEqual(payload);
  });

  test.each(TRACKING)('%s: encoding gives the captured bytes again', (name) => {
    const capabilities = goldenCapabilities(name);
    const oks = goldenFrom('server', name).slice(-9);
    for (const payload of oks) expect(encodeOk(decodeOk(payload, capabilities), capabilities)).toEqual(payload);
  });

  test("MySQL's session state changes are typed", () => {
    const capabilities = goldenCapabilities(MYSQL_TRACKING);
    const oks = goldenFrom('server', MYSQL_TRACKING)
      .slice(-8)
      .map((payload) => decodeOk(payload, capabilities));
    const types = oks.map((ok) =>
      ok.sessionState?.map((change) => change.type).filter((type) => type !== 'system_variables'),
    );
    expect(types).toEqual([
      ['state_change', 'transaction_characteristics'],
      ['schema', 'state_change'],
      ['state_change'],
      ['transaction_characteristics'],
      ['transaction_state', 'transaction_characteristics'],
      ['transaction_state', 'transaction_characteristics'],
      ['state_change'],
      ['gtids'],
    ]);
    expect(oks[1]?.sessionState).toContainEqual({ type: 'schema', name: Buffer.from('shop') });
    expect(oks[4]?.sessionState).toContainEqual({ type: 'transaction_state', state: Buffer.from('T_______') });
  });

  test('one that takes the place of an EOF packet begins with 0xFE', () => {
    const end = at(goldenFrom('server', 'mysql-9.7.4/mysql-connect'), -1);
    const capabilities = goldenCapabilities('mysql-9.7.4/mysql-connect');
    expect(decodeOk(end, capabilities)).toEqual(plainOk(2, 0xfe));
    expect(encodeOk(plainOk(2, 0xfe), capabilities)).toEqual(end);
  });

  test.each([allTypes, Capability.PROTOCOL_41, Capability.TRANSACTIONS, 0n])(
    'any bytes under capabilities %s are an OK packet or malformed',
    (capabilities) => expectValueOrMalformed((payload) => decodeOk(payload, capabilities), [0, 0, 0, 0, 0x40, 0, 0]),
  );

  test('decoding an encoded packet gives it back', () => {
    const oks: fc.Arbitrary<OkPacket> = fc.record({
      header: fc.constantFrom(0x00 as const, 0xfe as const),
      affectedRows: int8(),
      lastInsertId: int8(),
      status: fc.nat(0xffff).map((status) => status | 0x4000),
      warnings: fc.nat(0xffff),
      info: bytes(),
      sessionState: fc.array(
        fc.oneof(
          fc.record({ type: fc.constant('schema' as const), name: bytes() }),
          fc.record({ type: fc.constant('gtids' as const), encoding: fc.nat(255), gtids: bytes() }),
          fc.record({ type: fc.constant('unknown' as const), code: fc.integer({ min: 6, max: 255 }), data: bytes() }),
          fc.record({
            type: fc.constant('system_variables' as const),
            variables: fc.array(fc.record({ name: bytes(20), value: bytes(20) })),
          }),
        ),
      ),
      trailing: bytes(4),
    });
    expectRoundTrip(
      oks,
      (ok) => encodeOk(ok, allTypes),
      (payload) => decodeOk(payload, allTypes),
    );
  });
});
