import { expect, test } from 'vitest';
import { localFileName } from '../../../src/sql/local-load.ts';

function nameIn(sql: string): string | null {
  return localFileName(Buffer.from(sql), {})?.toString() ?? null;
}

test.each([
  ["LOAD DATA LOCAL INFILE 'a.csv' INTO TABLE t", 'a.csv'],
  ['load  data low_priority local infile "b c.csv" into table t', 'b c.csv'],
  ["/* nightly **/ LOAD XML CONCURRENT LOCAL INFILE 'it''s.xml' INTO TABLE t", "it's.xml"],
])('the client is asked for the file of %s', (sql, name) => {
  expect(nameIn(sql)).toBe(name);
});

test.each([
  "LOAD DATA INFILE 'a.csv' INTO TABLE t",
  "/*! LOAD DATA LOCAL INFILE 'a.csv' INTO TABLE t */",
  "SELECT 'LOAD DATA LOCAL INFILE x'",
  'LOAD DATA LOCAL INFILE ? INTO TABLE t',
  '',
])('nobody is asked for a file by %s', (sql) => {
  expect(nameIn(sql)).toBeNull();
});
