// Command codes, the first byte of every command-phase packet from a client, and what is true of each command whatever
// it says. Who asks "is this one of those that …" asks this table, so that a new command is described once.
// https://dev.mysql.com/doc/dev/mysql-server/latest/my__command_8h.html (enum_server_command)
// https://mariadb.com/kb/en/2-text-protocol/ and include/mysql_com.h for MariaDB's from 0xFA

import { SERVER_CLOSE } from './command.ts';

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

export type CommandName = keyof typeof CommandCode;

/** What may be true of a command. Bits: `hasTrait` is asked for every query. */
export const Trait = {
  /** Its text is a statement: command byte and SQL, with QUERY_ATTRIBUTES in a form of its own. */
  TEXT: 1 << 0,
  /** Names a prepared statement by the id behind its first byte. */
  ABOUT_STATEMENT: 1 << 1,
  /** Answered with what a prepared statement gives: its rows are in binary form, and without the statement it is nothing. */
  GIVES_PREPARED: 1 << 2,
  /** Runs a statement: what a user counts as one. */
  EXECUTION: 1 << 3,
  /** Its answer depends on the transaction that it runs in, and it is part of a recorded one. */
  TRANSACTIONAL: 1 << 4,
  /** Carries no data of its own, so that none is ever looked up. */
  HOUSEKEEPING: 1 << 5,
  /** Answered on replay whatever was recorded. */
  OWN_ANSWER: 1 << 6,
  /** Leaves what SHOW WARNINGS tells as it is. */
  SILENT: 1 << 7,
  /** Without a statement's text, and changes nothing but its session. */
  HARMLESS: 1 << 8,
  /** Answered without end, unless the client asked for what is there already. */
  ENDLESS: 1 << 9,
  /** Of old, or of the server itself: both servers answer it like a byte that never was one. */
  UNKNOWN: 1 << 10,
  /** Only MariaDB still has it, or has it at all. */
  UNKNOWN_TO_MYSQL: 1 << 11,
} as const;

const NO_DATA = Trait.HOUSEKEEPING | Trait.OWN_ANSWER;
const PREPARED = Trait.ABOUT_STATEMENT | Trait.GIVES_PREPARED | Trait.TRANSACTIONAL;

const TRAITS: Readonly<Record<CommandName, number>> = {
  COM_SLEEP: Trait.UNKNOWN,
  COM_QUIT: NO_DATA,
  COM_INIT_DB: Trait.HARMLESS,
  COM_QUERY: Trait.TEXT | Trait.EXECUTION | Trait.TRANSACTIONAL,
  COM_FIELD_LIST: Trait.HARMLESS,
  COM_CREATE_DB: Trait.UNKNOWN,
  COM_DROP_DB: Trait.UNKNOWN,
  COM_REFRESH: Trait.UNKNOWN_TO_MYSQL,
  COM_SHUTDOWN: 0,
  COM_STATISTICS: 0,
  COM_PROCESS_INFO: Trait.UNKNOWN_TO_MYSQL,
  COM_CONNECT: Trait.UNKNOWN,
  COM_PROCESS_KILL: Trait.UNKNOWN_TO_MYSQL,
  COM_DEBUG: 0,
  COM_PING: NO_DATA | Trait.SILENT | Trait.HARMLESS,
  COM_TIME: Trait.UNKNOWN,
  COM_DELAYED_INSERT: Trait.UNKNOWN,
  COM_CHANGE_USER: Trait.HOUSEKEEPING,
  COM_BINLOG_DUMP: Trait.ENDLESS,
  COM_TABLE_DUMP: Trait.UNKNOWN,
  COM_CONNECT_OUT: Trait.UNKNOWN,
  COM_REGISTER_SLAVE: 0,
  COM_STMT_PREPARE: Trait.TEXT,
  COM_STMT_EXECUTE: PREPARED | Trait.EXECUTION,
  COM_STMT_SEND_LONG_DATA: NO_DATA | Trait.ABOUT_STATEMENT | Trait.SILENT | Trait.HARMLESS,
  COM_STMT_CLOSE: NO_DATA | Trait.ABOUT_STATEMENT | Trait.SILENT | Trait.HARMLESS,
  COM_STMT_RESET: NO_DATA | Trait.ABOUT_STATEMENT | Trait.HARMLESS,
  COM_SET_OPTION: Trait.HARMLESS,
  COM_STMT_FETCH: PREPARED | Trait.HARMLESS,
  COM_DAEMON: Trait.UNKNOWN,
  COM_BINLOG_DUMP_GTID: Trait.ENDLESS,
  COM_RESET_CONNECTION: NO_DATA | Trait.HARMLESS,
  COM_CLONE: 0,
  COM_SUBSCRIBE_GROUP_REPLICATION_STREAM: Trait.UNKNOWN,
  COM_STMT_BULK_EXECUTE: PREPARED | Trait.EXECUTION | Trait.UNKNOWN_TO_MYSQL,
  COM_SLAVE_WORKER: Trait.UNKNOWN,
  COM_SLAVE_IO: Trait.UNKNOWN,
  COM_SLAVE_SQL: Trait.UNKNOWN,
  COM_RESERVED_1: Trait.UNKNOWN,
};

const entries = Object.entries(CommandCode);
const traitsByCode = new Uint16Array(0x100);
for (const [name, traits] of Object.entries(TRAITS)) traitsByCode[CommandCode[name as CommandName]] = traits;

/** Whether all of these are true of the command with this code; of a code that is none, nothing is. */
export function hasTrait(code: number, traits: number): boolean {
  return ((traitsByCode[code] ?? 0) & traits) === traits;
}

/** Names of the commands of which all of these are true. */
export function namesWith(traits: number): readonly string[] {
  return entries.filter(([, code]) => hasTrait(code, traits)).map(([name]) => name);
}

/** The manual's name of a command code; `COM_0x7F` style for one that no manual names. */
export function commandName(code: number): string {
  return NAME_OF_CODE.get(code) ?? `COM_0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

/**
 * The code of a command as `commandName` names it, and of `SERVER_CLOSE`; NaN for what is no such name, as are those of X
 * Protocol messages.
 */
export function commandCode(name: string): number {
  if (name === EMPTY_PACKET) return -1;
  return CODE_OF_NAME.get(name) ?? Number(/^COM_(0x[0-9A-F]{2})$/.exec(name)?.[1] ?? Number.NaN);
}

/** Whether a name is that of a command. */
export function isCommandName(name: string): boolean {
  const code = commandCode(name);
  return name === SERVER_CLOSE.name || (!Number.isNaN(code) && commandName(code) === name);
}

/** What the recorder calls a packet in which there is not even a command's code. */
const EMPTY_PACKET = 'COM_0x-1';
const CODE_OF_NAME: ReadonlyMap<string, number> = new Map<string, number>([
  ...entries,
  [SERVER_CLOSE.name, SERVER_CLOSE.code],
]);
const NAME_OF_CODE: ReadonlyMap<number, string> = new Map(entries.map(([name, code]) => [code, name]));

const PREPARES: ReadonlySet<string> = new Set(['COM_STMT_PREPARE', 'Prepare.Prepare']);

/** Whether a command of either protocol prepares a statement. @param name as a recording has it */
export function isPrepare(name: string): boolean {
  return PREPARES.has(name);
}
