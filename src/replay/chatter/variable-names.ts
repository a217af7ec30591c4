// What is known of system variables without a server.
// https://dev.mysql.com/doc/refman/9.7/en/server-system-variable-reference.html, https://mariadb.com/kb/en/server-system-variables/

import type { Flavour } from '../../mysql/constants/flavour.ts';

/** Both servers, or one of them, have these for each session; drivers and pools read and set them. */
export const OF_SESSION: ReadonlySet<string> = new Set(
  `auto_increment_increment auto_increment_offset autocommit big_tables bulk_insert_buffer_size character_set_client
  character_set_connection character_set_results collation_connection collation_database character_set_database
  collation_server character_set_server completion_type default_storage_engine div_precision_increment
  explicit_defaults_for_timestamp foreign_key_checks group_concat_max_len information_schema_stats_expiry
  innodb_lock_wait_timeout interactive_timeout join_buffer_size lc_messages lc_time_names lock_wait_timeout long_query_time
  max_allowed_packet max_execution_time max_heap_table_size max_join_size max_statement_time net_buffer_length
  net_read_timeout net_retry_count net_write_timeout old_mode optimizer_search_depth optimizer_switch profiling
  query_cache_type read_buffer_size read_rnd_buffer_size session_track_gtids session_track_schema
  session_track_state_change session_track_system_variables session_track_transaction_info sort_buffer_size
  sql_auto_is_null sql_big_selects sql_buffer_result sql_log_bin sql_mode sql_notes sql_quote_show_create
  sql_safe_updates sql_select_limit sql_warnings storage_engine time_zone tmp_table_size transaction_isolation
  transaction_read_only tx_isolation tx_read_only unique_checks updatable_views_with_limit wait_timeout`.split(/\s+/),
);

/** Of these only one server knows: the other refuses a statement that names one. */
const OF_MYSQL: ReadonlySet<string> = new Set(
  'max_execution_time information_schema_stats_expiry session_track_gtids'.split(' '),
);
const OF_MARIADB: ReadonlySet<string> = new Set(
  'max_statement_time old_mode query_cache_type storage_engine tx_isolation tx_read_only'.split(' '),
);

/** Whether a server lets a session set this variable; false where that is not certain. */
export function isSessionVariable(name: string, { isMariadb }: Flavour): boolean {
  if ((isMariadb ? OF_MYSQL : OF_MARIADB).has(name)) return false;
  const isOfNewMariadb = isMariadb && (name === 'transaction_isolation' || name === 'transaction_read_only');
  return OF_SESSION.has(name) && !isOfNewMariadb && !READ_ONLY.has(name);
}

/** A session may read these but not set them, or not without a privilege. */
const READ_ONLY: ReadonlySet<string> = new Set(['max_allowed_packet', 'net_buffer_length', 'sql_log_bin']);

/** Names of one and the same variable; `transaction` is what SET SESSION TRANSACTION sets. */
export const ISOLATION_NAMES: readonly string[] = ['transaction_isolation', 'tx_isolation', 'transaction'];
