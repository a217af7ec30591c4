// States whose words differ and which are the same all the same, by what is known of the recorded server: what a SET gave
// a variable that has this value anyway is as if it had not been set, and `concat(@@sql_mode, …)` is worked out.
// https://dev.mysql.com/doc/refman/en/sql-mode.html

import { settingValue } from '../../sql/session/settings.ts';

/** The value that a session begins with; undefined where it is not known. @param name in lower case */
export type KnownDefault = (name: string) => string | undefined;

/** `name=value` and `name='value'`, one behind the other. */
const WORD = /([^\s=]+)=('[^']*'|\S*)/g;
const ADDED_MODES = /^>CONCAT \( @@(?:SESSION\.|GLOBAL\.)?SQL_MODE , (?:,|, ,)?([A-Z_,]*) \)$/;
const LEVEL = /ISOLATION LEVEL ([A-Z]+(?: [A-Z]+)?)/;
/** By no answer do these differ: they are for databases that are made later. */
const FOR_NEW_DATABASES: ReadonlySet<string> = new Set(['character_set_server', 'collation_server']);
/** Names of one variable. */
const SAME_NAMES: ReadonlyMap<string, string> = new Map([
  ['tx_isolation', 'transaction_isolation'],
  ['tx_read_only', 'transaction_read_only'],
]);

export class EqualStates {
  readonly #known: KnownDefault;

  constructor(known: KnownDefault) {
    this.#known = known;
  }

  /** A state's words in the one form of all that are the same; equal to `words` where nothing is known to be. */
  canonical(words: string): string {
    const kept: string[] = [];
    for (const [word, name = '', quoted = ''] of words.matchAll(WORD)) {
      if (!quoted.startsWith("'")) kept.push(word);
      else kept.push(...this.#setting(name, quoted.slice(1, -1), word));
    }
    return kept.join(' ');
  }

  /** What is left of a variable that was set. @param word as it stands */
  #setting(name: string, value: string, word: string): string[] {
    if (name.startsWith('@') || name === 'next_transaction' || name === 'locked_tables') return [word];
    if (name === 'transaction') return this.#transaction(value, word);
    if (FOR_NEW_DATABASES.has(name)) return [];
    // what compares texts by it has a word of its own (identity/state-words.ts)
    if (name === 'collation_connection' && value.endsWith('_CI')) return [];
    const variable = SAME_NAMES.get(name) ?? name;
    const known = this.#default(variable);
    if (known === undefined) return [word];
    if (name === 'sql_mode') {
      const modes = this.#modes(value, known);
      return modes === null ? [word] : modes === sorted(known) ? [] : [`sql_mode='${modes}'`];
    }
    if (value === 'DEFAULT' || value === known) return [];
    return [`${variable}='${value}'`];
  }

  /** SET SESSION TRANSACTION: what it says of the level and of writing, as the variables say it. */
  #transaction(value: string, word: string): string[] {
    const level = LEVEL.exec(value)?.[1]?.replace(' ', '-');
    const access = /\bREAD (ONLY|WRITE)\b/.exec(value.replace(LEVEL, ''))?.[1];
    if (level === undefined && access === undefined) return [word];
    const said: string[] = [];
    if (level !== undefined)
      said.push(...this.#setting('transaction_isolation', level, `transaction_isolation='${level}'`));
    const isReadOnly = access === 'ONLY' ? '1' : '0';
    if (access !== undefined) {
      said.push(...this.#setting('transaction_read_only', isReadOnly, `transaction_read_only='${isReadOnly}'`));
    }
    return said;
  }

  #default(name: string): string | undefined {
    const value = this.#known(name);
    return value === undefined ? undefined : settingValue(value);
  }

  /** Null where they cannot be worked out: of a combination (ANSI) the server makes several. */
  #modes(value: string, known: string): string | null {
    if (value === 'DEFAULT') return sorted(known);
    const added = ADDED_MODES.exec(value)?.[1];
    const all = added === undefined ? value : `${known},${added}`;
    return /^[A-Z_0-9,]*$/.test(all) &&
      !/(?:^|,)(?:ANSI|TRADITIONAL|ORACLE|MSSQL|DB2|POSTGRESQL|MAXDB)(?:,|$)/.test(all)
      ? sorted(all)
      : null;
  }
}

function sorted(modes: string): string {
  return [...new Set(modes.split(',').filter((mode) => mode !== ''))].sort().join(',');
}
