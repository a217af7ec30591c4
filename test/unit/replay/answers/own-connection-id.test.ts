import { expect, test } from 'vitest';
import { connectionIdColumns } from '../../../../src/replay/answers/own-connection-id.ts';
import { queryOf } from '../../../support/decoded-command.ts';

test.each<[string, number[]]>([
  ['SELECT CONNECTION_ID()', [0]],
  ['select connection_id ( ) as id;', [0]],
  ['/* pool */ SELECT 1, "a,b", CONNECTION_ID() `my id`, @@session.pseudo_thread_id', [2, 3]],
  ['SELECT f(1, (2)), CONNECTION_ID() FROM dual', [1]],
  // what is worked out of it is not it, and how many columns * has nobody knows
  ['SELECT CONNECTION_ID() + 1', []],
  ['SELECT *, CONNECTION_ID() FROM t', []],
  ['SELECT CONNECTION_ID(), t.* FROM t', [0]],
  ["SELECT 'CONNECTION_ID()'", []],
  ['INSERT INTO t SELECT CONNECTION_ID()', []],
  ['SELECT 1', []],
])('%s', (sql, columns) => {
  expect(connectionIdColumns(queryOf(sql))).toEqual(columns);
});
