// What a connection's session has set so far, as far as a server's answers depend on it, in words. Recording and replay
// follow it in the same way: from the login, the status flags of answers, and SET statements that succeeded. What only
// some clients are told (session tracking) does not count, so that another client's replay comes to the same words.
// docs/matching.md says what counts.

import type { StateWords } from '../../domain/command.ts';
import { SessionSettings } from '../../fingerprint/session-settings.ts';
import type { Setting } from '../../fingerprint/settings.ts';
import { Status } from '../constants/status.ts';

/** Flags of the server's status that are words of the state. */
const COUNTING =
  Status.IN_TRANS | Status.AUTOCOMMIT | Status.IN_TRANS_READONLY | Status.NO_BACKSLASH_ESCAPES | Status.ANSI_QUOTES;

export class TrackedState {
  readonly #loginStatus: number;
  readonly #variables: SessionSettings;
  #status: number;
  #settings = '';
  #words: StateWords;

  /**
   * @param charset name of the character set that the client logged in with
   * @param status flags of the OK packet that ended the login
   */
  constructor(charset: string, status: number) {
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
    if (counting === this.#status) return;
    this.#status = counting;
    this.#settingsChanged();
  }

  noteSettings(settings: readonly Setting[]): void {
    if (settings.length === 0) return;
    this.#variables.note(settings);
    this.#settingsChanged();
  }

  /** COM_RESET_CONNECTION: everything is as it was behind the login. */
  reset(): void {
    this.#variables.reset();
    this.#status = this.#loginStatus;
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
    const transaction = `autocommit=${autocommit} in_transaction=${kind}`;
    return {
      all: `${transaction} ${this.#settings}`,
      settings: this.#settings,
      isInTransaction,
      status: this.#status,
      given: this.#variables.given,
    };
  }

  #describeSettings(): string {
    const words = [`charset=${this.#variables.charset}`];
    if ((this.#status & Status.NO_BACKSLASH_ESCAPES) !== 0) words.push('no_backslash_escapes=1');
    if ((this.#status & Status.ANSI_QUOTES) !== 0) words.push('ansi_quotes=1');
    return [...words, ...this.#variables.words()].join(' ');
  }
}
