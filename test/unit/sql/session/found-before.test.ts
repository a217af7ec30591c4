import { expect, test } from 'vitest';
import { NO_FACTS, type PreviousStatement } from '../../../../src/core/command.ts';
import { foundBehind } from '../../../../src/sql/session/found-before.ts';

const said = (sql: string, outcome: 'ok' | 'resultset' | 'error' = 'ok'): PreviousStatement => ({
  sql: Buffer.from(sql),
  isAboutValues: false,
  parameters: null,
  facts: { ...NO_FACTS, outcome },
});
const before = said('SELECT 1 UNION SELECT 2', 'resultset');

test.each(['SET @a = 1', 'BEGIN', 'INSERT INTO t VALUES (1)', 'DELETE FROM t', 'CREATE TABLE t (id INT)'])(
  'is as it was behind %s',
  (sql) => expect(foundBehind(said(sql), before)).toBe(before),
);

test.each(['SELECT 1', 'SHOW TABLES'])('is of %s', (sql) => {
  const one = said(sql, 'resultset');
  expect(foundBehind(one, before)).toBe(one);
});

test.each(['DO 1', 'UPDATE t SET n = 1', 'SET @a = (SELECT 1)', 'INSERT INTO t SELECT 1', 'SELECT 1 INTO @a'])(
  'may be of %s, or as it was',
  (sql) => expect(foundBehind(said(sql), before)).toMatchObject({ about: before }),
);

test('holds no long row of statements', () => {
  let found: PreviousStatement | null = before;
  for (let index = 0; index < 100; index++) found = foundBehind(said(`DO ${index}`), found);
  expect(found?.about?.about).toBeUndefined();
  const others = foundBehind(said('DO 99'), foundBehind(said('DO 98'), foundBehind(said('DO 1'), null)));
  expect(others?.about?.sql).not.toEqual(found?.about?.sql);
});

test('is as it was behind an error', () => expect(foundBehind(said('SELECT nope', 'error'), before)).toBe(before));
