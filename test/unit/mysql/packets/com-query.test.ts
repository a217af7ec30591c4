import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { decodeComQuery, encodeComQuery } from '../../../../src/mysql/packets/com-query.ts';
import { expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenCapabilities, goldenFrom } from '../../../support/golden.ts';

const ATTRIBUTES = 'mysql-9.7.4/mysql-query-attributes';

describe('COM_QUERY', () => {
  test('with query attributes', () => {
    const payload = at(goldenFrom('client', ATTRIBUTES), -2);
    const query = decodeComQuery(payload, goldenCapabilities(ATTRIBUTES));
    expect(query.sql.toString()).toBe('select 3');
    const attributes = query.attributes.map(({ name, value }) => [name?.toString(), value]);
    expect(attributes).toEqual([
      ['color', { kind: 'text', value: Buffer.from('red') }],
      ['size', { kind: 'text', value: Buffer.from('7') }],
    ]);
    expect(encodeComQuery(query, goldenCapabilities(ATTRIBUTES))).toEqual(payload);
  });

  test('with the capability and without attributes', () => {
    const payload = at(goldenFrom('client', 'mysql-9.7.4/mysql2-select-table'), 0);
    const query = decodeComQuery(payload, Capability.QUERY_ATTRIBUTES);
    expect(query).toEqual({ sql: Buffer.from('select * from t'), attributes: [] });
    expect(encodeComQuery(query, Capability.QUERY_ATTRIBUTES)).toEqual(payload);
  });

  test('without the capability', () => {
    const payload = at(goldenFrom('client', 'mariadb-10.11.18/mysql2-select-table'), 0);
    expect(decodeComQuery(payload, 0n).sql.toString()).toBe('select * from t');
    expect(encodeComQuery(decodeComQuery(payload, 0n), 0n)).toEqual(payload);
  });

  test('any bytes are a query or malformed', () => {
    expectValueOrMalformed((payload) => decodeComQuery(payload, Capability.QUERY_ATTRIBUTES), [3, 2, 1, 0, 1]);
  });
});
