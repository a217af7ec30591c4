// What SHOW STATUS tells: most of it the server counts for each session, so it is another one's only where that asked the same.
// https://dev.mysql.com/doc/refman/en/server-status-variables.html, https://mariadb.com/kb/en/server-status-variables/

const QUOTED = /'((?:[^'\\]|\\.|'')*)'/gs;
/** What a connection has from its beginning, or the server as a whole has at the moment: no session's own counter. */
const BEGINNINGS =
  `ssl tls_ current_tls_ mysqlx_ssl mysqlx_port mysqlx_address mysqlx_socket mysqlx_compression compression rsa_ caching_sha2
  threads_ uptime wsrep_ innodb_ rpl_ slave_ replica_ max_used_conn aborted_conn connection_errors prepared_stmt_count
  server_id performance_schema authentication_ qcache_ binlog_cache binlog_snapshot error_log locked_connects`
    .trim()
    .split(/\s+/);
const NOT_COUNTED = new RegExp(`^(?:${BEGINNINGS.join('|')}|connections$)`);

/**
 * Whether a SHOW STATUS names what it asks for, and none of that is a counter of the session's own.
 * @param start of what stands behind the word STATUS
 */
export function namesFixedCounters(sql: Buffer, start: number): boolean {
  const names = [...sql.toString('latin1', start).matchAll(QUOTED)].map(([, name = '']) => name);
  return names.length > 0 && names.every((name) => NOT_COUNTED.test(name.toLowerCase().replaceAll('\\_', '_')));
}

/** FLUSH STATUS: the counters of the session begin anew. */
export function isFlushStatus(sql: Buffer): boolean {
  return (
    ((sql[0] ?? 0) | 0x20) === 0x66 &&
    /^flush\s+(?:(?:local|no_write_to_binlog)\s+)?status\b/i.test(sql.toString('latin1', 0, 64))
  );
}
