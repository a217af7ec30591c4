// Which databases and tables the statements of a recording name.

import type { ReadStatements } from './read-statements.ts';

/** Whether anybody logged in to a database, or asked anything in it. */
export function hasDatabase(read: ReadStatements, name: string): boolean {
  const sql = `SELECT EXISTS (SELECT 1 FROM session WHERE database = ?) OR
    EXISTS (SELECT 1 FROM exchange WHERE database = ?) AS n`;
  return Number(read.get<[string, string], { n: bigint }>(sql, name, name)?.n ?? 0) > 0;
}

/** Whether any statement is about a table. @param name `schema.table`, in lower case */
export function hasTable(read: ReadStatements, name: string): boolean {
  const sql = 'SELECT EXISTS (SELECT 1 FROM data_use WHERE instr(use, ?) > 0) AS n';
  const part = `"table":${JSON.stringify(name)}`;
  return Number(read.get<[string], { n: bigint }>(sql, part)?.n ?? 0) > 0;
}
