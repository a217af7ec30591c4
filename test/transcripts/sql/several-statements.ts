// Several statements in one COM_QUERY, for clients that have asked for CLIENT_MULTI_STATEMENTS.
import type { Statement } from './statement.ts';

export const severalStatements: Statement[] = [
  { name: 'several: two results', sql: 'SELECT 1 AS a; SELECT 2 AS b, 3 AS c' },
  {
    name: 'several: results and changes',
    sql: "SELECT 1 AS a; UPDATE items SET note = 'x'; SELECT 3 AS c; SET @x = 1",
  },
  { name: 'several: no rows among them', sql: 'SELECT 1 FROM items WHERE FALSE; SELECT 2 AS b; DO 1' },
  { name: 'several: with a semicolon at the end', sql: 'SELECT 1 AS a; SELECT 2 AS b;' },
  {
    name: 'several: an error in the middle',
    sql: 'SELECT 1 AS a; SELECT missing FROM items; SELECT 3',
    isRefused: true,
  },
  { name: 'several: an error first', sql: 'SELEC 1; SELECT 2', isRefused: true },
  { name: 'several: with a call', sql: "SET @text = 'é'; CALL several(1, @doubled, @text); SELECT @doubled, @text" },
  { name: 'several: twenty', sql: Array.from({ length: 20 }, (_, n) => `SELECT ${n} AS n${n}`).join(';') },
];
