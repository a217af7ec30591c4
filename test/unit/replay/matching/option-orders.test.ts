import { expect, test } from 'vitest';
import { fingerprintOf } from '../../../../src/identity/fingerprint.ts';
import { otherOptionOrders } from '../../../../src/replay/matching/option-orders.ts';
import { queryOf } from '../../../support/decoded-command.ts';

const orders = (sql: string) => otherOptionOrders(queryOf(sql));
const print = (sql: string) => fingerprintOf(queryOf(sql));

test('the options of a table are found in another order', () => {
  const head = "CREATE TABLE t (a INT COMMENT 'ENGINE=x')";
  expect(orders(`${head}ENGINE=MyISAM COMMENT='a ''b'`)).toEqual([print(`${head}COMMENT='a ''b' ENGINE=MyISAM`)]);
  expect(orders(`${head} ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT 'x'`)).toHaveLength(5);
});

test.each([
  'CREATE TABLE t (a INT) ENGINE=InnoDB',
  // the last counts; a collation is one of the character set before it; parts of the table itself; what takes its rows from a query
  'CREATE TABLE t (a INT) ENGINE=InnoDB ENGINE=MyISAM',
  'CREATE TABLE t (a INT) CHARSET=utf8mb4 COLLATE=utf8mb4_bin',
  'CREATE TABLE t (a INT) ENGINE=InnoDB PARTITION BY HASH (a) PARTITIONS 2',
  "CREATE TABLE t (a INT) ENGINE=InnoDB COMMENT='x' SELECT 1",
  "SELECT (1) ENGINE=InnoDB COMMENT='x'",
])('%s has no other order', (sql) => {
  expect(orders(sql)).toEqual([]);
});
