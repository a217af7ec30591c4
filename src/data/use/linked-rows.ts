// Rows that a statement tells by way of others: `ON a.id = b.a_id`, `a_id IN (SELECT id FROM a WHERE …)`. What is pinned of the
// one side holds for the other; where the statement itself does not say which rows those are, row-keys.ts may know.

import type { PinnedRows, RowRange, RowsAmong, TableUse } from '../../core/data-use.ts';
import type { TableAccess, Tables } from '../../sql/access/access-shape.ts';
import type { ColumnKind } from '../definitions/column-kind.ts';

export interface LinkedTables {
  readonly reads: Tables;
  readonly nameOf: (access: TableAccess) => string;
  readonly kindOf: (access: TableAccess, column: string) => ColumnKind | undefined;
  /** What the statement says of the mention by itself. */
  readonly pinsOf: (access: TableAccess) => readonly PinnedRows[];
}

export class LinkedRows {
  readonly #tables: LinkedTables;

  constructor(tables: LinkedTables) {
    this.#tables = tables;
  }

  /** What other mentions pin holds for the columns that equal theirs. */
  pinsOf(access: TableAccess, own: readonly PinnedRows[], seen: ReadonlySet<TableAccess> = NONE): PinnedRows[] {
    const further = new Set([...seen, access]);
    return (access.links ?? []).flatMap(({ column, of, ofColumn }): PinnedRows[] => {
      const other = this.#other(access, column, of, ofColumn);
      if (other === null || further.has(other) || own.some((pin) => pin.column === column)) return [];
      const direct = this.#tables.pinsOf(other);
      const all = [...direct, ...this.pinsOf(other, direct, further)];
      const pin = all.find((one) => one.column === ofColumn);
      return pin === undefined ? [] : [{ ...pin, column }];
    });
  }

  /** @param known what is pinned of the mention */
  amongOf(access: TableAccess, known: readonly PinnedRows[]): RowsAmong[] {
    return (access.links ?? []).flatMap(({ column, of, ofColumn }): RowsAmong[] => {
      const other = this.#other(access, column, of, ofColumn);
      if (other === null || known.some((pin) => pin.column === column)) return [];
      const direct = this.#tables.pinsOf(other);
      const pins = [...direct, ...this.pinsOf(other, direct, new Set([access]))];
      return pins.length === 0 ? [] : [{ column, of: { table: this.#tables.nameOf(other), pins }, ofColumn }];
    });
  }

  /** The other side of a link, where columns of their types are equal in one way only. */
  #other(access: TableAccess, column: string, of: number, ofColumn: string): TableAccess | null {
    const { reads, kindOf } = this.#tables;
    const other = reads === 'all' ? undefined : reads[of];
    if (other === undefined) return null;
    const kind = kindOf(access, column);
    const isAlike = kind === 'number' || kind === 'text';
    return isAlike && kind === kindOf(other, ofColumn) ? other : null;
  }
}

const NONE: ReadonlySet<TableAccess> = new Set();

/** Each alone says which rows; what says nothing is left out. */
export function rowsBy(
  pins: readonly PinnedRows[],
  ranges: readonly RowRange[],
  among: readonly RowsAmong[],
): Pick<TableUse, 'pins' | 'ranges' | 'among'> {
  return {
    ...(pins.length > 0 && { pins }),
    ...(ranges.length > 0 && { ranges }),
    ...(among.length > 0 && { among }),
  };
}
