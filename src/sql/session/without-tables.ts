// Statements that name no table. MariaDB keeps the warnings of the statement before them
// (https://mariadb.com/kb/en/show-warnings/); MySQL begins anew with each.

const WITHOUT = /^(?:set|use|begin|start|commit|rollback|savepoint|release|do|prepare|deallocate|select)\b/i;
const MOST_BYTES = 200;
/** First letters of the words above. */
const FIRST = new Set([...'subcrdpSUBCRDP'].map((letter) => letter.charCodeAt(0)));

/** Whether it certainly names none. A long one is taken to name some. */
export function isWithoutTables(sql: Buffer): boolean {
  if (sql.length > MOST_BYTES || !FIRST.has(sql[0] ?? 0)) return false;
  const text = sql.toString('latin1');
  return WITHOUT.test(text) && !/\bfrom\b/i.test(text);
}
