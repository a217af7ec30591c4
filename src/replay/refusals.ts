// Commands that a server refuses whatever it holds: those that it does not know, that are cut, or that are about
// nothing. MySQL and MariaDB word some of them differently; this is what 9.7 and 10.11 say.

import { CommandCode } from '../classic/constants/commands.ts';
import { type ServerError, ServerErrors, serverErrorMessage } from '../classic/constants/error-codes.ts';
import type { ErrPacket } from '../classic/packets/err.ts';
import type { Command } from '../domain/command.ts';

/** Commands of old that both servers answer like a byte that never was one. */
const OBSOLETE: ReadonlySet<number> = new Set([0x00, 0x05, 0x06, 0x0b, 0x0f, 0x10, 0x1d]);
const EMPTY_QUERY = { code: 1065, sqlState: '42000', template: 'Query was empty' };
const NO_DATABASE = { code: 1046, sqlState: '3D000', template: 'No database selected' };

/** Of a command without a recorded answer; null where only the server's data could have told. */
export function refusalOf(command: Command): ErrPacket | null {
  const { code, name, payload } = command;
  if (name.startsWith('COM_0x') || OBSOLETE.has(code)) return errOf(ServerErrors.ER_UNKNOWN_COM_ERROR);
  if (payload.length > 1) return null;
  if (code === CommandCode.COM_QUERY || code === CommandCode.COM_STMT_PREPARE) return errOf(EMPTY_QUERY);
  return code === CommandCode.COM_INIT_DB ? errOf(NO_DATABASE) : null;
}

/** Of an execute, fetch or reset of a statement that the connection does not have. */
export function unknownStatement({ code, payload }: Command, isMariadb: boolean): ErrPacket {
  const id = statementIdOf(payload);
  if (isMariadb) {
    if (code === CommandCode.COM_STMT_EXECUTE && payload.length < EXECUTE_BYTES) return malformed(isMariadb);
    return errOf(ServerErrors.ER_UNKNOWN_STMT_HANDLER, id, MARIADB_CALLS[code] ?? 'mysqld_stmt_execute');
  }
  if (payload.length < (NEEDED_BYTES[code] ?? 5)) return malformed(isMariadb);
  return errOf(ServerErrors.ER_UNKNOWN_STMT_HANDLER, id, 'mysql_stmt_precheck');
}

/** Of a known statement's execute that cannot be read. */
export function malformed(isMariadb: boolean): ErrPacket {
  const err = errOf(ServerErrors.ER_MALFORMED_PACKET);
  return isMariadb ? { ...err, message: err.message.subarray(0, -1) } : err;
}

const EXECUTE_BYTES = 10;
const NEEDED_BYTES: Readonly<Record<number, number>> = {
  [CommandCode.COM_STMT_EXECUTE]: EXECUTE_BYTES,
  [CommandCode.COM_STMT_FETCH]: 9,
};
const MARIADB_CALLS: Readonly<Record<number, string>> = {
  [CommandCode.COM_STMT_FETCH]: 'mysqld_stmt_fetch',
  [CommandCode.COM_STMT_RESET]: 'mysqld_stmt_reset',
};

/** An id that is cut is read with zeros behind it. */
function statementIdOf(payload: Buffer): number {
  return Buffer.concat([payload.subarray(1, 5), Buffer.alloc(4)]).readUInt32LE(0);
}

function errOf(error: ServerError, ...values: readonly (string | number)[]): ErrPacket {
  return { code: error.code, sqlState: error.sqlState, message: Buffer.from(serverErrorMessage(error, ...values)) };
}
