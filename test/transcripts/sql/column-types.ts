// Tables that hold every column type of each server, with the least, the greatest, the empty and the NULL value of each.
import type { ServerKind } from '../../servers/index.ts';

export interface TypeTable {
  readonly name: string;
  /** Definitions of the columns after the first, `id INT PRIMARY KEY`. */
  readonly columns: readonly string[];
  /** Literals of the columns after the first, row by row; a row of NULLs is added. */
  readonly rows: readonly (readonly string[])[];
}

const integers: TypeTable = {
  name: 'integers',
  columns: [
    'tiny TINYINT',
    'tiny_unsigned TINYINT UNSIGNED',
    'truth BOOLEAN',
    'small SMALLINT',
    'small_unsigned SMALLINT UNSIGNED',
    'medium MEDIUMINT',
    'medium_unsigned MEDIUMINT UNSIGNED',
    'whole INT',
    'whole_unsigned INT UNSIGNED',
    'padded INT(8) UNSIGNED ZEROFILL',
    'big BIGINT',
    'big_unsigned BIGINT UNSIGNED',
  ],
  rows: [
    ['-128', '0', 'FALSE', '-32768', '0', '-8388608', '0', '-2147483648', '0', '0', '-9223372036854775808', '0'],
    [
      ...['127', '255', 'TRUE', '32767', '65535', '8388607', '16777215', '2147483647', '4294967295', '4294967295'],
      ...['9223372036854775807', '18446744073709551615'],
    ],
    ['0', '1', 'TRUE', '-1', '1', '-1', '1', '-1', '1', '42', '9007199254740993', '9007199254740993'],
  ],
};

const fractions: TypeTable = {
  name: 'fractions',
  columns: [
    'exact DECIMAL(65,30)',
    'short_exact DECIMAL(5,2)',
    'no_fraction DECIMAL(20,0)',
    'single_float FLOAT',
    'double_float DOUBLE',
    'one_bit BIT(1)',
    'ten_bits BIT(10)',
    'all_bits BIT(64)',
  ],
  rows: [
    [
      '-99999999999999999999999999999999999.999999999999999999999999999999',
      ...['-999.99', '-99999999999999999999', '-3.402823e38', '-1.7976931348623157e308', "b'0'", "b'0'", "b'0'"],
    ],
    [
      '99999999999999999999999999999999999.999999999999999999999999999999',
      ...['999.99', '99999999999999999999', '3.402823e38', '1.7976931348623157e308'],
      ...["b'1'", "b'1111111111'", '0xFFFFFFFFFFFFFFFF'],
    ],
    ['0.000000000000000000000000000001', '0', '0', '1.17549435e-38', '2.2250738585072014e-308', '1', '2', '3'],
    ['1.5', '0.1', '1', '0.1', '0.1', "b'1'", "b'1000000000'", '0x0102030405060708'],
  ],
};

const times: TypeTable = {
  name: 'times',
  columns: [
    'day DATE',
    'moment DATETIME',
    'moment_milli DATETIME(3)',
    'moment_micro DATETIME(6)',
    'stamp TIMESTAMP NULL',
    'stamp_micro TIMESTAMP(6) NULL',
    'clock TIME',
    'clock_micro TIME(6)',
    'in_year YEAR',
  ],
  rows: [
    [
      ...["'1000-01-01'", "'1000-01-01 00:00:00'", "'1000-01-01 00:00:00.001'", "'1000-01-01 00:00:00.000001'"],
      ...["'1970-01-01 00:00:01'", "'1970-01-01 00:00:01.000001'", "'-838:59:59'", "'-838:59:58.999999'", '1901'],
    ],
    [
      ...["'9999-12-31'", "'9999-12-31 23:59:59'", "'9999-12-31 23:59:59.999'", "'9999-12-31 23:59:59.999999'"],
      ...["'2038-01-19 03:14:07'", "'2038-01-19 03:14:07.999999'", "'838:59:59'", "'838:59:58.999999'", '2155'],
    ],
    [
      ...["'2024-02-29'", "'2024-02-29 12:00:00'", "'2024-02-29 12:00:00.5'", "'2024-02-29 00:00:00'"],
      ...["'2024-02-29 12:00:00'", "'2024-02-29 00:00:00'", "'00:00:00'", "'-00:00:00.000001'", '0'],
    ],
    // what sql_mode allows once it is empty
    [
      ...["'0000-00-00'", "'0000-00-00 00:00:00'", "'0000-00-00'", "'2024-00-00 00:00:00'", "'0000-00-00 00:00:00'"],
      ...["'0000-00-00 00:00:00'", "'12:34:56'", "'12:34:56.789'", '2000'],
    ],
  ],
};

const texts: TypeTable = {
  name: 'texts',
  columns: [
    'fixed CHAR(10)',
    'variable_ VARCHAR(255)',
    'tiny TINYTEXT',
    'plain TEXT',
    'medium MEDIUMTEXT',
    'huge LONGTEXT',
    'latin VARCHAR(20) CHARACTER SET latin1',
    'chinese VARCHAR(20) CHARACTER SET gbk',
    'narrow VARCHAR(20) CHARACTER SET utf8mb3',
    'wide VARCHAR(20) CHARACTER SET utf16',
    'exact VARCHAR(20) COLLATE utf8mb4_bin',
    "one_of ENUM('', 'a', 'é', '😀', 'with space')",
    "many_of SET('a', 'b', 'é', '😀')",
  ],
  rows: [
    ["''", "''", "''", "''", "''", "''", "''", "''", "''", "''", "''", "''", "''"],
    [
      ...[
        "'ten chars.'",
        "'😀 e\u0301 ﷺ'",
        "'tiny ñ'",
        "'line\\nbreak\\ttab\\0nul\\\\ \\'quote\\''",
        "'日本語'",
        "'ελληνικά'",
      ],
      ...["'é½ÿ'", "'中文'", "'€uro'", "'😀wide'", "'Aa'", "'é'", "'a,é,😀'"],
    ],
    [
      ...["'😀😀😀😀😀😀😀😀😀😀'", "REPEAT('v', 255)", "REPEAT('t', 255)", "REPEAT('é', 256)"],
      ...["REPEAT('m', 65536)", "REPEAT('😀', 1000)", "'x'", "'漢'", "'x'", "'x'", "'x'", "'😀'", "'b'"],
    ],
  ],
};

const bytes: TypeTable = {
  name: 'bytes',
  columns: [
    'fixed BINARY(4)',
    'variable_ VARBINARY(255)',
    'tiny TINYBLOB',
    'plain BLOB',
    'medium MEDIUMBLOB',
    'huge LONGBLOB',
  ],
  rows: [
    ["''", "''", "''", "''", "''", "''"],
    ["x'00'", "x'00'", "x'00'", "x'00FF'", "x'FB'", "x'FE'"],
    [
      ...["x'FFFEFDFC'", "REPEAT(x'FF', 255)", "REPEAT(x'01', 250)", "REPEAT(x'02', 251)"],
      ...["REPEAT(x'03', 65535)", "REPEAT(x'04', 65536)"],
    ],
  ],
};

const shapes: TypeTable = {
  name: 'shapes',
  columns: [
    'spot POINT',
    'line LINESTRING',
    'area POLYGON',
    'spots MULTIPOINT',
    'lines_ MULTILINESTRING',
    'areas MULTIPOLYGON',
    'mixture GEOMETRYCOLLECTION',
    'anything GEOMETRY',
  ],
  rows: [
    [
      "ST_GeomFromText('POINT(1 -2.5)')",
      "ST_GeomFromText('LINESTRING(0 0,1 1,2 4)')",
      "ST_GeomFromText('POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))')",
      "ST_GeomFromText('MULTIPOINT(1 1,2 2)')",
      "ST_GeomFromText('MULTILINESTRING((0 0,1 1),(2 2,3 3))')",
      "ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))')",
      "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))')",
      "ST_GeomFromText('POINT(3 4)', 4326)",
    ],
  ],
};

const documents = '\'{"b":[1,2.5,null,true],"a":"é😀","n":12345678901234567890}\'';

const others: Readonly<Record<ServerKind, TypeTable>> = {
  mysql: {
    name: 'others',
    columns: ['document JSON', 'embedding VECTOR(3)', 'long_embedding VECTOR(2000)'],
    rows: [
      [documents, "STRING_TO_VECTOR('[1,-2.5,3e10]')", `STRING_TO_VECTOR('[${Array(2000).fill('0.5').join()}]')`],
      ["'[]'", "STRING_TO_VECTOR('[0,0,0]')", 'NULL'],
      ["'null'", 'NULL', "STRING_TO_VECTOR('[1]')"],
      ["JSON_OBJECT('date', CAST('2024-02-29' AS DATE), 'bytes', x'00FF')", 'NULL', 'NULL'],
    ],
  },
  mariadb: {
    name: 'others',
    columns: ['document JSON', 'address6 INET6', 'address4 INET4', 'identity UUID'],
    rows: [
      [documents, "'2001:db8::ff00:42:8329'", "'192.168.0.1'", "'123e4567-e89b-12d3-a456-426655440000'"],
      ["'[]'", "'::'", "'0.0.0.0'", "'00000000-0000-0000-0000-000000000000'"],
      ["'null'", "'::ffff:192.0.2.128'", "'255.255.255.255'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
    ],
  },
};

export function typeTables(kind: ServerKind): TypeTable[] {
  return [integers, fractions, times, texts, bytes, shapes, others[kind]];
}

export function createTable({ name, columns }: TypeTable): string {
  return `CREATE TABLE ${name} (id INT PRIMARY KEY, ${columns.join(', ')})`;
}

export function insertRows({ name, columns, rows }: TypeTable): string {
  const all = [...rows, columns.map(() => 'NULL')];
  return `INSERT INTO ${name} VALUES ${all.map((row, index) => `(${[index + 1, ...row].join(', ')})`).join(',\n')}`;
}
