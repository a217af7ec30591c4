import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodeColumnCount, encodeColumnCount } from '../../../../src/mysql/packets/column-count.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenCapabilities, goldenFrom } from '../../../support/golden.ts';

const OPTIONAL = 'mysql-9.7.4/raw-optional-metadata';
const CACHED = 'mariadb-10.11.18/raw-extended-metadata';

describe('column count', () => {
  test.each([
    ['with definitions', OPTIONAL, 3, { count: 1, hasDefinitions: true }],
    ['without, as the session asked', OPTIONAL, 9, { count: 3, hasDefinitions: false }],
    ['with definitions, MariaDB', CACHED, 2, { count: 2, hasDefinitions: true }],
    ['without, as MariaDB sent them with the prepare', CACHED, -3, { count: 1, hasDefinitions: false }],
  ])('%s', (_, name, index, header) => {
    const payload = at(goldenFrom('server', name), index);
    expect(decodeColumnCount(payload, goldenCapabilities(name))).toEqual(header);
    expect(encodeColumnCount(header, goldenCapabilities(name))).toEqual(payload);
  });

  test('is the count alone under other capabilities', () => {
    expect(decodeColumnCount(Buffer.from([0x13]), 0n)).toEqual({ count: 19, hasDefinitions: true });
    expect(encodeColumnCount({ count: 300, hasDefinitions: true }, 0n)).toEqual(Buffer.from('fc2c01', 'hex'));
  });

  test.each([0n, Capability.OPTIONAL_RESULTSET_METADATA, Capability.MARIADB_CACHE_METADATA])(
    'any bytes under capabilities %s are a count or malformed',
    (capabilities) => expectValueOrMalformed((payload) => decodeColumnCount(payload, capabilities)),
  );
});
