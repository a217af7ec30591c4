// What is known of a command that is to be matched, whoever asks it.

import type { Control } from '../../core/data-use.ts';

/**
 * What happens by default once all recorded answers are given. `never`: a miss. `same`: the answer is given again where
 * it was always the same one. `last`: the last is given again, since it carries no data (SET NAMES, a prepare). `control`:
 * likewise for the beginning of a transaction that is one more than were recorded, and for its end.
 */
export type Repeat = 'never' | 'same' | 'last' | 'control';

export interface StatementQuery {
  readonly fingerprint: string;
  /** The session's state in words, as far as the answer depends on it. */
  readonly state: string;
  /** Whether the connection has a transaction open. */
  readonly isInTransaction: boolean;
  /** Whether the answer depends on that; a prepare's does not. */
  readonly isTransactional: boolean;
  readonly isRead: boolean;
  /** Its answer depends on the connection (LAST_INSERT_ID()): the followed session's answer goes first. */
  readonly isSessionBound: boolean;
  readonly repeat: Repeat;
  /** Whether it is looked for among those that were recorded within a transaction, where it is asked outside of one, or the reverse. */
  readonly isInOtherTransaction?: boolean;
  /** It gives settings what user variables hold: which of these hold anything decides whether it is refused. */
  readonly isByVariables?: boolean;
  /** The savepoint that it sets, or goes back to; null where it is no such statement. */
  readonly savepoint?: Control | null;
}
