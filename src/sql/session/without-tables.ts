// Statements behind which warnings are told that are not their own. Those that name no table: MariaDB keeps the warnings of the statement before them
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

const DIAGNOSTIC = /\b(?:warnings|errors|diagnostics)\b|@@(?:session\.|local\.)?`?(?:warning|error)_count\b/i;
const [LETTER_G, LETTER_H, LETTER_S, AT] = [0x67, 0x68, 0x73, 0x40];

/**
 * SHOW WARNINGS, SHOW COUNT(*) ERRORS, GET DIAGNOSTICS, `SELECT @@warning_count` and their like: warnings and errors are the
 * same behind them. https://dev.mysql.com/doc/refman/en/diagnostics-area.html
 */
export function keepsDiagnostics(sql: Buffer): boolean {
  const [first = 0, second = 0] = [(sql[0] ?? 0) | 0x20, (sql[1] ?? 0) | 0x20];
  // by far the most are SELECTs of no variable, or begin with another letter
  if (first >= 0x61 && first !== LETTER_G && (first !== LETTER_S || (second !== LETTER_H && !sql.includes(AT))))
    return false;
  return sql.length <= MOST_BYTES && DIAGNOSTIC.test(sql.toString('latin1'));
}
