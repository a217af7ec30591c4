// Whether a statement gives the server's own variables values, with which the sessions begin that log in behind it.
// https://dev.mysql.com/doc/refman/en/set-variable.html

const LONGEST_BYTES = 4096;
const SETS = /^\s*set\s(?:[^'"]*[\s,])??(?:global\s|persist\s|@@(?:global|persist)\.[\w`.]+\s*:?=)/i;

/** SET GLOBAL, SET PERSIST. Of what hides behind a comment or a string nobody is told: it decides a login's flags only. */
export function setsGlobals(sql: Buffer): boolean {
  const first = (sql[0] ?? 0) | 0x20;
  // by far the most begin with another letter
  if (first !== 0x73 && first > 0x2f) return false;
  return SETS.test(sql.toString('latin1', 0, LONGEST_BYTES));
}
