// System variables whose value is another one at each session or read: it is neither recorded nor told from a recording.
// https://dev.mysql.com/doc/refman/9.7/en/server-system-variable-reference.html, https://mariadb.com/kb/en/server-system-variables/

export const UNFIXED: ReadonlySet<string> = new Set(
  `timestamp pseudo_thread_id rand_seed1 rand_seed2 last_insert_id identity insert_id error_count warning_count
  in_transaction last_gtid gtid_executed gtid_purged gtid_owned gtid_next gtid_current_pos gtid_binlog_pos gtid_slave_pos
  gtid_binlog_state statement_id external_user proxy_user found_rows pseudo_slave_mode skip_replication gtid_seq_no
  wsrep_last_written_gtid wsrep_last_seen_gtid character_set_database collation_database`.split(/\s+/),
);
