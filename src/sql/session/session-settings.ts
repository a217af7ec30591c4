// What SET statements gave a session so far, in words, as far as a server's answers depend on it. Which protocol they came
// by does not matter. docs/matching.md says what counts.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import { RareMap } from '../../core/rare-map.ts';
import { BACKUP_LOCK, BACKUP_STAGE, NO_BACKUP, NO_BACKUP_LOCK } from './backup-stage.ts';
import type { LockedTables } from './session-effect.ts';
import type { Setting } from './settings.ts';
import { NO_XA, XA_STATE } from './xa-state.ts';

/** Values that every server begins with: setting one is like having set nothing. */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['foreign_key_checks', '1'],
  ['unique_checks', '1'],
  ['sql_safe_updates', '0'],
  ['sql_notes', '1'],
  ['sql_auto_is_null', '0'],
  ['sql_big_selects', '1'],
  ['big_tables', '0'],
  [XA_STATE, NO_XA],
  [BACKUP_STAGE, NO_BACKUP],
  [BACKUP_LOCK, NO_BACKUP_LOCK],
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
const CHARSET_VARIABLES = [
  'character_set_client',
  'character_set_connection',
  'character_set_results',
  'collation_connection',
];
/** As SET ROLE gives it. Both servers keep it when a connection is reset. */
const ROLE = 'role';
/** A longer value is known by its digest. */
const SHOWN_VALUE_CHARS = 80;

/** What SET SESSION TRANSACTION says, and the variables of it. */
const OF_TRANSACTIONS: ReadonlySet<string> = new Set(
  'transaction transaction_isolation transaction_read_only tx_isolation tx_read_only'.split(' '),
);
/** Stands between what was said of the next transaction and what was said of all behind it. */
const THEN = ' then ';

/** Never written to: what is given is another map at each change. */
const NONE = new Map<string, string | null>();

export class SessionSettings {
  #charset: string;
  readonly #variables = new RareMap<string, string>();
  /** Another map at each change: who has it looks at it later. */
  #given: Map<string, string | null> = NONE;
  #lockedTables: string | null = null;
  /** By FLUSH TABLES WITH READ LOCK. */
  #lockOfAll: string | null = null;
  /** What SET TRANSACTION said of the next one. */
  #nextTransaction: string | null = null;

  /** @param charset name of the character set that the session began with */
  constructor(charset: string) {
    this.#charset = charset;
  }

  get charset(): string {
    return this.#charset;
  }

  /** As StateWords has it. */
  get given(): ReadonlyMap<string, string | null> {
    return this.#given;
  }

  /** Whether something was said of the next transaction that still holds. */
  get hasNextTransaction(): boolean {
    return this.#nextTransaction !== null;
  }

  /** `name='value'` of each variable that counts, in the order of their names; then locked tables, the next transaction. */
  words(): string[] {
    const words = [...this.#variables].sort(byName).map(([name, value]) => `${name}='${value}'`);
    const locked = [this.#lockOfAll, this.#lockedTables].filter((one) => one !== null).join(' and ');
    if (locked !== '') words.push(`locked_tables='${shownValue(locked)}'`);
    if (this.#nextTransaction !== null) words.push(`next_transaction='${shownValue(this.#nextTransaction)}'`);
    return words;
  }

  note(settings: readonly Setting[]): void {
    this.#given = new Map(this.#given);
    for (const setting of settings) {
      if (setting.kind === 'charset') this.#setCharset(setting);
      else if (setting.kind === 'variable') {
        this.#setVariable(setting.name, setting.value, setting.isLiteral);
        const next = this.#nextTransaction;
        // where none is open it holds for the next one too, whatever was said of that before
        if (next !== null && OF_TRANSACTIONS.has(setting.name)) {
          this.#nextTransaction = `${next}${THEN}${setting.name} ${setting.value}`;
        }
      } else if (setting.kind === 'next transaction') {
        this.#nextTransaction = mergedTransaction(this.#nextTransaction, setting.value);
      }
    }
  }

  /** LOCK TABLES, UNLOCK TABLES and what ends a lock as well. Returns whether anything is another now. */
  noteLockedTables({ tables, ofAll }: Omit<LockedTables, 'kind'>): boolean {
    const [before, beforeOfAll] = [this.#lockedTables, this.#lockOfAll];
    if (ofAll === true) this.#lockOfAll = tables;
    else this.#lockedTables = tables;
    if (tables === null && ofAll === undefined) this.#lockOfAll = null;
    return before !== this.#lockedTables || beforeOfAll !== this.#lockOfAll;
  }

  /** What was said of the next transaction holds until that ends. */
  endNextTransaction(): void {
    this.#nextTransaction = null;
  }

  /** COM_RESET_CONNECTION: everything is as it was behind the login, but for the role. */
  reset(charset: string): void {
    const role = this.#variables.get(ROLE);
    this.#charset = charset;
    this.#variables.clear();
    this.#given = NONE;
    this.#lockedTables = null;
    this.#lockOfAll = null;
    this.#nextTransaction = null;
    if (role !== undefined) this.#variables.set(ROLE, role);
  }

  /** The server's default need not be the character set of the login. */
  #setCharset({ charset, collation, isOfConnection }: CharsetSetting): void {
    for (const name of CHARSET_VARIABLES) this.#given.delete(name);
    this.#given.set('names', isOfConnection ? charset : null);
    this.#charset = charset;
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
    else this.#variables.set(name, shownValue(after));
  }
}

type CharsetSetting = Extract<Setting, { readonly kind: 'charset' }>;

/** A value as it stands in the words of a state. */
function shownValue(value: string): string {
  return value.length > SHOWN_VALUE_CHARS ? canonicalDigest(value) : value;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

/** An isolation level and an access mode may be said one after the other. */
function mergedTransaction(before: string | null, value: string): string {
  if (before?.includes(THEN)) return before + THEN + value;
  const kept = (before ?? '').split(', ').filter((one) => one !== '' && isLevel(one) !== isLevel(value));
  return [...kept, value].sort().join(', ');
}

function isLevel(value: string): boolean {
  return value.startsWith('ISOLATION');
}
