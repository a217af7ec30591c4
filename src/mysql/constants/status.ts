// Server status flags, in the greeting and in every OK and EOF packet.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html (SERVER_STATUS_flags_enum)

export const Status = {
  IN_TRANS: 1 << 0,
  AUTOCOMMIT: 1 << 1,
  MORE_RESULTS_EXISTS: 1 << 3,
  NO_GOOD_INDEX_USED: 1 << 4,
  NO_INDEX_USED: 1 << 5,
  CURSOR_EXISTS: 1 << 6,
  LAST_ROW_SENT: 1 << 7,
  DB_DROPPED: 1 << 8,
  NO_BACKSLASH_ESCAPES: 1 << 9,
  METADATA_CHANGED: 1 << 10,
  QUERY_WAS_SLOW: 1 << 11,
  /** The result set holds a procedure's OUT parameters. */
  PS_OUT_PARAMS: 1 << 12,
  IN_TRANS_READONLY: 1 << 13,
  SESSION_STATE_CHANGED: 1 << 14,
  /** MariaDB only: sql_mode has ANSI_QUOTES. */
  ANSI_QUOTES: 1 << 15,
} as const;

/**
 * The exchange that began the transaction which is open behind an answer. An error packet has no status flags: what it did
 * to the transaction shows with the next answer.
 * @param open the one that was open before, null where none was
 * @param exchange id of the answered one
 * @param status flags of its answer
 */
export function transactionAfter(open: number | null, exchange: number, status: number | null): number | null {
  if (status === null) return open;
  return (status & Status.IN_TRANS) === 0 ? null : (open ?? exchange);
}
