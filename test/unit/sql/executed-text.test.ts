import { expect, test } from 'vitest';
import { executedText, serverVersion } from '../../../src/sql/executed-text.ts';
import { readStatement } from '../../../src/sql/statement-reading.ts';

const on = (version: string, sql: string) => {
  const server = serverVersion(version);
  if (server === null) throw new Error(version);
  return executedText(readStatement(Buffer.from(sql)), server);
};

test.each([
  ['9.7.4-2', { isMariaDb: false, number: 90704 }],
  ['5.7.44-log', { isMariaDb: false, number: 50744 }],
  ['11.8.6-MariaDB-deb12', { isMariaDb: true, number: 110806 }],
  ['5.5.5-10.11.6-MariaDB', { isMariaDb: true, number: 101106 }],
  ['', null],
  ['mock', null],
])('%s', (text, version) => expect(serverVersion(text)).toEqual(version));

test('what the server executes stays, and what it skips goes', () => {
  expect(on('9.7.4', "SELECT '/*!1*/' /*!50000 , a */ /*!99999 , b */ FROM t")).toBe(
    "SELECT '/*!1*/'   , a      FROM t",
  );
  expect(on('9.7.4', 'SELECT 1 /* no */ /*M! + 1 */')).toBe('SELECT 1 /* no */   ');
  expect(on('11.8.6-MariaDB', 'SELECT 1 /*M!100100 + 1 */')).toBe('SELECT 1   + 1  ');
  expect(on('9.7.4', "/*!40101 SET @x = '*/' */")).toBe("  SET @x = '*/'  ");
});

test('a text that ends within one, or of unclear digits, is not told', () => {
  expect(on('9.7.4', 'SELECT 1 /*!50000 + 1')).toBeNull();
  expect(on('9.7.4', "SELECT 1 /*!50000 + 'a */")).toBeNull();
  expect(on('9.7.4', 'SELECT 1 /*!500001+ 1 */')).toBeNull();
});
