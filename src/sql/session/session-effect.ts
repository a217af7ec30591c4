// What a statement leaves behind in its session (session-effects.ts reads it): the one shape that all who follow a session know.

/** The text of a statement that is held by another one: a literal, or what a user variable holds. */
export type HeldText =
  | { readonly kind: 'literal'; readonly sql: Buffer }
  | { readonly kind: 'variable'; readonly name: string }
  /** An expression. */
  | { readonly kind: 'unknown' };

/**
 * LOCK TABLES and its like; null where none is any more. FLUSH TABLES WITH READ LOCK locks all tables (`ofAll`), and a transaction
 * that begins lets go of the others only.
 */
export interface LockedTables {
  readonly kind: 'locked tables';
  readonly tables: string | null;
  readonly ofAll?: boolean;
}

export type SessionEffect =
  /** A user variable got a value that only the server knows. */
  | { readonly kind: 'assigned'; readonly name: string }
  | { readonly kind: 'temporary table' | 'dropped table'; readonly name: string }
  | { readonly kind: 'renamed table'; readonly name: string; readonly to: string }
  /** `variables`: user variables that the text is taken from. */
  | {
      readonly kind: 'prepared';
      readonly name: string;
      readonly digest: string;
      readonly variables: readonly string[];
      readonly text: HeldText;
    }
  | { readonly kind: 'deallocated'; readonly name: string }
  /** What is run has effects of its own. `using`: user variables in the order of its parameters; null for other values. */
  | { readonly kind: 'executed'; readonly name: string; readonly using: readonly string[] }
  | { readonly kind: 'executed text'; readonly text: HeldText; readonly using: readonly (string | null)[] }
  | LockedTables
  /** LAST_INSERT_ID() is another one now; null where only the server knows which. */
  | { readonly kind: 'last insert id'; readonly id: bigint | null }
  /** CREATE, DROP, RENAME of a table that ended with an error. */
  | { readonly kind: 'refused table' }
  /** HANDLER t …: where it stands depends on all that was said of it. */
  | { readonly kind: 'handler'; readonly name: string }
  /** It may have done anything to the session; `setsVariables` where it is certain to have set something. */
  | { readonly kind: 'unknown'; readonly setsVariables?: true }
  /** An application's own function was called, which may have assigned user variables. */
  | { readonly kind: 'function' }
  | { readonly kind: 'savepoint' | 'back to savepoint' | 'released savepoint'; readonly name: string }
  /** The transaction that was open, if one was, is over. */
  | { readonly kind: 'transaction end' }
  /** GET_LOCK, RELEASE_LOCK of what is asked for; null where nothing tells what. */
  | { readonly kind: 'lock' | 'released lock'; readonly name: string | null }
  | { readonly kind: 'released locks' }
  /** NEXTVAL, SETVAL: what LASTVAL tells is another now. */
  | { readonly kind: 'sequence' };
