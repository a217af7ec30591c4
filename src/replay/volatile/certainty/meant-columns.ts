// Which columns of tables the names in a statement mean: it gives some of them other names, and views give them further ones.

import type { ValueUse, ValueUses } from '../../../sql/values/value-uses.ts';
import type { HiddenUse } from './hidden-use.ts';
import type { KeptPrograms } from './kept-programs.ts';

interface Of {
  readonly uses: Pick<ValueUses, 'aliases'>;
  readonly hidden: Pick<HiddenUse, 'reads'> | null;
  readonly programs: () => KeptPrograms;
}

/** Names of names. */
const MOST_ALIASES = 4;

export class MeantColumns {
  readonly #of: Of;

  constructor(of: Of) {
    this.#of = of;
  }

  /** Behind a table stands one of its columns, or of a query's in its place: both are meant. */
  of({ name, isOfTable }: Pick<ValueUse, 'name' | 'isOfTable'>): readonly string[] {
    const [own, column] = [this.#viewed(name ?? ''), this.named(name ?? '')];
    return isOfTable && own !== column ? [own, column] : [column];
  }

  named(name: string): string {
    let column = this.#viewed(name);
    for (let step = 0; step < MOST_ALIASES; step++) {
      const next = this.#of.uses.aliases.get(column);
      if (next === undefined) break;
      column = this.#viewed(next);
    }
    return column;
  }

  /** A column of a view is one of a table, by whatever name. */
  #viewed(name: string): string {
    const { hidden, programs } = this.#of;
    const views = hidden === null ? [] : [...hidden.reads].flatMap((one) => programs().of('view', one));
    return views.flatMap(({ values }) => values?.aliases.get(name) ?? [])[0] ?? name;
  }
}
