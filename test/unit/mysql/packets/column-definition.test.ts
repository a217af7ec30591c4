import { describe, expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { ColumnFlag, ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import {
  type ColumnDefinition,
  decodeColumnDefinition,
  encodeColumnDefinition,
} from '../../../../src/mysql/packets/column-definition.ts';
import { bytes, expectRoundTrip, expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { at, goldenCapabilities, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';

const EXTENDED = 'mariadb-10.11.18/raw-extended-metadata';
const definitions = goldenFrom('server', 'mysql-9.7.4/mysql2-select-table').slice(1, 20);

describe('Protocol::ColumnDefinition41', () => {
  test('encoding gives the captured bytes of every column type again', () => {
    for (const payload of definitions)
      expect(encodeColumnDefinition(decodeColumnDefinition(payload, 0n), 0n)).toEqual(payload);
  });

  test('is read field by field', () => {
    expect(decodeColumnDefinition(at(definitions, 0), 0n)).toEqual({
      catalog: Buffer.from('def'),
      schema: Buffer.from('shop'),
      table: Buffer.from('t'),
      originalTable: Buffer.from('t'),
      name: Buffer.from('id'),
      originalName: Buffer.from('id'),
      extendedMetadata: [],
      charset: 63,
      displayLength: 10,
      type: ColumnType.LONG,
      flags:
        ColumnFlag.NOT_NULL |
        ColumnFlag.PRI_KEY |
        ColumnFlag.UNSIGNED |
        ColumnFlag.AUTO_INCREMENT |
        ColumnFlag.PART_KEY,
      decimals: 0,
    });
  });

  test("MariaDB's extended metadata names the type behind the type", () => {
    const capabilities = goldenCapabilities(EXTENDED);
    const [json, uuid] = goldenFrom('server', EXTENDED).slice(3, 5);
    const decoded = decodeColumnDefinition(json ?? Buffer.alloc(0), capabilities);
    expect(decoded.extendedMetadata).toEqual([{ kind: 1, value: Buffer.from('json') }]);
    expect(encodeColumnDefinition(decoded, capabilities)).toEqual(json);
    const second = decodeColumnDefinition(uuid ?? Buffer.alloc(0), capabilities);
    expect(second.extendedMetadata).toEqual([{ kind: 0, value: Buffer.from('uuid') }]);
    expect(encodeColumnDefinition(second, capabilities)).toEqual(uuid);
  });

  test.each(['mysql-9.7.4', 'mariadb-10.11.18'])('%s: COM_FIELD_LIST adds default values', (server) => {
    const fields = goldenFrom('server', `${server}/raw-field-list`).slice(-20, -1);
    const decoded = fields.map((field) => decodeColumnDefinition(field, 0n));
    expect(decoded.find((column) => column.name.toString() === 's')?.defaultValue?.toString()).toBe('x');
    expect(decoded.find((column) => column.name.toString() === 'b')?.defaultValue).toBeNull();
    expect(decoded.map((column) => encodeColumnDefinition(column, 0n))).toEqual(fields);
  });

  test('any bytes are a definition or malformed', () => {
    expectValueOrMalformed((payload) => decodeColumnDefinition(payload, 0n), [0, 0, 0, 0, 0, 0]);
    expectValueOrMalformed(
      (payload) => decodeColumnDefinition(payload, Capability.MARIADB_EXTENDED_METADATA),
      [0, 0, 0, 0, 0, 0],
    );
  });

  test('decoding an encoded definition gives it back', () => {
    const columns: fc.Arbitrary<Required<ColumnDefinition>> = fc.record({
      catalog: fc.constant(Buffer.from('def')),
      schema: bytes(),
      table: bytes(),
      originalTable: bytes(),
      name: bytes(),
      originalName: bytes(),
      extendedMetadata: fc.array(fc.record({ kind: fc.nat(1), value: bytes(20) }), { maxLength: 2 }),
      charset: fc.nat(0xffff),
      displayLength: fc.nat(0xffffffff),
      type: fc.nat(255),
      flags: fc.nat(0xffff),
      decimals: fc.nat(255),
      defaultValue: fc.option(bytes()),
    });
    expectRoundTrip<ColumnDefinition>(
      columns,
      (column) => encodeColumnDefinition(column, Capability.MARIADB_EXTENDED_METADATA),
      (payload) => decodeColumnDefinition(payload, Capability.MARIADB_EXTENDED_METADATA),
    );
  });
});
