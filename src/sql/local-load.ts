// LOAD DATA LOCAL: the server asks its client for a file, by the name in the statement.
// https://dev.mysql.com/doc/refman/en/load-data.html

import { readValues } from './values/statement-values.ts';
import type { LexerOptions } from './words/token.ts';

/** Comments may stand before it, but for those that the server executes. */
export const LOCAL_LOAD: RegExp =
  /^(?:\s|\/\*(?!!)(?:[^*]|\*(?!\/))*\*\/)*load\s+(?:data|xml)\s+(?:(?:low_priority|concurrent)\s+)?local\s+infile\s/i;
const START_BYTES = 1024;

/** The name of the file that the statement's client is asked for; null where the statement is another. */
export function localFileName(sql: Buffer, options: LexerOptions): Buffer | null {
  if (!LOCAL_LOAD.test(sql.toString('latin1', 0, START_BYTES))) return null;
  const [name] = readValues(sql, options);
  return name?.kind === 'string' ? Buffer.from(name.content, 'latin1') : null;
}
