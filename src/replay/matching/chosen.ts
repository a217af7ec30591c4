// One of the recorded answers to a statement, before it is given.

import type { Versioned } from './lane-versions.ts';
import type { Doubt } from './match-query.ts';

/** What is given, and why that is not certain. */
export interface Chosen {
  readonly one: Versioned;
  readonly doubt: Doubt;
  readonly rows?: number;
}
