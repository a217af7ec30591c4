// What random programs of session-oracle.test.ts are made of, by name, in the order in which seeds draw from them.

import { familiesOfLocks } from './families-of-locks.ts';
import { familiesOfPrepares } from './families-of-prepares.ts';
import { familiesOfTransactions } from './families-of-transactions.ts';
import { familiesOfValues } from './families-of-values.ts';
import { familiesOfX } from './families-of-x.ts';
import type { Family } from './family.ts';

export const families: Readonly<Record<string, Family>> = {
  ...familiesOfValues,
  ...familiesOfTransactions,
  ...familiesOfLocks,
  ...familiesOfPrepares,
};

/** Over the X Protocol: those of the classic one, and its own. */
export const xFamilies: Readonly<Record<string, Family>> = { ...families, ...familiesOfX };
