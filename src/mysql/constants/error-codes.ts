// The errors that mock itself sends to a client, as MySQL 9.7 words them; `%s` and `%d` are filled in order.
// https://dev.mysql.com/doc/mysql-errors/9.7/en/server-error-reference.html

export interface ServerError {
  readonly code: number;
  readonly sqlState: string;
  readonly template: string;
}

export const ServerErrors = {
  ER_CON_COUNT_ERROR: { code: 1040, sqlState: '08004', template: 'Too many connections' },
  ER_HANDSHAKE_ERROR: { code: 1043, sqlState: '08S01', template: 'Bad handshake' },
  ER_ACCESS_DENIED_ERROR: {
    code: 1045,
    sqlState: '28000',
    template: "Access denied for user '%s'@'%s' (using password: %s)",
  },
  ER_UNKNOWN_COM_ERROR: { code: 1047, sqlState: '08S01', template: 'Unknown command' },
  ER_BAD_DB_ERROR: { code: 1049, sqlState: '42000', template: "Unknown database '%s'" },
  ER_SERVER_SHUTDOWN: { code: 1053, sqlState: '08S01', template: 'Server shutdown in progress' },
  ER_NO_SUCH_THREAD: { code: 1094, sqlState: 'HY000', template: 'Unknown thread id: %s' },
  ER_UNKNOWN_ERROR: { code: 1105, sqlState: 'HY000', template: 'Unknown error' },
  ER_NET_PACKET_TOO_LARGE: {
    code: 1153,
    sqlState: '08S01',
    template: "Got a packet bigger than 'max_allowed_packet' bytes",
  },
  ER_NET_PACKETS_OUT_OF_ORDER: { code: 1156, sqlState: '08S01', template: 'Got packets out of order' },
  ER_NET_UNCOMPRESS_ERROR: { code: 1157, sqlState: '08S01', template: "Couldn't uncompress communication packet" },
  ER_NET_READ_ERROR: { code: 1158, sqlState: '08S01', template: 'Got an error reading communication packets' },
  ER_NET_READ_INTERRUPTED: { code: 1159, sqlState: '08S01', template: 'Got timeout reading communication packets' },
  ER_WRONG_ARGUMENTS: { code: 1210, sqlState: 'HY000', template: 'Incorrect arguments to %s' },
  ER_UNKNOWN_STMT_HANDLER: {
    code: 1243,
    sqlState: 'HY000',
    template: 'Unknown prepared statement handler (%s) given to %s',
  },
  ER_STMT_HAS_NO_OPEN_CURSOR: { code: 1421, sqlState: 'HY000', template: 'The statement (%s) has no open cursor.' },
  ER_PLUGIN_IS_NOT_LOADED: { code: 1524, sqlState: 'HY000', template: "Plugin '%s' is not loaded" },
  ER_QUERY_INTERRUPTED: { code: 1317, sqlState: '70100', template: 'Query execution was interrupted' },
  ER_NOT_SUPPORTED_AUTH_MODE: {
    code: 1251,
    sqlState: '08004',
    template: 'Client does not support authentication protocol requested by server; consider upgrading MySQL client',
  },
  ER_MALFORMED_PACKET: { code: 1835, sqlState: 'HY000', template: 'Malformed communication packet.' },
  ER_SECURE_TRANSPORT_REQUIRED: {
    code: 3159,
    sqlState: 'HY000',
    template: 'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
  },
  ER_CLIENT_INTERACTION_TIMEOUT: {
    code: 4031,
    sqlState: 'HY000',
    template:
      'The client was disconnected by the server because of inactivity. See wait_timeout and interactive_timeout for configuring this behavior.',
  },
} as const satisfies Record<string, ServerError>;

/** An error's sentence, its placeholders filled in order. */
export function serverErrorMessage(error: ServerError, ...values: readonly (string | number)[]): string {
  let next = 0;
  return error.template.replace(/%[sd]/g, (placeholder) => String(values[next++] ?? placeholder));
}
