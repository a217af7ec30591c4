// The cursors that a connection has open on replay, one for each prepared statement at the most.

import type { Command } from '../../core/command.ts';
import { RareMap } from '../../core/rare-map.ts';
import type { RecordedExchange, RecordingReader } from '../../core/recording.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { type Fetched, RecordedCursor } from '../answers/recorded-cursor.ts';

/** Where COM_STMT_EXECUTE has its flags, and those of them that ask for a cursor. */
const FLAGS_AT = 5;
const CURSOR_FLAGS = 0x07;
/** Where COM_STMT_FETCH says how many rows it wants. */
const ROWS_AT = 5;
const FETCH_BYTES = 9;

export class OpenCursors {
  readonly #reader: RecordingReader;
  readonly #cursors = new RareMap<number, RecordedCursor>();

  constructor(reader: RecordingReader) {
    this.#reader = reader;
  }

  get isEmpty(): boolean {
    return this.#cursors.size === 0;
  }

  /** An execute was answered with what was recorded for `exchange`. */
  executed({ statement, payload }: Command, exchange: RecordedExchange): void {
    const isCursor = ((payload[FLAGS_AT] ?? 0) & CURSOR_FLAGS) !== 0;
    if (statement === null || (!isCursor && this.#cursors.size === 0)) return;
    if (isCursor) this.#cursors.set(statement.id, new RecordedCursor(this.#reader, exchange));
    else this.#cursors.delete(statement.id);
  }

  /** The next rows; undefined where no cursor is open from which rows were fetched when it was recorded. */
  fetch(command: Command): Fetched | undefined {
    const { statement, payload, dialect } = command;
    const cursor = statement === null ? undefined : this.#cursors.get(statement.id);
    if (cursor?.isKnown !== true || payload.length < FETCH_BYTES) return undefined;
    return cursor.fetch(payload.readUInt32LE(ROWS_AT), fingerprintOf(command, dialect));
  }

  /** Takes note of a command that closes cursors. */
  note({ code, statement }: Command): void {
    if (this.#cursors.size === 0) return;
    const isOfOne = code === CommandCode.COM_STMT_RESET || code === CommandCode.COM_STMT_CLOSE;
    if (isOfOne && statement !== null) this.#cursors.delete(statement.id);
    else if (code === CommandCode.COM_RESET_CONNECTION) this.#cursors.clear();
  }

  /** The connection's session begins anew. */
  clear(): void {
    this.#cursors.clear();
  }
}
