// By which column the rows of a table are told apart: one for each table and statement, chosen when all statements of a
// recording are known, so that nothing is kept of columns that no statement asks for.

import type { DataUse, PinnedRows, TableUse, TableWrite } from '../core/data-use.ts';
import type { Catalogue } from './catalogue.ts';

export class RowColumns {
  readonly #catalogue: Catalogue;
  readonly #asked = new Map<string, Set<string>>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Takes in what a statement asks for. */
  note({ reads }: DataUse): void {
    if (typeof reads === 'string') return;
    for (const use of reads) {
      const column = this.columnOf(use)?.column ?? this.rowsBy(use.table);
      if (column === undefined) continue;
      const columns = this.#asked.get(use.table);
      if (columns === undefined) this.#asked.set(use.table, new Set([column]));
      else columns.add(column);
    }
  }

  /** The one that tells most: a key's. */
  columnOf({ table, pins = [] }: TableUse): PinnedRows | undefined {
    if (pins.length < 2) return pins[0];
    const facts = this.#catalogue.factsOf(table);
    const unique = facts?.unique.filter(({ length }) => length === 1).flat() ?? [];
    return (
      pins.find(({ column }) => column === facts?.primary) ??
      pins.find(({ column }) => unique.includes(column)) ??
      pins[0]
    );
  }

  /** The key by which all rows are told apart. */
  rowsBy(table: string): string | undefined {
    return this.#catalogue.factsOf(table)?.primary ?? undefined;
  }

  /** Columns that some statement asks for. */
  askedOf(table: string): ReadonlySet<string> {
    return this.#asked.get(table) ?? NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Each statement's use with the columns that count. */
export function finalUses(uses: Iterable<DataUse>, columns: RowColumns): ReadonlyMap<DataUse, DataUse> {
  const same = new Map<string, DataUse>();
  const final = new Map<DataUse, DataUse>();
  for (const use of uses) {
    const { reads, soft, writes } = use;
    const made: DataUse = {
      ...use,
      reads: typeof reads === 'string' ? reads : reads.map((one) => finalRead(one, columns)),
      writes: writes === 'all' ? writes : writes.map((one) => finalWrite(one, columns)),
      ...(soft !== undefined && { soft: soft.map((one) => finalRead(one, columns)) }),
    };
    const text = JSON.stringify(made);
    const known = same.get(text) ?? made;
    same.set(text, known);
    final.set(use, known);
  }
  return final;
}

function finalRead(use: TableUse, columns: RowColumns): TableUse {
  if (use.isExistence === true || use.isDefinition === true) return use;
  const { table } = use;
  const pin = columns.columnOf(use);
  if (pin !== undefined) return { table, pins: [pin] };
  const by = columns.rowsBy(table);
  return by === undefined ? { table } : { table, by };
}

/** A row whose columns have no names (`*`) has one of its constants in whichever column is asked for. */
function finalWrite(write: TableWrite, columns: RowColumns): TableWrite {
  const { pins = [], ...rest } = write;
  const asked = columns.askedOf(write.table);
  const kept = pins.filter(({ column }) => asked.has(column));
  const whole = pins.find(({ column }) => column === '*');
  if (whole !== undefined) {
    for (const column of asked) {
      if (!kept.some((pin) => pin.column === column)) kept.push({ column, values: [...new Set(whole.values)].sort() });
    }
  }
  return kept.length === 0 ? rest : { ...rest, pins: kept };
}
