// Several statements in one text: what a later one reads of a table that an earlier one has emptied or made anew is no longer what was there
// before the text. (Fixtures are loaded so: `DELETE FROM t; INSERT INTO t …`.)

import type { TableUse } from '../../core/data-use.ts';
import type { StatementUse } from './statement-use.ts';

/** What each of them reads of what was there before the first. */
export function readsInSequence(uses: readonly StatementUse[]): readonly StatementUse['reads'][] {
  if (uses.length < 2) return uses.map(({ reads }) => reads);
  const emptied = new Set<string>();
  const madeAnew = new Set<string>();
  return uses.map(({ reads, writes }) => {
    const left = typeof reads === 'string' ? reads : reads.flatMap((one) => before(one, emptied, madeAnew));
    for (const { table, effect } of writes === 'all' ? [] : writes) {
      if (effect === 'empty') emptied.add(table);
      if (effect === 'drop' || effect === 'create') madeAnew.add(table);
    }
    return left;
  });
}

function before(use: TableUse, emptied: ReadonlySet<string>, madeAnew: ReadonlySet<string>): readonly TableUse[] {
  const { table, isExistence, isDefinition, isIndexOrder } = use;
  if (madeAnew.has(table)) return [];
  const isOfRows = isExistence !== true && isDefinition !== true && isIndexOrder !== true;
  return emptied.has(table) && isOfRows ? [{ table, isDefinition: true }] : [use];
}
