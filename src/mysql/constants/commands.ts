// Command codes: the first byte of every command-phase packet from a client.
// https://dev.mysql.com/doc/dev/mysql-server/latest/my__command_8h.html (enum_server_command)
// https://mariadb.com/kb/en/2-text-protocol/ and include/mysql_com.h for MariaDB's from 0xFA

export const CommandCode = {
  COM_SLEEP: 0x00,
  COM_QUIT: 0x01,
  COM_INIT_DB: 0x02,
  COM_QUERY: 0x03,
  COM_FIELD_LIST: 0x04,
  COM_CREATE_DB: 0x05,
  COM_DROP_DB: 0x06,
  COM_REFRESH: 0x07,
  COM_SHUTDOWN: 0x08,
  COM_STATISTICS: 0x09,
  COM_PROCESS_INFO: 0x0a,
  COM_CONNECT: 0x0b,
  COM_PROCESS_KILL: 0x0c,
  COM_DEBUG: 0x0d,
  COM_PING: 0x0e,
  COM_TIME: 0x0f,
  COM_DELAYED_INSERT: 0x10,
  COM_CHANGE_USER: 0x11,
  COM_BINLOG_DUMP: 0x12,
  COM_TABLE_DUMP: 0x13,
  COM_CONNECT_OUT: 0x14,
  COM_REGISTER_SLAVE: 0x15,
  COM_STMT_PREPARE: 0x16,
  COM_STMT_EXECUTE: 0x17,
  COM_STMT_SEND_LONG_DATA: 0x18,
  COM_STMT_CLOSE: 0x19,
  COM_STMT_RESET: 0x1a,
  COM_SET_OPTION: 0x1b,
  COM_STMT_FETCH: 0x1c,
  COM_DAEMON: 0x1d,
  COM_BINLOG_DUMP_GTID: 0x1e,
  COM_RESET_CONNECTION: 0x1f,
  COM_CLONE: 0x20,
  COM_SUBSCRIBE_GROUP_REPLICATION_STREAM: 0x21,
  /** MariaDB only, as are all below. */
  COM_STMT_BULK_EXECUTE: 0xfa,
  COM_SLAVE_WORKER: 0xfb,
  COM_SLAVE_IO: 0xfc,
  COM_SLAVE_SQL: 0xfd,
  COM_RESERVED_1: 0xfe,
} as const;

/** Commands that name a prepared statement by the id behind their first byte. */
export const ABOUT_STATEMENT: ReadonlySet<number> = new Set<number>([
  CommandCode.COM_STMT_EXECUTE,
  CommandCode.COM_STMT_FETCH,
  CommandCode.COM_STMT_CLOSE,
  CommandCode.COM_STMT_RESET,
  CommandCode.COM_STMT_SEND_LONG_DATA,
  CommandCode.COM_STMT_BULK_EXECUTE,
]);

/** Commands whose rows are in binary form; all others' are text. */
const WITH_BINARY_ROWS: ReadonlySet<number> = new Set<number>([
  CommandCode.COM_STMT_EXECUTE,
  CommandCode.COM_STMT_FETCH,
  CommandCode.COM_STMT_BULK_EXECUTE,
]);

export function hasBinaryRows(code: number): boolean {
  return WITH_BINARY_ROWS.has(code);
}

/** The manual's name of a command code; `COM_0x7F` style for one that no manual names. */
export function commandName(code: number): string {
  return NAME_OF_CODE.get(code) ?? `COM_0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The code of a command as `commandName` names it; -1 for what is no such name. */
export function commandCode(name: string): number {
  const code = CODE_OF_NAME.get(name) ?? Number(name.startsWith('COM_0x') ? name.slice('COM_'.length) : Number.NaN);
  return Number.isInteger(code) ? code : -1;
}

const CODE_OF_NAME: ReadonlyMap<string, number> = new Map(Object.entries(CommandCode));
const NAME_OF_CODE: ReadonlyMap<number, string> = new Map(
  Object.entries(CommandCode).map(([name, code]) => [code, name]),
);
