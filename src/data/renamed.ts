// RENAME TABLE a TO b, c TO d, and ALTER TABLE a RENAME TO b: what stands under which name behind it.
// https://dev.mysql.com/doc/refman/en/rename-table.html

import type { TableWrite } from '../core/data-use.ts';

/**
 * The writes with nothing left under a name that was given up, and all of its own under a new one; a name that was given up and given
 * anew is as it was, but for what it is.
 * @param names of tables, one behind the other as the statement has them: old, new, old, new
 */
export function renamed(writes: readonly TableWrite[], names: readonly string[]): readonly TableWrite[] {
  const old = new Set(names.filter((_, at) => at % 2 === 0));
  const made = new Set<string>();
  names.forEach((name, at) => {
    if (at % 2 === 0) made.delete(name);
    else made.add(name);
  });
  return writes.map((write) => {
    const { table } = write;
    if (made.has(table)) return old.has(table) ? write : { ...write, effect: 'create' };
    return old.has(table) ? { ...write, effect: 'drop' } : write;
  });
}
