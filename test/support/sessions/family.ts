// What a family of statements is: those that change a session behind the text of later ones, and those that are answered by what was
// changed. `{n}` stands for the program's number, `{s}` for that of the session's slot, by which sessions that run at the same time keep
// out of each other's rows.

import type { ServerKind } from '../../servers/index.ts';
import type { XStep } from './x-messages.ts';

/** A text; a statement that is prepared, with its values; or a command of another kind. */
export type Step =
  | string
  | readonly [string, readonly (string | number | null)[]]
  | { readonly command: 'reset' | 'change user' | 'ping' }
  | XStep;

export interface Family {
  readonly of?: ServerKind;
  /** Run in the program's own database before anything is recorded. */
  readonly setup?: readonly string[];
  readonly changes: readonly Step[];
  /** Of one kind of server only. */
  readonly mysql?: readonly Step[];
  readonly mariadb?: readonly Step[];
  readonly reads: readonly Step[];
  /** Its sessions hold what makes others wait: one logs in where the one before has left. */
  readonly isSerial?: true;
  /** It locks the whole server. */
  readonly isAlone?: true;
}

/** The tables that most families begin with. */
export const startTables = [
  'CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, n INT UNIQUE)',
  'INSERT INTO t (n) VALUES (1), (2), (3)',
  'CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT, what VARCHAR(40))',
];
