// What one statement does with data, less what the transaction makes of it.

import type { TableUse, TableWrite } from '../../core/data-use.ts';

export interface StatementUse {
  reads: readonly TableUse[] | 'all' | 'definitions';
  soft: readonly TableUse[];
  writes: readonly TableWrite[] | 'all';
  readonly commits: boolean;
  /** What it writes to one table comes of what is in another that it writes: by a trigger, a routine, or its own words. */
  readonly isDerived?: boolean;
  /** A trigger writes besides, which may be for a row that stays as it is. */
  readonly hasReached?: boolean;
}

/** With a mark at each table whose engine knows no transactions. */
export function markedAtOnce(use: StatementUse, isAtOnce: (table: string) => boolean): StatementUse {
  const marked = <T extends TableUse>(list: readonly T[]): readonly T[] =>
    list.map((one) => (isAtOnce(one.table) ? { ...one, isAtOnce: true } : one));
  const { reads, soft, writes } = use;
  return {
    ...use,
    reads: typeof reads === 'string' ? reads : marked(reads),
    soft: marked(soft),
    writes: writes === 'all' ? writes : marked(writes),
  };
}
