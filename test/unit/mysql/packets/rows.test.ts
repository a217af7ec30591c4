// Text rows, binary rows and binary values: the same table read both ways.

import { describe, expect, test } from 'vitest';
import type { ParameterValue } from '../../../../src/core/command.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../../../../src/mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../../../src/mysql/packets/binary-value.ts';
import { decodeTextRow, encodeTextRow } from '../../../../src/mysql/packets/text-row.ts';
import { bytes, expectRoundTrip, expectValueOrMalformed } from '../../../support/codec-properties.ts';
import { goldenCapabilities, goldenFrom } from '../../../support/golden.ts';
import fc from '../../../support/property.ts';
import { type ResultSetPackets, splitResultSet } from '../../../support/result-set.ts';

const SERVERS = ['mysql-9.7.4', 'mariadb-10.11.18'];

function textTable(server: string, client: string): ResultSetPackets {
  return splitResultSet(
    goldenFrom('server', `${server}/${client}-select-table`),
    goldenCapabilities(`${server}/${client}-connect`),
  );
}

/** mysql2 has no DEPRECATE_EOF: the answer to its prepare ends with the second EOF packet. */
function binaryTable(server: string): ResultSetPackets {
  const packets = goldenFrom('server', `${server}/mysql2-execute-table`);
  const start = packets.findLastIndex((payload) => payload.length === 1);
  return splitResultSet(packets.slice(start), goldenCapabilities(`${server}/mysql2-connect`));
}

function printed(value: ParameterValue): string | null {
  if (value.kind === 'null') return null;
  return Buffer.isBuffer(value.value) ? value.value.toString('latin1') : String(value.value);
}

describe.each(SERVERS)('rows of %s', (server) => {
  test('text rows: encoding gives the captured bytes again', () => {
    const { columns, rows } = textTable(server, 'mysql2');
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(encodeTextRow(decodeTextRow(row, columns.length))).toEqual(row);
  });

  test('binary rows: encoding gives the captured bytes again', () => {
    const { columns, rows } = binaryTable(server);
    const types = columns.map(binaryTypeOf);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(encodeBinaryRow(decodeBinaryRow(row, types), types)).toEqual(row);
  });

  test('a binary row says what the text row says', () => {
    const { columns, rows } = binaryTable(server);
    const row = decodeBinaryRow(rows[0] ?? Buffer.alloc(0), columns.map(binaryTypeOf)).map(printed);
    const named = Object.fromEntries(columns.map((column, index) => [column.name.toString(), row[index]]));
    expect(named).toMatchObject({
      id: '1',
      b: '-5',
      d: '12.50',
      f: '1.5',
      g: '2.25',
      dt: '2026-01-02 03:04:05.000006',
      da: '2026-01-02',
      ti: '-26:00:01.500000',
      ts: '2026-01-02 03:04:05',
      y: '2026',
      bl: '\x00\xff',
      e: 'a',
      st: 'p,q',
      bi: '\x00\x05',
      u: '18446744073709551615',
      tn: '-3',
    });
  });

  test('zero times of day are printed, NULLs are NULL', () => {
    const { columns, rows } = binaryTable(server);
    const row = decodeBinaryRow(rows[1] ?? Buffer.alloc(0), columns.map(binaryTypeOf));
    expect(row.slice(1, 8).map(printed)).toEqual([
      null,
      null,
      null,
      null,
      '2026-01-02 00:00:00',
      '2026-01-02',
      '00:00:00',
    ]);
  });
});

describe('rows', () => {
  test('any bytes are a text row or malformed', () => expectValueOrMalformed((payload) => decodeTextRow(payload, 3)));

  test.each(Object.entries(ColumnType))('any bytes are a binary row with a %s or malformed', (_, type) => {
    expectValueOrMalformed((payload) => decodeBinaryRow(payload, [{ type, isUnsigned: false }]), [0, 0]);
  });

  test('decoding an encoded text row gives it back', () => {
    expectRoundTrip(fc.array(fc.option(bytes()), { minLength: 4, maxLength: 4 }), encodeTextRow, (row) =>
      decodeTextRow(row, 4),
    );
  });

  test('decoding an encoded binary row gives it back', () => {
    const columns = [
      { type: ColumnType.LONGLONG, isUnsigned: false },
      { type: ColumnType.TINY, isUnsigned: true },
      { type: ColumnType.SHORT, isUnsigned: false },
      { type: ColumnType.LONG, isUnsigned: false },
      { type: ColumnType.DOUBLE, isUnsigned: false },
      { type: ColumnType.VAR_STRING, isUnsigned: false },
      { type: ColumnType.BLOB, isUnsigned: false },
      { type: ColumnType.TIME, isUnsigned: false },
      { type: ColumnType.DATETIME, isUnsigned: false },
    ];
    const int = (min: bigint, max: bigint) =>
      fc.record({ kind: fc.constant('int' as const), value: fc.bigInt({ min, max }) });
    const temporal = (...texts: string[]) =>
      fc.record({ kind: fc.constant('temporal' as const), value: fc.constantFrom(...texts) });
    const rows = fc.tuple(
      fc.oneof(int(-(1n << 63n), (1n << 63n) - 1n), fc.constant({ kind: 'null' as const })),
      int(0n, 255n),
      int(-32768n, 32767n),
      int(-(1n << 31n), (1n << 31n) - 1n),
      fc.record({ kind: fc.constant('double' as const), value: fc.double({ noNaN: true }) }),
      fc.record({ kind: fc.constant('text' as const), value: bytes() }),
      fc.record({ kind: fc.constant('blob' as const), value: bytes() }),
      temporal('00:00:00', '-838:59:59', '26:00:00.000001', '00:00:01'),
      temporal('0000-00-00 00:00:00', '2026-01-02 00:00:00', '2026-01-02 03:04:05', '2026-01-02 03:04:05.000006'),
    );
    expectRoundTrip<ParameterValue[]>(
      rows,
      (row) => encodeBinaryRow(row, columns),
      (payload) => decodeBinaryRow(payload, columns),
    );
  });

  test.each(['2026-01-02 03:04:05.5', '2026-01-02 03:04:05.500', '2026-01-02 03:04:05.500000'])(
    '%s is half a second',
    (value) => {
      const column = { type: ColumnType.DATETIME, isUnsigned: false };
      const row = encodeBinaryRow([{ kind: 'temporal', value }], [column]);
      expect(decodeBinaryRow(row, [column])).toEqual([{ kind: 'temporal', value: '2026-01-02 03:04:05.500000' }]);
    },
  );

  test('a value of another kind than its column cannot be written', () => {
    const row: ParameterValue[] = [{ kind: 'int', value: 1n }];
    expect(() => encodeBinaryRow(row, [{ type: ColumnType.DATE, isUnsigned: false }])).toThrow(TypeError);
  });
});
