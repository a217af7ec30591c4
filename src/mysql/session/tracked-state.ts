// What a connection's session has set so far, as far as a server's answers depend on it, in words. Recording and replay
// follow it in the same way: from the login, the status flags of answers, and SET statements that succeeded. What only
// some clients are told (session tracking) does not count, so that another client's replay comes to the same words.
// docs/matching.md says what counts.

import type { StateWords } from '../../core/command.ts';
import type { LockedTables } from '../../sql/session/session-effect.ts';
import { SessionSettings } from '../../sql/session/session-settings.ts';
import type { Setting } from '../../sql/session/settings.ts';
import { Status } from '../constants/status.ts';

/** Flags of the server's status that are words of the state. */
const COUNTING =
  Status.IN_TRANS | Status.AUTOCOMMIT | Status.IN_TRANS_READONLY | Status.NO_BACKSLASH_ESCAPES | Status.ANSI_QUOTES;

/**
 * Collations by which case, or all bytes, count (`…_bin`, `…_cs`), and the only ones of a login that are told apart: a driver
 * has one of the others by itself. Read from both servers (INFORMATION_SCHEMA.COLLATIONS).
 */
const STRICT_COLLATIONS: ReadonlySet<number> = new Set(
  `2 20 34 42 43 46 47 49 50 52 53 55 58 61-75 77-91 93 96 98 249 266 278-294 296-298 300 303 304 307-309 311 313 315 317
  319 321 323 1067 1070 1071 1074 1077 1079 1082 1085 1086 1088-1099 1101-1115 1117 1120 1122`
    .split(/\s+/)
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    }),
);

export interface TrackedLogin {
  readonly user: string;
  /** Name of the character set that the client logged in with, and the id of its collation. */
  readonly charset: string;
  readonly collation: number;
  /** Flags of the OK packet that ended the login. */
  readonly status: number;
}

export class TrackedState {
  readonly #user: string;
  readonly #loginStatus: number;
  /** Where it is told apart from others; 0 where not. */
  #collation: number;
  /** As StateWords has it. */
  #given: number | undefined;
  readonly #variables: SessionSettings;
  #status: number;
  /** What failed and may have ended the transaction; null where it is known whether one is open. */
  #endedBy: string | null = null;
  #settings = '';
  #words: StateWords;

  constructor({ user, charset, collation, status }: TrackedLogin) {
    this.#user = user;
    this.#given = collation;
    this.#collation = STRICT_COLLATIONS.has(collation) ? collation : 0;
    this.#variables = new SessionSettings(charset);
    this.#loginStatus = status & COUNTING;
    this.#status = this.#loginStatus;
    this.#settings = this.#describeSettings();
    this.#words = this.#describe();
  }

  get words(): StateWords {
    return this.#words;
  }

  noteStatus(status: number): void {
    const counting = status & COUNTING;
    if (counting === this.#status && this.#endedBy === null) return;
    this.#status = counting;
    this.#endedBy = null;
    this.#settingsChanged();
  }

  /** A statement has failed, of which no answer tells whether it ended the open transaction. @param by what failed; null: it did */
  noteTransactionEnd(by: string | null): void {
    if (by === null) this.#status &= ~(Status.IN_TRANS | Status.IN_TRANS_READONLY);
    this.#endedBy = by;
    this.#settingsChanged();
  }

  noteSettings(settings: readonly Setting[]): void {
    if (settings.length === 0) return;
    this.#variables.note(settings);
    if (settings.some(({ kind }) => kind === 'charset')) {
      this.#collation = 0;
      this.#given = undefined;
    }
    this.#settingsChanged();
  }

  /** Whether something was said of the next transaction alone. */
  get isForNext(): boolean {
    return this.#variables.hasNextTransaction;
  }

  /** A statement was executed: what was said of the next transaction holds until that ends. @param isSet it began with SET */
  noteExecuted(isSet: boolean): void {
    if (!this.#variables.hasNextTransaction || isSet) return;
    if ((this.#status & Status.IN_TRANS) !== 0) return;
    this.#variables.endNextTransaction();
    this.#settingsChanged();
  }

  /** LOCK TABLES, UNLOCK TABLES and what ends a lock as well. */
  noteLockedTables(locked: LockedTables): void {
    if (this.#variables.noteLockedTables(locked)) this.#settingsChanged();
  }

  /** COM_RESET_CONNECTION: everything is as it was behind the login, but for what the server brings back. */
  reset(charset: string, collation: number): void {
    this.#variables.reset(charset);
    this.#given = collation;
    this.#collation = STRICT_COLLATIONS.has(collation) ? collation : 0;
    this.#status = this.#loginStatus;
    this.#endedBy = null;
    this.#settingsChanged();
  }

  #settingsChanged(): void {
    this.#settings = this.#describeSettings();
    this.#words = this.#describe();
  }

  #describe(): StateWords {
    const isInTransaction = (this.#status & Status.IN_TRANS) !== 0;
    const kind = (this.#status & Status.IN_TRANS_READONLY) !== 0 ? 'read-only' : isInTransaction ? 1 : 0;
    const autocommit = (this.#status & Status.AUTOCOMMIT) !== 0 ? 1 : 0;
    const ended = this.#endedBy === null ? '' : `-or-ended.${this.#endedBy}`;
    const transaction = `autocommit=${autocommit} in_transaction=${kind}${ended}`;
    return {
      all: `${transaction} ${this.#settings}`,
      settings: this.#settings,
      isInTransaction,
      status: this.#status,
      given: this.#variables.given,
      ...(this.#given !== undefined && { collation: this.#given }),
    };
  }

  #describeSettings(): string {
    const words = [`user=${this.#user}`, `charset=${this.#variables.charset}`];
    if (this.#collation !== 0) words.push(`collation=${this.#collation}`);
    if ((this.#status & Status.NO_BACKSLASH_ESCAPES) !== 0) words.push('no_backslash_escapes=1');
    if ((this.#status & Status.ANSI_QUOTES) !== 0) words.push('ansi_quotes=1');
    return [...words, ...this.#variables.words()].join(' ');
  }
}
