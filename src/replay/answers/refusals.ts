// Commands that a server refuses whatever it holds: those that it does not know, that are cut, or that are about
// nothing. MySQL and MariaDB word some of them differently; this is what 9.7 and 10.11 say.

import type { Command } from '../../core/command.ts';
import { CommandCode, hasTrait, Trait } from '../../mysql/constants/commands.ts';
import { ServerErrors } from '../../mysql/constants/error-codes.ts';
import type { Flavour } from '../../mysql/constants/flavour.ts';
import { isRefusedForLength } from '../../mysql/constants/short-commands.ts';
import { cloneRefusal } from '../../mysql/packets/com-clone.ts';
import { type ErrPacket, errOf } from '../../mysql/packets/err.ts';

const EMPTY_QUERY = { code: 1065, sqlState: '42000', template: 'Query was empty' };
/** MySQL's own client asks this to learn whether the server reads `$$` as a quote: no server has such a column. */
const DOLLARS = /^select \$\$$/i;
const DOLLARS_UNKNOWN = { code: 1054, sqlState: '42S22', template: "Unknown column '$$' in 'SELECT'" };
const DOLLARS_WRONG = {
  code: 1064,
  sqlState: '42000',
  template:
    'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right' +
    " syntax to use near '$$' at line 1",
};
const NO_DATABASE = { code: 1046, sqlState: '3D000', template: 'No database selected' };

/** Of a command without a recorded answer; null where only the server's data could have told. */
export function refusalOf(command: Command, flavour: Flavour): ErrPacket | null {
  const { isMariadb } = flavour;
  const { code, name, payload } = command;
  if (code === CommandCode.COM_CLONE) return cloneRefusal(flavour);
  const isUnknown = hasTrait(code, Trait.UNKNOWN) || (!isMariadb && hasTrait(code, Trait.UNKNOWN_TO_MYSQL));
  if (code === CommandCode.COM_STMT_BULK_EXECUTE && isMariadb && command.statement === null) {
    return payload.length < BULK_BYTES ? malformed(flavour) : unknownStatement(command, flavour);
  }
  if (name.startsWith('COM_0x') || isUnknown) return errOf(ServerErrors.ER_UNKNOWN_COM_ERROR);
  if (command.sql !== null && code === CommandCode.COM_QUERY && DOLLARS.test(command.sql.toString('latin1', 0, 20))) {
    return errOf(isMariadb ? DOLLARS_UNKNOWN : DOLLARS_WRONG);
  }
  if (payload.length > 1) return null;
  if (code === CommandCode.COM_QUERY || code === CommandCode.COM_STMT_PREPARE) return errOf(EMPTY_QUERY);
  return code === CommandCode.COM_INIT_DB ? errOf(NO_DATABASE) : null;
}

/** Of a fetch from a statement without an open cursor. */
export function noOpenCursor(command: Command, { hasFullStops }: Flavour): ErrPacket {
  const err = errOf(ServerErrors.ER_STMT_HAS_NO_OPEN_CURSOR, statementIdOf(command.payload));
  return hasFullStops ? err : withoutFullStop(err);
}

/** Of an execute, fetch or reset of a statement that the connection does not have. */
export function unknownStatement({ code, payload }: Command, flavour: Flavour): ErrPacket {
  const id = statementIdOf(payload);
  if (flavour.isMariadb) {
    if (code === CommandCode.COM_STMT_EXECUTE && payload.length < EXECUTE_BYTES) return malformed(flavour);
    return errOf(ServerErrors.ER_UNKNOWN_STMT_HANDLER, id, MARIADB_CALLS[code] ?? 'mysqld_stmt_execute');
  }
  if (payload.length < (NEEDED_BYTES[code] ?? 5)) return malformed(flavour);
  return errOf(ServerErrors.ER_UNKNOWN_STMT_HANDLER, id, 'mysql_stmt_precheck');
}

/** Of a known statement's execute that cannot be read. */
function malformed({ hasFullStops }: Flavour): ErrPacket {
  const err = errOf(ServerErrors.ER_MALFORMED_PACKET);
  return hasFullStops ? err : withoutFullStop(err);
}

/** The word on a command that else has no answer, and is too short to be read; null where there is none. */
export function shortRefusal({ code, payload }: Command, flavour: Flavour): ErrPacket | null {
  return isRefusedForLength(code, payload.length, flavour) ? malformed(flavour) : null;
}

function withoutFullStop(err: ErrPacket): ErrPacket {
  return { ...err, message: err.message.subarray(0, -1) };
}

const EXECUTE_BYTES = 10;
const BULK_BYTES = 7;
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

/** ER_UNKNOWN_ERROR, with words of our own. */
export function ownError(message: string): ErrPacket {
  return { code: 1105, sqlState: 'HY000', message: Buffer.from(message) };
}
