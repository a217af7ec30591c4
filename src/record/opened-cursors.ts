// Which statements of a connection had a cursor at the server: MySQL answers their executes without a cursor otherwise than it
// announces (`ResponseMachine.isCut`). MariaDB does not.

import { CommandCode } from '../mysql/constants/commands.ts';
import { Status } from '../mysql/constants/status.ts';

export class OpenedCursors {
  readonly #statements = new Set<number>();

  /** Whether an execute without a cursor is of one of them. @param bytes where its command stands, behind `at` bytes */
  has(bytes: Buffer, at = 0): boolean {
    if (this.#statements.size === 0 || bytes[at] !== CommandCode.COM_STMT_EXECUTE) return false;
    return bytes.length >= at + ID_BYTES && this.#statements.has(bytes.readUInt32LE(at + 1));
  }

  /** An execute that asked for a cursor was answered. @param status of the answer; null where it has none */
  note(payload: Buffer, status: number | null): void {
    if (((status ?? 0) & Status.CURSOR_EXISTS) !== 0) this.#statements.add(payload.readUInt32LE(1));
  }
}

/** The command, and the statement's id behind it. */
const ID_BYTES = 1 + 4;
