// SHOW VARIABLES is answered where all that it shows is known.

import { expect, test } from 'vitest';
import type { ServerVariable } from '../../../../src/core/recording.ts';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import type { ServerVariables } from '../../../../src/replay/chatter/server-variables.ts';
import { showVariables } from '../../../../src/replay/chatter/show-variables.ts';
import { queryOf } from '../../../support/decoded-command.ts';

const shape = { type: ColumnType.VAR_STRING, flags: 0, length: 80, decimals: 31, charset: 45 };
const flag = { ...shape, type: ColumnType.LONGLONG, length: 1, charset: 63 };
const KNOWN: Readonly<Record<string, ServerVariable>> = {
  foreign_key_checks: { name: 'foreign_key_checks', value: '0', ...flag },
  init_connect: { name: 'init_connect', value: null, ...shape },
  long_query_time: { name: 'long_query_time', value: '10', ...shape, type: ColumnType.DOUBLE },
  lower_case_table_names: { name: 'lower_case_table_names', value: '0', ...flag, length: 21 },
  sql_mode: { name: 'sql_mode', value: 'ANSI', ...shape },
};

function shown(sql: string, version = '9.7.0', names = Object.keys(KNOWN)) {
  const variables: Pick<ServerVariables, 'get' | 'isOfSession' | 'names'> = {
    ...{ get: (name: string) => KNOWN[name], isOfSession: () => false, names: () => names },
  };
  const context = {
    variables: variables as ServerVariables,
    collation: 45,
    flavour: flavourOf(version),
    serverVersion: version,
  };
  return showVariables(queryOf(sql), context);
}

function rows(sql: string, names?: string[]) {
  return shown(sql, '9.7.0', names)?.rows.map((row) => row.join('='));
}

test.each([
  ["SHOW VARIABLES LIKE 'sql_mode'", ['sql_mode=ANSI']],
  ['show session variables like "SQL%mode" ;', ['sql_mode=ANSI']],
  ["SHOW VARIABLES LIKE 'sql\\_mode'", ['sql_mode=ANSI']],
  [
    "SHOW VARIABLES WHERE Variable_name = 'foreign_key_checks' OR `Variable_name` LIKE 'init%'",
    ['foreign_key_checks=OFF', 'init_connect='],
  ],
  [
    "SHOW VARIABLES WHERE variable_name IN ('long_query_time', 'lower_case_table_names')",
    ['long_query_time=10.000000', 'lower_case_table_names=0'],
  ],
  ["SHOW VARIABLES LIKE 'no_such_thing'", []],
])('%s', (sql, lines) => {
  expect(rows(sql)).toEqual(lines);
});

test.each([
  'SHOW VARIABLES',
  "SHOW GLOBAL VARIABLES LIKE 'sql_mode'",
  "SHOW VARIABLES WHERE Value = 'ANSI'",
  "SHOW VARIABLES WHERE Variable_name = 'sql_mode' AND Value = 'x'",
  "SHOW VARIABLES LIKE '%'",
  "SHOW VARIABLES LIKE 'timestamp'",
  `SHOW VARIABLES LIKE '${'a'.repeat(5000)}'`,
])('%.60s is not answered', (sql) => {
  expect(shown(sql)).toBeUndefined();
});

test('where the server’s names are not known, only a whole name can be meant', () => {
  expect(rows("SHOW VARIABLES LIKE 'sql_mode'", [])).toEqual(['sql_mode=ANSI']);
  expect(rows("SHOW VARIABLES LIKE 'sql%'", [])).toBeUndefined();
  expect(rows("SHOW VARIABLES LIKE 'no_such_thing'", [])).toBeUndefined();
});

test('MySQL finds one exact name without a scan; the servers name the columns differently', () => {
  const exact = "SHOW VARIABLES WHERE Variable_name = 'sql_mode'";
  expect([shown(exact)?.isScanned, shown("SHOW VARIABLES LIKE 'sql_mode'")?.isScanned]).toEqual([false, true]);
  expect(shown(exact, '10.11.6-MariaDB')?.isScanned).toBe(true);
  const schemas = ['9.7.0', '10.11.6-MariaDB'].map((version) => String(shown(exact, version)?.columns[0]?.schema));
  expect(schemas).toEqual(['performance_schema', 'information_schema']);
});
