// What a classic connection carries from command to command: the current database and its prepared statements.
// Both sides of a recording follow it in the same way, so that a statement means the same when it is asked again.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import type {
  Command,
  Dialect,
  PreparedStatement,
  ResponseFacts,
  StatementRules,
  StateWords,
} from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import type { AskingSession, Executed, GivenAgain } from '../../core/responder.ts';
import { mayHoldSecret } from '../../sql/secrets/secret-marks.ts';
import { transactionBehind } from '../../sql/session/failed-statement.ts';
import {
  changesSession,
  type FollowedSession,
  followFailure,
  followStatement,
  mayHaveDone,
} from '../../sql/session/follow-statement.ts';
import { SessionHoldings } from '../../sql/session/session-holdings.ts';
import { markOf, onlyReads, usesNoTable } from '../../sql/session/session-sequence.ts';
import type { Setting } from '../../sql/session/settings.ts';
import { notePreparedOnMysql } from '../../sql/session/would-assign.ts';
import { isFlushStatus } from '../../sql/session-counters.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import { boundText } from '../../sql/values/bound-text.ts';
import { Capability } from '../constants/capabilities.ts';
import { charsetOfCollation } from '../constants/collations.ts';
import { CommandCode, commandName } from '../constants/commands.ts';
import { Status } from '../constants/status.ts';
import { decodeComQuery } from '../packets/com-query.ts';
import { decodeComStmtBulkExecute } from '../packets/com-stmt-bulk-execute.ts';
import { sendsTypes } from '../packets/com-stmt-execute.ts';
import { COMMAND_AT, countsAllRows, isSelect, STATEMENT_AT, textAt } from './asked-again.ts';
import { traitsOf } from './client-traits.ts';
import { ExecuteCommand, MAX_KEY_BYTES, ownForm } from './execute-command.ts';
import { PreparedStatements, type StatementState } from './prepared-statements.ts';
import { TrackedState } from './tracked-state.ts';

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

export class SessionState implements AskingSession {
  database: string;
  readonly #capabilities: bigint;
  readonly #hasAttributes: boolean;
  readonly #ownForm: string;
  readonly #loginCollation: number;
  readonly #resetCollation: number | null;
  readonly #statements = new PreparedStatements();
  readonly #tracked: TrackedState;
  readonly #holdings: SessionHoldings;
  #dialect: Dialect;

  /** @param rules the user's own rules of what counts when statements are compared */
  constructor(
    { capabilities, user, database, charset: collation, status, resetCollation = null }: SessionStart,
    rules: StatementRules | null = null,
  ) {
    this.#capabilities = capabilities;
    this.#hasAttributes = (capabilities & Capability.QUERY_ATTRIBUTES) !== 0n;
    this.#ownForm = ownForm(capabilities);
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
        const statement = this.#statements.find(payload)?.statement ?? null;
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
    if (command.sql === null) this.#holdings.noteAsked(command.code);
    switch (command.code) {
      case CommandCode.COM_QUERY:
        this.#noteQuery(command, facts);
        break;
      case CommandCode.COM_INIT_DB:
        if (facts.outcome === 'ok') this.database = command.payload.toString('utf8', 1);
        this.#holdings.noteRowCount(facts.outcome === 'error' ? -1 : 0);
        break;
      case CommandCode.COM_PING:
        this.#holdings.noteRowCount(0);
        break;
      case CommandCode.COM_STMT_PREPARE:
        if (facts.prepared === null) this.#noteRefused(command, facts);
        else this.#notePrepared(command, facts.prepared, exchange);
        break;
      case CommandCode.COM_STMT_EXECUTE:
        this.#statements.dropLongData(command);
        this.#noteQuery(command, facts);
        break;
      case CommandCode.COM_STMT_BULK_EXECUTE:
        this.#noteQuery(command, facts);
        break;
      case CommandCode.COM_SET_OPTION:
        if (facts.outcome !== 'error') this.#holdings.setMultiStatements(command.payload[1] === 0);
        this.#holdings.noteRowCount(-1);
        break;
      case CommandCode.COM_STMT_RESET:
        this.#holdings.noteRowCount(0);
        this.#statements.dropLongData(command);
        break;
      case CommandCode.COM_STMT_SEND_LONG_DATA:
        this.#statements.addLongData(command.payload);
        break;
      case CommandCode.COM_STMT_CLOSE:
        this.#statements.close(command);
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
    const collation = this.#resetCollation ?? this.#loginCollation;
    const name = charsetName(collation);
    this.#statements.clear();
    this.#tracked.reset(name, collation);
    this.#holdings.reset(String(collation), this.#isMysql);
    this.#dialect = { ...this.#dialect, charset: multiByteCharset(name) };
  }

  #notePrepared(command: Command, prepared: NonNullable<ResponseFacts['prepared']>, exchange: number | null): void {
    if (this.#isMysql) notePreparedOnMysql(command.sql, this.#dialect, this.#holdings);
    const held = this.#isMysql ? this.#holdings.variables : null;
    this.#statements.register({ ...command, dialect: this.#dialect }, prepared, exchange, held);
  }

  #noteRefused({ sql }: Command, facts: ResponseFacts): void {
    this.#statements.noteRefused();
    if (facts.outcome === 'error') this.#holdings.noteRefused(sql, facts);
  }

  get #isMysql(): boolean {
    return this.#resetCollation !== null;
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
    // an error of ours, as of a miss, has no number: no server counts it as it would what was asked
    const isOurs = !isDone && facts.errorCode === null;
    this.#holdings.noteAsked(markOf(sql, command.parametersKey ?? '') ^ (isOurs ? MISSED : (facts.errorCode ?? 0)));
    if (isDone && isFlushStatus(sql)) this.#holdings.forgetAsked();
    if (isDone) {
      const changes = changesSession(sql, this.#dialect);
      if (!onlyReads(sql)) this.#holdings.noteSequence(sql, command.parametersKey ?? '');
      if (changes)
        followStatement(boundText(sql, command.parameters ?? [], this.#dialect), this.#dialect, this.#followed);
      this.#tracked.noteExecuted((changes && isSet(sql)) || (this.#tracked.isForNext && usesNoTable(sql)));
    } else if (!isOurs) {
      const errorCode = facts.errorCode ?? 0;
      if (this.#tracked.words.isInTransaction) this.#noteTransactionBehind(sql, errorCode);
      if (mayHaveDone(sql)) {
        const text = boundText(sql, command.parameters ?? [], this.#dialect);
        followFailure(text, this.#dialect, errorCode, this.#followed);
      }
    }
    // of most the values decide nothing, and reading them costs
    const isAboutValues = !isDone || (facts.warnings ?? 0) > 0 || countsAllRows(sql);
    const isRead = isAboutValues || (facts.lastInsertId ?? 0n) > 0n;
    this.#holdings.noteExecuted({ sql, isAboutValues, parameters: isRead ? command.parameters : null, facts });
  }

  /** An error packet does not tell whether a transaction is still open. */
  #noteTransactionBehind(sql: Buffer, errorCode: number): void {
    const left = transactionBehind(sql, this.#dialect, errorCode, this.#holdings);
    if (left === 'ended') {
      this.#tracked.noteTransactionEnd(null);
      this.#holdings.noteEffect({ kind: 'transaction end' }, sql);
    } else if (left === 'unclear') {
      this.#tracked.noteTransactionEnd(canonicalDigest(`${errorCode} ${sql.toString('latin1')}`));
    }
  }

  get #followed(): FollowedSession {
    const holdings = this.#holdings;
    const tracked = this.#tracked;
    return {
      holdings,
      isMysql: this.#isMysql,
      given: () => tracked.words.given,
      current: () => this.database,
      use: (database) => {
        this.database = database;
      },
      noteSettings: (settings) => this.#noteSettings(settings),
      noteLockedTables: (locked) => tracked.noteLockedTables(locked),
    };
  }

  #noteSettings(settings: readonly Setting[]): void {
    this.#tracked.noteSettings(settings);
    for (const setting of settings) {
      if (setting.kind === 'charset') this.#dialect = { ...this.#dialect, charset: multiByteCharset(setting.charset) };
    }
  }

  #queryText(payload: Buffer): Buffer {
    if (!this.#hasAttributes) return payload.subarray(1);
    try {
      return decodeComQuery(payload, this.#capabilities).sql;
    } catch (error) {
      // with the command's byte in front: no statement's text, so no statement's answer
      if (error instanceof MalformedPacketError) return payload;
      throw error;
    }
  }

  #decodeExecute(payload: Buffer): Command {
    const known = this.#statements.find(payload);
    if (known === undefined) return this.#command(CommandCode.COM_STMT_EXECUTE, payload, null, null);
    const isTyped = sendsTypes(payload, this.#hasAttributes, known.statement.parameterCount);
    const command = this.#execute(payload, known, isTyped ? null : this.#typedOf(known));
    if (isTyped) {
      known.typed = command;
      known.typedPacket = null;
    }
    return command;
  }

  #execute(payload: Buffer, known: StatementState, typesFrom: ExecuteCommand | null): ExecuteCommand {
    const { statement, longData, asksDatabase, under } = known;
    const database = asksDatabase ? this.database : statement.database;
    const held = this.#holdings.context;
    const context = under === undefined ? held : { ...held, under };
    const { words: state } = this.#tracked;
    const session = { capabilities: this.#capabilities, dialect: this.#dialect, state, context, database };
    return new ExecuteCommand(payload, session, statement, longData, typesFrom);
  }

  /** The last execute that sent types, read now where it was not. */
  #typedOf(known: StatementState): ExecuteCommand | null {
    const { typedPacket } = known;
    if (typedPacket !== null) {
      known.typedPacket = null;
      known.typed = this.#execute(typedPacket.subarray(COMMAND_AT), { ...known, longData: null }, null);
    }
    return known.typed;
  }

  get words(): StateWords {
    return this.#tracked.words;
  }

  get dialect(): Dialect {
    return this.#dialect;
  }

  get isPlain(): boolean {
    return !this.#tracked.isForNext && !this.#holdings.hasTemporaryTables;
  }

  textAt(packet: Buffer): number {
    return textAt(packet, this.#hasAttributes);
  }

  executed(packet: Buffer): Executed | undefined {
    if (packet.length > MAX_KEY_BYTES) return undefined;
    const known = this.#statements.byId(packet.readUInt32LE(STATEMENT_AT));
    if (known === undefined || known.longData !== null || known.asksDatabase) return undefined;
    known.isTyping = sendsTypes(packet, this.#hasAttributes, known.statement.parameterCount, COMMAND_AT);
    const typed = known.isTyping ? null : this.#typedOf(known);
    const form = typed === null ? this.#ownForm : typed.formBehind;
    if (form === null) return undefined;
    known.form = form;
    return known;
  }

  executedText(packet: Buffer): Buffer | null {
    return this.#statements.byId(packet.readUInt32LE(STATEMENT_AT))?.statement.sql ?? null;
  }

  noteAgain({ previous, mark }: GivenAgain, executed: Executed | null, packet: Buffer): void {
    const { status } = previous.facts;
    if (status !== null) this.#noteStatus(status);
    this.#holdings.noteAsked(mark);
    this.#holdings.noteAgain(previous);
    const known = executed === null ? undefined : this.#statements.byId(executed.statement.id);
    if (known?.isTyping === true) known.typedPacket = packet;
  }

  /** The rows' parameters one behind the other: the statement says how many make a row. */
  #decodeBulk(payload: Buffer): Command {
    const known = this.#statements.find(payload);
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
}

function charsetName(collation: number): string {
  return charsetOfCollation(collation)?.name ?? `collation ${collation}`;
}

/** So that what is read again, secrets masked, comes to the same words. A query's own are few, and reading it costs. */
function withoutSecrets(sql: Buffer, dialect: Dialect): Buffer {
  return isSelect(sql) || !mayHoldSecret(sql) ? sql : readStatement(sql, dialect).masked;
}

function isSet(sql: Buffer): boolean {
  return /^\s*set\b/i.test(sql.toString('latin1', 0, 16));
}

/** Tells a miss from what it would have been, in the number of what was asked. */
const MISSED = 0x5bd1e995;

const MULTI_BYTE = ['big5', 'gbk', 'gb18030', 'sjis', 'cp932'] as const;

function multiByteCharset(name: string | undefined): Dialect['charset'] {
  return MULTI_BYTE.find((charset) => charset === name) ?? null;
}
