// RENAME TABLE a TO b, c TO d, and ALTER TABLE a RENAME TO b: what stands under which name behind it.
// https://dev.mysql.com/doc/refman/en/rename-table.html

import type { ObjectKind, TableWrite } from '../../core/data-use.ts';
import type { AskedStatement } from './asked-statement.ts';

/**
 * The writes with nothing left under a name that was given up, and all of its own under a new one; a name that was given up and given
 * anew is as it was, but for what it is.
 * @param names of tables, one behind the other as the statement has them: old, new, old, new
 */
export function renamed(
  writes: readonly TableWrite[],
  names: readonly string[],
  { sql, warnings }: Pick<AskedStatement, 'sql' | 'warnings'>,
  kindOf: (name: string) => ObjectKind | undefined,
): readonly TableWrite[] {
  // MariaDB's warns of what was not there
  if (warnings > 0 && /^(?:rename|alter)\b[^(]*?\bif exists\b/i.test(sql))
    return writes.map(({ table }) => ({ table, effect: 'define', isUnsure: true }));
  const old = new Set(names.filter((_, at) => at % 2 === 0));
  const made = new Set<string>();
  names.forEach((name, at) => {
    if (at % 2 === 0) made.delete(name);
    else made.add(name);
  });
  return writes.map((write) => {
    const { kind: _, ...bare } = write;
    const { table } = write;
    if (made.has(table) && old.has(table)) return write;
    if (made.has(table)) {
      const kind = kindOf(names[names.lastIndexOf(table) - 1] ?? '');
      return { ...bare, effect: 'create', fills: true, ...(kind !== undefined && { kind }) };
    }
    return old.has(table) ? { ...bare, effect: 'drop' } : write;
  });
}
