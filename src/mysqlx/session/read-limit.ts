// How long a client may take for a message that it has begun (mysqlx_read_timeout): behind the four bytes of its length the rest must
// come in time.
// https://dev.mysql.com/doc/refman/en/x-plugin-options-system-variables.html#sysvar_mysqlx_read_timeout

const VARIABLE = 'mysqlx_read_timeout';
const DEFAULT_S = 30;
const LEAST_S = 1;
/** What a timer here can wait for. */
const MOST_S = 2_147_483;

/** In milliseconds. @param given what its session has set: values by names, null where only the server knows it */
export function readLimitMs(given: ReadonlyMap<string, string | null>): number {
  const value = given.get(VARIABLE) ?? '';
  const seconds = /^\d+$/.test(value) ? Number(value) : DEFAULT_S;
  return 1000 * Math.min(MOST_S, Math.max(LEAST_S, seconds));
}
