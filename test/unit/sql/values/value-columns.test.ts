import { expect, test } from 'vitest';
import { readValueColumns } from '../../../../src/sql/values/value-columns.ts';

const told = (sql: string) => {
  const { columns, tables } = readValueColumns(Buffer.from(sql), {});
  const values = [...columns].map(([start, { table, column }]) => {
    const text = /^('[^']*'|\?|[\w.]+)/.exec(sql.slice(start))?.[0];
    return `${table === null ? '' : `${table}.`}${column}=${text}`;
  });
  return [values.join(' '), [...tables].map(([alias, name]) => `${alias}:${name}`).join(' ')];
};

test.each([
  ["SELECT * FROM t WHERE id = 7 AND `B`.`Name` = 'x' AND c > 3", "id=7 b.name='x'", 't:t'],
  ['SELECT a.x FROM s.Orders AS a JOIN `lines` l ON a.id = l.order_id WHERE l.n <=> ?', 'l.n=?', 'a:orders l:lines'],
  ['SELECT * FROM t WHERE id IN (1, ?, 3) OR k NOT IN (4) OR f(5) = 6', 'id=1 id=? id=3 k=4', 't:t'],
  ["INSERT INTO t (a, `b`, c) VALUES (1, NOW(), 'x'), (2, f(9), -3)", "a=1 c='x' a=2", 't:t'],
  ['INSERT INTO t VALUES (1, 2)', '', 't:t'],
  ['UPDATE t SET a = 1, b = b + 2 WHERE id = 3', 'a=1 id=3', 't:t'],
  ['DELETE FROM t WHERE id IN (SELECT x FROM u WHERE k = 5)', 'k=5', 't:t u:u'],
  ['INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2', 'a=1 a=2', 't:t'],
])('%s', (sql, values, tables) => {
  expect(told(sql)).toEqual([values, tables]);
});
