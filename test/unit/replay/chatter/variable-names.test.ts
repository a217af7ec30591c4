import { expect, test } from 'vitest';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import { isSessionVariable, OF_SESSION } from '../../../../src/replay/chatter/variable-names.ts';

const [MYSQL, MARIADB] = [flavourOf('9.7.0'), flavourOf('10.11.6-MariaDB')];

test.each([
  ['sql_mode', true, true],
  ['max_execution_time', true, false],
  ['max_statement_time', false, true],
  ['transaction_isolation', true, false],
  ['tx_isolation', false, true],
  ['max_allowed_packet', false, false],
  ['sql_log_bin', false, false],
  ['max_connections', false, false],
  ['SQL_MODE', false, false],
  ['', false, false],
])('%s may be set: MySQL %s, MariaDB %s', (name, mysql, mariadb) => {
  expect([isSessionVariable(name, MYSQL), isSessionVariable(name, MARIADB)]).toEqual([mysql, mariadb]);
});

test('the list has names, in lower case, and nothing empty', () => {
  expect([...OF_SESSION].filter((name) => !/^[a-z_]+$/.test(name))).toEqual([]);
});
