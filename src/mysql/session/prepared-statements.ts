// The statements that a connection has prepared, and what of one execute holds for the next: the types that were sent, and pieces
// of long values that came ahead.

import type { Command, Dialect, PreparedStatement, ResponseFacts, VariablesHeld } from '../../core/command.ts';
import { RareMap } from '../../core/rare-map.ts';
import type { Executed } from '../../core/responder.ts';
import { hasFixedTypes } from '../../sql/session/user-variable.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { BinaryType } from '../packets/binary-value.ts';
import { LAST_PREPARED_STATEMENT_ID } from '../packets/com-stmt-execute.ts';
import { decodeComStmtSendLongData, LONG_DATA_HEADER_BYTES } from '../packets/com-stmt-send-long-data.ts';
import type { ExecuteCommand, LongData } from './execute-command.ts';

export interface StatementState extends Executed {
  /** As `boundForm` of the execute that is asked now. */
  form: string;
  /** Whether its answers depend on the current database. */
  readonly asksDatabase: boolean;
  /** The user variables that it was prepared under, where it names some and their types stay; else undefined. */
  readonly under: VariablesHeld | undefined;
  /** The last execute that sent types; the next may leave them out. */
  typed: ExecuteCommand | null;
  /** Whether the execute that is asked now sends types. */
  isTyping: boolean;
  /** In the place of `typed`: a packet that was not read. */
  typedPacket: Buffer | null;
  /** Types that the last bulk command sent. */
  bulkTypes: readonly BinaryType[] | null;
  longData: LongData | null;
}

export class PreparedStatements {
  readonly #statements = new RareMap<number, StatementState>();
  #lastPrepared = -1;

  /** The one that a command's payload names; undefined where there is none. */
  find(payload: Buffer): StatementState | undefined {
    if (payload.length < 5) return undefined;
    const id = payload.readUInt32LE(1);
    return this.#statements.get(id === LAST_PREPARED_STATEMENT_ID ? this.#lastPrepared : id);
  }

  byId(id: number): StatementState | undefined {
    return this.#statements.get(id);
  }

  /**
   * COM_STMT_PREPARE was answered.
   * @param exchange where the answer stands in a recording
   * @param held user variables of the moment, null where they do not count
   */
  register(
    { sql, database, dialect }: Pick<Command, 'sql' | 'database'> & { readonly dialect: Dialect },
    prepared: NonNullable<ResponseFacts['prepared']>,
    exchange: number | null,
    held: VariablesHeld | null,
  ): void {
    const { id, parameters: parameterCount, columns: columnCount } = prepared;
    const own = Buffer.from(sql ?? Buffer.alloc(0));
    const statement: PreparedStatement = { id, sql: own, parameterCount, columnCount, database, exchange };
    this.#lastPrepared = id;
    const reading = readStatement(own, dialect);
    const asksDatabase = reading.dependencies.database;
    const under = held !== null && hasFixedTypes(reading) ? held : undefined;
    const unasked = { form: '', memo: null, typed: null, isTyping: false, typedPacket: null };
    this.#statements.set(id, { statement, asksDatabase, under, ...unasked, bulkTypes: null, longData: null });
  }

  /** A prepare that was refused: an execute that was sent behind it, of the last one prepared, is of none. */
  noteRefused(): void {
    this.#lastPrepared = -1;
  }

  addLongData(payload: Buffer): void {
    const known = this.find(payload);
    if (known === undefined || payload.length < LONG_DATA_HEADER_BYTES) return;
    const { parameter, data } = decodeComStmtSendLongData(payload);
    known.longData ??= new Map();
    const pieces = known.longData.get(parameter) ?? [];
    pieces.push(Buffer.from(data));
    known.longData.set(parameter, pieces);
  }

  dropLongData({ statement }: Command): void {
    const known = statement === null ? undefined : this.#statements.get(statement.id);
    if (known !== undefined) known.longData = null;
  }

  close({ statement }: Command): void {
    if (statement !== null) this.#statements.delete(statement.id);
  }

  clear(): void {
    this.#statements.clear();
  }
}
