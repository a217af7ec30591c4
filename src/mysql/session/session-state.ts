// What a classic connection carries from command to command: the current database and its prepared statements.
// Both sides of a recording follow it in the same way, so that a statement means the same when it is asked again.

import type { Command, Dialect, PreparedStatement, ResponseFacts, StatementRules } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import { mayHoldSecret } from '../../sql/secrets/secret-marks.ts';
import {
  changesSession,
  type FollowedSession,
  followFailure,
  followStatement,
  mayHaveDone,
} from '../../sql/session/follow-statement.ts';
import { SessionHoldings } from '../../sql/session/session-holdings.ts';
import { onlyReads } from '../../sql/session/session-sequence.ts';
import type { Setting } from '../../sql/session/settings.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { boundText } from '../../sql/values/bound-text.ts';
import { Capability } from '../constants/capabilities.ts';
import { charsetOfCollation } from '../constants/collations.ts';
import { CommandCode, commandName } from '../constants/commands.ts';
import { Status } from '../constants/status.ts';
import type { BinaryType } from '../packets/binary-value.ts';
import { decodeComQuery } from '../packets/com-query.ts';
import { decodeComStmtBulkExecute } from '../packets/com-stmt-bulk-execute.ts';
import { LAST_PREPARED_STATEMENT_ID, sendsTypes } from '../packets/com-stmt-execute.ts';
import { decodeComStmtSendLongData, LONG_DATA_HEADER_BYTES } from '../packets/com-stmt-send-long-data.ts';
import { traitsOf } from './client-traits.ts';
import { ExecuteCommand, type LongData } from './execute-command.ts';
import { TrackedState } from './tracked-state.ts';

interface StatementState {
  readonly statement: PreparedStatement;
  /** Whether its answers depend on the current database. */
  readonly asksDatabase: boolean;
  /** The last execute that sent types; the next may leave them out. */
  typed: ExecuteCommand | null;
  /** Types that the last bulk command sent. */
  bulkTypes: readonly BinaryType[] | null;
  longData: LongData | null;
}

/** A session behind its login. */
export interface SessionStart {
  /** As negotiated. */
  readonly capabilities: bigint;
  readonly user: string;
  readonly database: string;
  /** Collation id of the login. */
  readonly charset: number;
  /** Flags of the OK packet that ended the login. */
  readonly status: number;
  /** What a reset of the connection gives it, as `resetCollation` has it; default: the login's. */
  readonly resetCollation?: number | null;
}

export class SessionState {
  database: string;
  readonly #capabilities: bigint;
  readonly #loginCollation: number;
  readonly #resetCollation: number | null;
  readonly #statements = new Map<number, StatementState>();
  #lastPrepared = -1;
  readonly #tracked: TrackedState;
  readonly #holdings: SessionHoldings;
  #dialect: Dialect;

  /** @param rules the user's own rules of what counts when statements are compared */
  constructor(
    { capabilities, user, database, charset: collation, status, resetCollation = null }: SessionStart,
    rules: StatementRules | null = null,
  ) {
    this.#capabilities = capabilities;
    this.database = database;
    this.#resetCollation = resetCollation;
    this.#loginCollation = collation;
    const name = charsetName(collation);
    this.#tracked = new TrackedState({ user, charset: name, collation, status });
    this.#holdings = new SessionHoldings(traitsOf(capabilities), String(collation));
    const charset = multiByteCharset(name);
    this.#dialect = { charset, noBackslashEscapes: false, ansiQuotes: false, rules };
  }

  /**
   * Reads a command. One that makes no sense is returned without what could not be read: it is the answering side that
   * refuses it.
   */
  decode(payload: Buffer): Command {
    const code = payload.length > 0 ? (payload[0] as number) : -1;
    switch (code) {
      case CommandCode.COM_QUERY:
        return this.#command(code, payload, this.#queryText(payload), null);
      case CommandCode.COM_STMT_PREPARE:
        return this.#command(code, payload, payload.subarray(1), null);
      case CommandCode.COM_STMT_EXECUTE:
        return this.#decodeExecute(payload);
      case CommandCode.COM_STMT_BULK_EXECUTE:
        return this.#decodeBulk(payload);
      case CommandCode.COM_STMT_SEND_LONG_DATA:
      case CommandCode.COM_STMT_CLOSE:
      case CommandCode.COM_STMT_RESET:
      case CommandCode.COM_STMT_FETCH: {
        const statement = this.#find(payload)?.statement ?? null;
        return this.#command(code, payload, statement?.sql ?? null, statement);
      }
      default:
        return this.#command(code, payload, null, null);
    }
  }

  /** Every field by name: for each command, so without the copying that a spread does. */
  #command(code: number, payload: Buffer, sql: Buffer | null, statement: PreparedStatement | null): Command {
    const name = commandName(code);
    const { database } = this;
    const state = this.#tracked.words;
    const { context } = this.#holdings;
    return { code, name, payload, sql, parameters: null, statement, database, dialect: this.#dialect, state, context };
  }

  /**
   * Takes note of what an answered command has changed.
   * @param exchange where the answer stands in a recording
   */
  apply(command: Command, facts: ResponseFacts, exchange: number | null): void {
    if (facts.status !== null) this.#noteStatus(facts.status);
    switch (command.code) {
      case CommandCode.COM_QUERY:
        this.#noteQuery(command, facts);
        break;
      case CommandCode.COM_INIT_DB:
        if (facts.outcome === 'ok') this.database = command.payload.toString('utf8', 1);
        break;
      case CommandCode.COM_STMT_PREPARE:
        if (facts.prepared !== null) this.#register(command, facts.prepared, exchange);
        break;
      case CommandCode.COM_STMT_EXECUTE:
        this.#dropLongData(command);
        this.#noteQuery(command, facts);
        break;
      case CommandCode.COM_STMT_BULK_EXECUTE:
        this.#noteQuery(command, facts);
        break;
      case CommandCode.COM_SET_OPTION:
        if (facts.outcome !== 'error') this.#holdings.setMultiStatements(command.payload[1] === 0);
        break;
      case CommandCode.COM_STMT_RESET:
        this.#dropLongData(command);
        break;
      case CommandCode.COM_STMT_SEND_LONG_DATA:
        this.#addLongData(command.payload);
        break;
      case CommandCode.COM_STMT_CLOSE:
        if (command.statement !== null) this.#statements.delete(command.statement.id);
        break;
      case CommandCode.COM_RESET_CONNECTION:
        if (facts.outcome === 'ok') this.reset();
        break;
    }
  }

  /**
   * COM_RESET_CONNECTION, or a refused change of user: all is as behind the login, but for the current database and the
   * role, and for what each server does: MySQL brings its own character set back, MariaDB forgets CLIENT_IGNORE_SPACE.
   */
  reset(): void {
    const isMysql = this.#resetCollation !== null;
    const collation = this.#resetCollation ?? this.#loginCollation;
    const name = charsetName(collation);
    this.#statements.clear();
    this.#tracked.reset(name, collation);
    this.#holdings.reset(String(collation), isMysql);
    this.#dialect = { ...this.#dialect, charset: multiByteCharset(name) };
  }

  #noteStatus(status: number): void {
    this.#tracked.noteStatus(status);
    const noBackslashEscapes = (status & Status.NO_BACKSLASH_ESCAPES) !== 0;
    const ansiQuotes = (status & Status.ANSI_QUOTES) !== 0;
    const dialect = this.#dialect;
    if (noBackslashEscapes === dialect.noBackslashEscapes && ansiQuotes === dialect.ansiQuotes) return;
    this.#dialect = { ...dialect, noBackslashEscapes, ansiQuotes };
  }

  #noteQuery(command: Command, facts: ResponseFacts): void {
    if (command.sql === null) return;
    const sql = withoutSecrets(command.sql, this.#dialect);
    const isDone = facts.outcome !== 'error';
    if (isDone) {
      const changes = changesSession(sql, this.#dialect);
      if (!onlyReads(sql)) this.#holdings.noteSequence(sql, command.parametersKey ?? '');
      if (changes)
        followStatement(boundText(sql, command.parameters ?? [], this.#dialect), this.#dialect, this.#followed);
      this.#tracked.noteExecuted(changes && isSet(sql));
    } else if (mayHaveDone(sql)) {
      const text = boundText(sql, command.parameters ?? [], this.#dialect);
      followFailure(text, this.#dialect, facts.errorCode ?? 0, this.#followed);
    }
    // of most the values decide nothing, and reading them costs
    const isAboutValues = !isDone || (facts.warnings ?? 0) > 0 || countsAllRows(sql);
    this.#holdings.noteExecuted({ sql, isAboutValues, parameters: isAboutValues ? command.parameters : null, facts });
  }

  get #followed(): FollowedSession {
    const holdings = this.#holdings;
    const tracked = this.#tracked;
    return {
      holdings,
      given: () => tracked.words.given,
      use: (database) => {
        this.database = database;
      },
      noteSettings: (settings) => this.#noteSettings(settings),
      noteLockedTables: (tables) => tracked.noteLockedTables(tables),
    };
  }

  #noteSettings(settings: readonly Setting[]): void {
    this.#tracked.noteSettings(settings);
    for (const setting of settings) {
      if (setting.kind === 'charset') this.#dialect = { ...this.#dialect, charset: multiByteCharset(setting.charset) };
    }
  }

  #queryText(payload: Buffer): Buffer {
    if ((this.#capabilities & Capability.QUERY_ATTRIBUTES) === 0n) return payload.subarray(1);
    try {
      return decodeComQuery(payload, this.#capabilities).sql;
    } catch (error) {
      if (error instanceof MalformedPacketError) return payload.subarray(1);
      throw error;
    }
  }

  #decodeExecute(payload: Buffer): Command {
    const known = this.#find(payload);
    if (known === undefined) return this.#command(CommandCode.COM_STMT_EXECUTE, payload, null, null);
    const { statement, longData, typed, asksDatabase } = known;
    const database = asksDatabase ? this.database : statement.database;
    const isTyped = sendsTypes(payload, this.#capabilities, statement.parameterCount);
    const typesFrom = isTyped ? null : typed;
    const { context } = this.#holdings;
    const { words: state } = this.#tracked;
    const session = { capabilities: this.#capabilities, dialect: this.#dialect, state, context, database };
    const command = new ExecuteCommand(payload, session, statement, longData, typesFrom);
    if (isTyped) known.typed = command;
    return command;
  }

  /** The rows' parameters one behind the other: the statement says how many make a row. */
  #decodeBulk(payload: Buffer): Command {
    const known = this.#find(payload);
    const command = this.#command(CommandCode.COM_STMT_BULK_EXECUTE, payload, null, known?.statement ?? null);
    if (known === undefined) return command;
    const { statement } = known;
    const prepared = { ...command, sql: statement.sql, database: statement.database };
    try {
      const { types, rows } = decodeComStmtBulkExecute(payload, statement.parameterCount, known.bulkTypes);
      known.bulkTypes = types;
      return { ...prepared, parameters: rows.flat() };
    } catch (error) {
      if (error instanceof MalformedPacketError) return prepared;
      throw error;
    }
  }

  #find(payload: Buffer): StatementState | undefined {
    if (payload.length < 5) return undefined;
    const id = payload.readUInt32LE(1);
    return this.#statements.get(id === LAST_PREPARED_STATEMENT_ID ? this.#lastPrepared : id);
  }

  #register(command: Command, prepared: NonNullable<ResponseFacts['prepared']>, exchange: number | null): void {
    const statement: PreparedStatement = {
      id: prepared.id,
      sql: Buffer.from(command.sql ?? Buffer.alloc(0)),
      parameterCount: prepared.parameters,
      columnCount: prepared.columns,
      database: command.database,
      exchange,
    };
    this.#lastPrepared = prepared.id;
    const asksDatabase = readStatement(statement.sql, this.#dialect).dependencies.database;
    this.#statements.set(prepared.id, { statement, asksDatabase, typed: null, bulkTypes: null, longData: null });
  }

  #addLongData(payload: Buffer): void {
    const known = this.#find(payload);
    if (known === undefined || payload.length < LONG_DATA_HEADER_BYTES) return;
    const { parameter, data } = decodeComStmtSendLongData(payload);
    known.longData ??= new Map();
    const pieces = known.longData.get(parameter) ?? [];
    pieces.push(Buffer.from(data));
    known.longData.set(parameter, pieces);
  }

  #dropLongData(command: Command): void {
    const known = command.statement === null ? undefined : this.#statements.get(command.statement.id);
    if (known !== undefined) known.longData = null;
  }
}

function charsetName(collation: number): string {
  return charsetOfCollation(collation)?.name ?? `collation ${collation}`;
}

/** So that what is read again, secrets masked, comes to the same words. A query's own are few, and reading it costs. */
function withoutSecrets(sql: Buffer, dialect: Dialect): Buffer {
  const isSelect = ((sql[0] ?? 0) | 0x20) === 0x73 && ((sql[2] ?? 0) | 0x20) === 0x6c;
  return isSelect || !mayHoldSecret(sql) ? sql : readStatement(sql, dialect).masked;
}

function isSet(sql: Buffer): boolean {
  return /^\s*set\b/i.test(sql.toString('latin1', 0, 16));
}

const UNDERLINE = 0x5f;
const SELECT_OPTIONS_BYTES = 128;
const CALC = /\bsql_calc_found_rows\b/i;

/** SELECT SQL_CALC_FOUND_ROWS: FOUND_ROWS() tells more than the answer does. */
function countsAllRows(sql: Buffer): boolean {
  if (((sql[0] ?? 0) | 0x20) !== 0x73) return false;
  // without an underline there is no need to make a text of it
  const at = sql.indexOf(UNDERLINE);
  return at >= 0 && at < SELECT_OPTIONS_BYTES && CALC.test(sql.toString('latin1', 0, SELECT_OPTIONS_BYTES));
}

const MULTI_BYTE = ['big5', 'gbk', 'gb18030', 'sjis', 'cp932'] as const;

function multiByteCharset(name: string | undefined): Dialect['charset'] {
  return MULTI_BYTE.find((charset) => charset === name) ?? null;
}
