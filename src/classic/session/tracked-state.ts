// What a connection's session has set so far, as far as a server's answers depend on it, in words. Recording and replay
// follow it in the same way: from the login, the status flags of answers, and SET statements that succeeded. What only
// some clients are told (session tracking) does not count, so that another client's replay comes to the same words.
// docs/matching.md says what counts.

import type { StateWords } from '../../domain/command.ts';
import { canonicalDigest } from '../../fingerprint/canonical-hash.ts';
import type { Setting } from '../../fingerprint/settings.ts';
import { Status } from '../constants/status.ts';

/** Flags of the server's status that are words of the state. */
const COUNTING =
  Status.IN_TRANS | Status.AUTOCOMMIT | Status.IN_TRANS_READONLY | Status.NO_BACKSLASH_ESCAPES | Status.ANSI_QUOTES;

/** Values that every server begins with: setting one is like having set nothing. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['foreign_key_checks', '1'],
  ['unique_checks', '1'],
  ['sql_safe_updates', '0'],
  ['sql_notes', '1'],
  ['sql_auto_is_null', '0'],
  ['sql_big_selects', '1'],
  ['big_tables', '0'],
]);

/** Variables by which no answer differs: limits in time and space, and what is told beside answers. */
const NOT_COUNTING: ReadonlySet<string> = new Set(
  `autocommit interactive_timeout wait_timeout net_read_timeout net_write_timeout net_retry_count net_buffer_length
  lock_wait_timeout innodb_lock_wait_timeout max_execution_time max_statement_time max_allowed_packet
  join_buffer_size sort_buffer_size read_buffer_size read_rnd_buffer_size tmp_table_size max_heap_table_size
  bulk_insert_buffer_size preload_buffer_size profiling profiling_history_size long_query_time sql_log_bin sql_log_off
  session_track_gtids session_track_schema session_track_state_change session_track_system_variables
  session_track_transaction_info`.split(/\s+/),
);
/** A longer value is known by its digest. */
const SHOWN_VALUE_CHARS = 80;

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
  readonly #loginCharset: string;
  readonly #loginCollation: number;
  readonly #loginStatus: number;
  #charset: string;
  /** Of the login, where it is told apart from others and holds; 0 where not. */
  #collation: number;
  #lockedTables: string | null = null;
  #status: number;
  #variables = new Map<string, string>();
  #given = new Map<string, string | null>();
  #settings = '';
  #words: StateWords;

  constructor({ user, charset, collation, status }: TrackedLogin) {
    this.#user = user;
    this.#loginCharset = charset;
    this.#charset = charset;
    this.#loginCollation = STRICT_COLLATIONS.has(collation) ? collation : 0;
    this.#collation = this.#loginCollation;
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
    for (const setting of settings) {
      if (setting.kind === 'charset') this.#setCharset(setting);
      else if (setting.kind === 'variable') this.#setVariable(setting.name, setting.value, setting.isLiteral);
    }
    if (settings.length > 0) this.#settingsChanged();
  }

  /** LOCK TABLES, UNLOCK TABLES and what ends a lock as well. */
  noteLockedTables(tables: string | null): void {
    if (tables === this.#lockedTables) return;
    this.#lockedTables = tables;
    this.#settingsChanged();
  }

  /** COM_RESET_CONNECTION: everything is as it was behind the login. */
  reset(): void {
    this.#charset = this.#loginCharset;
    this.#collation = this.#loginCollation;
    this.#lockedTables = null;
    this.#variables.clear();
    this.#given.clear();
    this.#status = this.#loginStatus;
    this.#settingsChanged();
  }

  #setCharset({ charset, collation, isOfConnection }: CharsetSetting): void {
    for (const name of CHARSET_VARIABLES) this.#given.delete(name);
    this.#given.set('names', isOfConnection ? charset : null);
    this.#charset = charset;
    this.#collation = 0;
    for (const name of CHARSET_VARIABLES) this.#variables.delete(name);
    if (!isOfConnection) this.#variables.set('character_set_connection', '@@CHARACTER_SET_DATABASE');
    if (collation !== null) this.#variables.set('collation_connection', collation.toUpperCase());
  }

  #setVariable(name: string, value: string, isLiteral: boolean): void {
    this.#given.set(name, isLiteral ? value : null);
    if (NOT_COUNTING.has(name)) return;
    // an expression may be about what was set before
    const before = isLiteral ? '' : `${this.#variables.get(name) ?? ''}>`;
    const after = before + value;
    if (DEFAULTS.get(name) === after) this.#variables.delete(name);
    else this.#variables.set(name, shown(after));
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
      given: this.#given,
    };
  }

  #describeSettings(): string {
    const words = [`user=${this.#user}`, `charset=${this.#charset}`];
    if (this.#collation !== 0) words.push(`collation=${this.#collation}`);
    if ((this.#status & Status.NO_BACKSLASH_ESCAPES) !== 0) words.push('no_backslash_escapes=1');
    if ((this.#status & Status.ANSI_QUOTES) !== 0) words.push('ansi_quotes=1');
    for (const [name, value] of [...this.#variables].sort(byName)) words.push(`${name}='${value}'`);
    if (this.#lockedTables !== null) words.push(`locked_tables='${shown(this.#lockedTables)}'`);
    return words.join(' ');
  }
}

type CharsetSetting = Extract<Setting, { readonly kind: 'charset' }>;

function shown(value: string): string {
  return value.length > SHOWN_VALUE_CHARS ? canonicalDigest(value) : value;
}

const CHARSET_VARIABLES = [
  'character_set_client',
  'character_set_connection',
  'character_set_results',
  'collation_connection',
];

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
