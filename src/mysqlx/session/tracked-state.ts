// What the messages of a session have set and begun, in words: the same words as of the classic protocol, by the same
// rules. The X Protocol tells no status: so a transaction begins and ends with the statements that do so by themselves;
// docs/matching.md says which.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import {
  NO_CONTEXT,
  PLAIN_DIALECT,
  type ResponseFacts,
  type StateWords,
  type VariablesHeld,
} from '../../core/command.ts';
import { CommandCode } from '../../core/command-table.ts';
import type { ScopeStatement } from '../../core/scope.ts';
import type { XSessionFacts, XTransaction } from '../../core/x-responder.ts';
import { stateOf, temporaryWordsOf } from '../../identity/state-words.ts';
import type { DataAccess } from '../../sql/access/access-shape.ts';
import { transactionBehind } from '../../sql/session/failed-statement.ts';
import {
  changesSession,
  type FollowedSession,
  followFailure,
  followStatement,
  mayHaveDone,
} from '../../sql/session/follow-statement.ts';
import { isReadOnlyNext } from '../../sql/session/next-transaction.ts';
import { SessionHoldings } from '../../sql/session/session-holdings.ts';
import { markOf, usesNoTable } from '../../sql/session/session-sequence.ts';
import { SessionSettings } from '../../sql/session/session-settings.ts';
import type { Setting } from '../../sql/session/settings.ts';
import { notePreparedOnMysql } from '../../sql/session/would-assign.ts';
import type { StatementReading } from '../../sql/statement-reading.ts';
import { isRaisedByPlugin } from '../constants/errors.ts';
import type { DatatypesAny } from '../messages/schema.ts';
import { AskedMessage } from './asked-message.ts';
import { type NoticeSwitch, Notices } from './notices.ts';

/** Every session of the X Protocol begins with it. */
const CHARSET = 'utf8mb4';

/** What of an operation decides about transactions and what the session holds. */
export interface TrackedOperation {
  /** Of SQL. */
  readonly reading: StatementReading | null;
  /** What it says of the scope. */
  readonly scope: ScopeStatement | null;
  readonly isRead: boolean;
  /** It commits what was open: a definition of a table, a collection and the like. */
  readonly isDefinition: boolean;
  /** The X plugin answers it itself, and the server has executed nothing. */
  readonly isOfPlugin: boolean;
  readonly notices: NoticeSwitch | null;
  /** Which data it is about, as `readDataAccess`. */
  readonly access: readonly DataAccess[];
  /** @param args of an execute; null: its own */
  valuesWith(args: readonly DatatypesAny[] | null): TrackedValues;
}

/** What an operation is run with, worked out where it is needed. */
export interface TrackedValues {
  /** SQL with its arguments written out; of any other operation text that is equal only where it is. */
  readonly text: Buffer;
}

/** By the words that tell of it; another one where nobody knows whether it has ended. */
type Access = '0' | '1' | 'read-only' | `1-or-ended.${string}`;
type Done = (facts: ResponseFacts) => void;

export class XTrackedState {
  readonly #settings = new SessionSettings(CHARSET);
  readonly #holdings = new SessionHoldings(NO_CONTEXT.client, 'default');
  readonly #followed: FollowedSession;
  #notices = new Notices();
  #isAutocommit = true;
  #access: Access = '0';
  #transaction: XTransaction | null = null;
  #settingWords = `charset=${CHARSET}`;
  /** Facts of a message that neither begins a transaction nor is beside it, until something changes. */
  #facts = this.#describe();

  /** @param schema the current one, which statements change */
  constructor(schema: Pick<FollowedSession, 'current' | 'use'>) {
    this.#followed = {
      holdings: this.#holdings,
      isMysql: true,
      given: () => this.#settings.given,
      ...schema,
      noteSettings: (settings) => this.#set(settings),
      noteLockedTables: (locked) => {
        if (this.#settings.noteLockedTables(locked)) this.#settingsChanged();
      },
    };
  }

  /**
   * A message that carries an operation.
   * @param done told of its answer besides
   * @param under the variables that it was prepared under, where it was
   */
  asking(
    operation: TrackedOperation,
    values: TrackedValues,
    done: Done,
    under: () => VariablesHeld | undefined,
  ): AskedMessage {
    const find = () => {
      const before = this.#withOwnWords(operation, under());
      const begins = this.#beginningOf(operation) === null || this.#transaction !== null ? null : { exchange: null };
      return begins === null ? before : { ...before, begins };
    };
    return new AskedMessage(find, (facts, { begins }) => {
      done(facts);
      // the server does not hear of a scope
      if (operation.scope === null) this.#noteAnswered(operation, values, facts, begins);
    });
  }

  /** A message whose answer is the same in every transaction. */
  beside(): AskedMessage {
    return new AskedMessage(() => this.#beside, null);
  }

  /**
   * A prepare, whose answer is the same in every transaction.
   * @param done told of its answer besides, with the user variables of then
   */
  preparing(operation: TrackedOperation, done: (facts: ResponseFacts, held: VariablesHeld) => void): AskedMessage {
    const { reading } = operation;
    return new AskedMessage(
      () => ({ ...this.#beside, state: this.#preparedWords(operation) }),
      (facts) => {
        const { outcome, errorCode } = facts;
        if (outcome !== 'error') notePreparedOnMysql(reading?.masked ?? null, PLAIN_DIALECT, this.#holdings);
        else if (errorCode === null || !isRaisedByPlugin(errorCode))
          this.#holdings.noteRefused(operation.valuesWith(null).text, facts);
        done(facts, this.#holdings.variables);
      },
    );
  }

  /** Rows of a cursor: ROW_COUNT() is as behind a SELECT. */
  fetching(): AskedMessage {
    return new AskedMessage(
      () => this.#facts,
      ({ outcome }) => {
        if (outcome !== 'error') this.#holdings.noteRowCount(-1);
      },
    );
  }

  /** Of a message that changes nothing. */
  changingNothing(): AskedMessage {
    return new AskedMessage(() => this.#facts, null);
  }

  /** All is as it was behind the login, but for the notices. */
  resetting(): AskedMessage {
    return new AskedMessage(
      () => this.#facts,
      ({ outcome }) => {
        if (outcome !== 'error') this.#reset();
      },
    );
  }

  /** What the next message finds. */
  get facts(): XSessionFacts {
    return this.#facts;
  }

  get #beside(): XSessionFacts {
    return { ...this.#facts, state: this.#settingWords, isTransactional: false };
  }

  /** What SET gave: values by names, null where only the server knows it. */
  get given(): ReadonlyMap<string, string | null> {
    return this.#settings.given;
  }

  #reset(): void {
    this.#settings.reset(CHARSET);
    this.#holdings.reset('default', false);
    this.#isAutocommit = true;
    this.#settingsChanged();
    this.#end();
  }

  /** What a prepare depends on: tables of this session, and whether a write can be prepared. */
  #preparedWords({ reading, access }: TrackedOperation): string {
    if (reading === null) return this.#settingWords + this.#temporaryWords(access);
    return this.#wordsOf(reading, CommandCode.COM_STMT_PREPARE);
  }

  #temporaryWords(access: readonly DataAccess[]): string {
    return temporaryWordsOf(access, this.#holdings.context.temporaryTables);
  }

  /** With the words that only this statement depends on. */
  #withOwnWords({ reading, access }: TrackedOperation, under: VariablesHeld | undefined): XSessionFacts {
    const facts = this.#facts;
    const state =
      reading === null
        ? facts.state + this.#temporaryWords(access)
        : this.#wordsOf(reading, CommandCode.COM_QUERY, under) + this.#calledWord(reading);
    return state === facts.state ? facts : { ...facts, state };
  }

  #wordsOf(reading: StatementReading, code: number, under?: VariablesHeld): string {
    const words: StateWords = {
      all: this.#facts.state,
      settings: this.#settingWords,
      isInTransaction: this.#transaction !== null,
      status: 0,
      given: this.#settings.given,
    };
    const held = this.#holdings.context;
    const context = under === undefined ? held : { ...held, under };
    return stateOf({ code, sql: reading.masked, dialect: PLAIN_DIALECT, state: words, context }, reading);
  }

  /** SET TRANSACTION is refused within one, which a procedure may have begun. */
  #calledWord({ settings }: StatementReading): string {
    const { called } = this.#holdings.context;
    return called !== null && settings.some(({ kind }) => kind === 'next transaction') ? ` called=${called}` : '';
  }

  #noteAnswered(
    operation: TrackedOperation,
    values: TrackedValues,
    facts: ResponseFacts,
    begins: XTransaction | null,
  ): void {
    const { reading, isRead } = operation;
    const { errorCode } = facts;
    const holdings = this.#holdings;
    const isDone = facts.outcome !== 'error';
    if (operation.isOfPlugin || (errorCode !== null && isRaisedByPlugin(errorCode))) {
      if (isDone && operation.notices !== null) this.#noteNotices(operation.notices);
      return;
    }
    holdings.noteAsked(markOf(values.text, '') ^ (isDone ? 0 : (errorCode ?? MISSED)));
    if (isDone) {
      this.#follow(operation, begins);
      if (reading !== null || !isRead) holdings.noteSequence(values.text, '');
      if (reading !== null && changesSession(reading.masked, PLAIN_DIALECT))
        followStatement(values.text, PLAIN_DIALECT, this.#followed);
      this.#noteUse(reading);
    } else if (errorCode !== null && reading !== null) this.#noteFailure(values.text, errorCode);
    holdings.noteExecuted({ sql: values.text, isAboutValues: true, parameters: null, facts });
  }

  #noteNotices(notices: NoticeSwitch): void {
    this.#notices.note(notices);
    this.#settingsChanged();
  }

  /** What was said of the next transaction is used up with what it was said for. */
  #noteUse(reading: StatementReading | null): void {
    if (!this.#settings.hasNextTransaction || this.#transaction !== null) return;
    if (reading?.keyword === 'SET' || (reading !== null && usesNoTable(reading.masked))) return;
    this.#settings.endNextTransaction();
    this.#settingsChanged();
  }

  #noteFailure(text: Buffer, errorCode: number): void {
    if (this.#transaction !== null) {
      const left = transactionBehind(text, PLAIN_DIALECT, errorCode, this.#holdings);
      if (left === 'ended') this.#end();
      else if (left === 'unclear') this.#setAccess(`1-or-ended.${digestOf(errorCode, text)}`);
    }
    if (mayHaveDone(text)) followFailure(text, PLAIN_DIALECT, errorCode, this.#followed);
  }

  /** What its transaction is told by, where it begins one or goes on with it as another; null where it does not. */
  #beginningOf({ reading, isRead, isDefinition }: TrackedOperation): Access | null {
    switch (reading?.keyword) {
      case 'BEGIN':
      case 'START':
        return this.#begunBy(reading.normal.toString('latin1'));
      case 'COMMIT':
      case 'ROLLBACK':
        // AND CHAIN begins one where none was open, too
        return this.#transaction === null && chains(reading.normal.toString('latin1')) === true
          ? this.#plainAccess
          : null;
      case 'SET':
      case 'USE':
        return null;
    }
    return isDefinition || isRead || this.#isAutocommit || this.#transaction !== null ? null : '1';
  }

  #begunBy(text: string): Access | null {
    if (!BEGINNING.test(text)) return null;
    const [, said] = ACCESS.exec(text) ?? [];
    if (said !== undefined) return /only/i.test(said) ? 'read-only' : '1';
    // what begins within another only reads where that one did
    return this.#transaction === null ? this.#plainAccess : this.#access === 'read-only' ? 'read-only' : '1';
  }

  /** Of a transaction that begins where none is open, and of which nothing is said. */
  get #plainAccess(): Access {
    return isReadOnlyNext(` ${this.#settingWords}`) ? 'read-only' : '1';
  }

  #follow(operation: TrackedOperation, begins: XTransaction | null): void {
    const { reading, isDefinition } = operation;
    const access = this.#beginningOf(operation);
    if (access !== null) {
      // as of the classic protocol, whose status does not tell the two apart, one within another goes on as it
      this.#transaction ??= begins;
      this.#setAccess(access);
    } else if (reading?.keyword === 'COMMIT' || reading?.keyword === 'ROLLBACK') {
      if (!this.#goesOn(reading.normal.toString('latin1'))) this.#end();
    } else if (isDefinition) this.#end();
  }

  /** To a savepoint, or with another transaction right behind this one. */
  #goesOn(text: string): boolean {
    if (TO_SAVEPOINT.test(text)) return true;
    const isChained = chains(text);
    if (isChained !== null) return isChained;
    return /^'?(?:chain|1)'?$/i.test(this.#settings.given.get('completion_type') ?? '') && this.#transaction !== null;
  }

  #set(settings: readonly Setting[]): void {
    if (settings.length === 0) return;
    for (const setting of settings) {
      if (setting.kind !== 'variable' || setting.name !== 'autocommit') continue;
      const isAutocommit = setting.value === '1';
      if (isAutocommit && !this.#isAutocommit) this.#end();
      this.#isAutocommit = isAutocommit;
    }
    this.#settings.note(settings);
    this.#settingsChanged();
  }

  #settingsChanged(): void {
    const { word } = this.#notices;
    const words = [`charset=${this.#settings.charset}`, ...this.#settings.words(), ...(word === null ? [] : [word])];
    this.#settingWords = words.join(' ');
    this.#facts = this.#describe();
  }

  #setAccess(access: Access): void {
    this.#access = access;
    this.#facts = this.#describe();
  }

  #end(): void {
    this.#transaction = null;
    this.#setAccess('0');
  }

  #describe(): XSessionFacts {
    const transaction = `autocommit=${this.#isAutocommit ? 1 : 0} in_transaction=${this.#access}`;
    return {
      state: `${transaction} ${this.#settingWords}`,
      isTransactional: true,
      transaction: this.#transaction,
      begins: null,
    };
  }
}

/** Tells a miss from what it would have been, in the number of what was asked. */
const MISSED = 0x5bd1e995;
const SHORT_DIGEST = 16;
const BEGINNING = /^(?:begin(?:\s+work)?|start\s+transaction\b.*)$/is;
const ACCESS = /\bread\s+(only|write)\b/i;
const TO_SAVEPOINT = /^rollback\s+(?:work\s+)?to\b/i;
const CHAIN = /\band\s+(no\s+)?chain\b/i;

function digestOf(errorCode: number, text: Buffer): string {
  return canonicalDigest(`${errorCode} ${text.toString('latin1')}`).slice(0, SHORT_DIGEST);
}

/** Whether another transaction begins, by the statement's own words; null where they say nothing of it. */
function chains(text: string): boolean | null {
  const found = CHAIN.exec(text);
  return found === null ? null : found[1] === undefined;
}
