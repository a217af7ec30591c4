// What the messages of a session have set and begun, in words: the same words as of the classic protocol, by the same
// rules, but found from what is asked alone. The X Protocol tells no status, and a client need not wait for answers. So a
// transaction begins and ends with the statements that do so by themselves, whatever came of them, and what only the server
// knows (LAST_INSERT_ID(), what came of the statement before) is known by all that was asked; docs/matching.md says which.

import { NO_CONTEXT, NO_FACTS, PLAIN_DIALECT, type SessionContext, type StateWords } from '../../core/command.ts';
import { CommandCode } from '../../core/command-table.ts';
import type { ScopeStatement } from '../../core/scope.ts';
import type { XSessionFacts, XTransaction } from '../../core/x-responder.ts';
import { stateOf } from '../../identity/state-words.ts';
import { changesSession, type FollowedSession, followStatement } from '../../sql/session/follow-statement.ts';
import { SessionHoldings } from '../../sql/session/session-holdings.ts';
import { markOf, usesNoTable } from '../../sql/session/session-sequence.ts';
import { SessionSettings } from '../../sql/session/session-settings.ts';
import type { Setting } from '../../sql/session/settings.ts';
import type { StatementReading } from '../../sql/statement-reading.ts';

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
  /** It may give LAST_INSERT_ID() another value. */
  readonly makesIds: boolean;
}

/** What an operation is run with, worked out where it is needed. */
export interface TrackedValues {
  /** SQL with its arguments written out; of any other operation text that is equal only where it is. */
  readonly text: Buffer;
}

type Access = 'none' | 'read-write' | 'read-only';
const WORDS: Readonly<Record<Access, string>> = { none: '0', 'read-write': '1', 'read-only': 'read-only' };

export class XTrackedState {
  readonly #settings = new SessionSettings(CHARSET);
  readonly #holdings = new SessionHoldings(NO_CONTEXT.client, 'default');
  readonly #followed: FollowedSession;
  #previous: TrackedValues | null = null;
  #isAutocommit = true;
  #access: Access = 'none';
  #transaction: XTransaction | null = null;
  #settingWords = `charset=${CHARSET}`;
  /** Facts of a message that neither begins a transaction nor is beside it, until something changes. */
  #facts = this.#describe();

  /** @param schema the current one, which statements change */
  constructor(schema: Pick<FollowedSession, 'current' | 'use'>) {
    this.#followed = {
      holdings: this.#holdings,
      given: () => this.#settings.given,
      ...schema,
      noteSettings: (settings) => this.#set(settings),
      noteLockedTables: (tables) => {
        if (this.#settings.noteLockedTables(tables)) this.#settingsChanged();
      },
    };
  }

  /** Of the next message; its own effects are not among it but for the transaction that it begins. */
  note(operation: TrackedOperation, values: TrackedValues): XSessionFacts {
    const before = this.#withOwnWords(operation.reading);
    const begins = this.#follow(operation);
    this.#hold(operation, values);
    return begins === null ? before : { ...before, begins };
  }

  /** Of a message whose answer is the same in every transaction. */
  get beside(): XSessionFacts {
    return { ...this.#facts, state: this.#settingWords, isTransactional: false };
  }

  /** Of a message that changes nothing. */
  get facts(): XSessionFacts {
    return this.#facts;
  }

  /** What SET gave: values by names, null where only the server knows it. */
  get given(): ReadonlyMap<string, string | null> {
    return this.#settings.given;
  }

  /** All is as it was behind the login. */
  reset(): void {
    this.#settings.reset(CHARSET);
    this.#holdings.reset('default', false);
    this.#previous = null;
    this.#isAutocommit = true;
    this.#settingsChanged();
    this.#end();
  }

  /** With the words that only this statement depends on. */
  #withOwnWords(reading: StatementReading | null): XSessionFacts {
    const facts = this.#facts;
    if (reading === null) return facts;
    const words: StateWords = {
      all: facts.state,
      settings: this.#settingWords,
      isInTransaction: this.#transaction !== null,
      status: 0,
      given: this.#settings.given,
    };
    const context = this.#context(reading);
    const input = { code: CommandCode.COM_QUERY, sql: reading.masked, dialect: PLAIN_DIALECT, state: words, context };
    const state = stateOf(input, reading);
    return state === facts.state ? facts : { ...facts, state };
  }

  #context({ dependencies }: StatementReading): SessionContext {
    const { context } = this.#holdings;
    if (!dependencies.previous || this.#previous === null) return context;
    const { text } = this.#previous;
    return { ...context, previous: { sql: text, isAboutValues: true, parameters: null, facts: NO_FACTS } };
  }

  /** What it leaves behind beside a transaction. */
  #hold({ reading, scope, isRead, makesIds }: TrackedOperation, values: TrackedValues): void {
    // the server does not hear of it
    if (scope !== null) return;
    const holdings = this.#holdings;
    if (reading !== null || !isRead) holdings.noteSequence(values.text, '');
    holdings.noteAsked(markOf(values.text, ''));
    if (makesIds) holdings.noteEffect({ kind: 'last insert id', id: null }, NO_TEXT);
    if (reading !== null && changesSession(reading.masked, PLAIN_DIALECT))
      followStatement(values.text, PLAIN_DIALECT, this.#followed);
    const isUsed = reading === null || (reading.keyword !== 'SET' && !usesNoTable(reading.masked));
    if (this.#settings.hasNextTransaction && this.#transaction === null && isUsed) {
      this.#settings.endNextTransaction();
      this.#settingsChanged();
    }
    this.#previous = values;
  }

  /** Returns the transaction that begins. */
  #follow(operation: TrackedOperation): XTransaction | null {
    const { reading, isRead, isDefinition } = operation;
    switch (reading?.keyword) {
      case 'BEGIN':
      case 'START':
        return this.#beginExplicitly(reading);
      case 'COMMIT':
      case 'ROLLBACK':
        if (!GOES_ON.test(reading.normal.toString('latin1'))) this.#end();
        return null;
      case 'SET':
      case 'USE':
        return null;
    }
    if (isDefinition) this.#end();
    else if (!isRead && !this.#isAutocommit && this.#transaction === null) return this.#begin('read-write');
    return null;
  }

  #beginExplicitly(reading: StatementReading): XTransaction | null {
    const text = reading.normal.toString('latin1');
    if (!BEGINNING.test(text)) return null;
    return this.#begin(READ_ONLY.test(text) ? 'read-only' : 'read-write');
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
    this.#settingWords = [`charset=${this.#settings.charset}`, ...this.#settings.words()].join(' ');
    this.#facts = this.#describe();
  }

  /** As of the classic protocol, whose status does not tell the two apart, one that begins within another goes on as it. */
  #begin(access: Access): XTransaction | null {
    const begins = this.#transaction === null ? { exchange: null } : null;
    this.#transaction ??= begins;
    this.#access = access;
    this.#facts = this.#describe();
    return begins;
  }

  #end(): void {
    this.#transaction = null;
    this.#access = 'none';
    this.#facts = this.#describe();
  }

  #describe(): XSessionFacts {
    const transaction = `autocommit=${this.#isAutocommit ? 1 : 0} in_transaction=${WORDS[this.#access]}`;
    return {
      state: `${transaction} ${this.#settingWords}`,
      isTransactional: true,
      transaction: this.#transaction,
      begins: null,
    };
  }
}

const NO_TEXT = Buffer.alloc(0);
const BEGINNING = /^(?:begin(?:\s+work)?|start\s+transaction\b.*)$/is;
const READ_ONLY = /\bread\s+only\b/i;
/** To a savepoint, or with another transaction right behind this one. */
const GOES_ON = /^rollback\s+(?:work\s+)?to\b|\band\s+chain\b/i;
