// Heads of columns that sort: once for the largest first, again for the smallest, again for the order that there was.

import { route, setQuery } from '../state.ts';

/** As the address has it: `ms`, `-ms`; null for none of these names. */
export function sortOf(names: readonly string[]): { readonly name: string; readonly isDescending: boolean } | null {
  const text = route.value.query.get('sort') ?? '';
  const name = text.replace(/^-/, '');
  return names.includes(name) ? { name, isDescending: text !== name } : null;
}

const SAYS = { ascending: ' ▲', descending: ' ▼', none: '' } as const;

function directionOf(name: string): keyof typeof SAYS {
  const sort = sortOf([name]);
  if (sort === null) return 'none';
  return sort.isDescending ? 'descending' : 'ascending';
}

const NEXT = { none: '-', descending: '', ascending: null } as const;

interface SortHeadProps {
  /** What the address says; null for a column that does not sort. */
  readonly name: string | null;
  readonly label: string;
  /** A cell of a grid, or of a table. Default: of a table. */
  readonly isGrid?: boolean;
}

export function SortHead({ name, label, isGrid = false }: SortHeadProps) {
  const direction = name === null ? 'none' : directionOf(name);
  const next = NEXT[direction];
  const inner =
    name === null ? (
      label
    ) : (
      <button type="button" class="sort" onClick={() => setQuery({ sort: next === null ? null : `${next}${name}` })}>
        {label}
        {SAYS[direction]}
      </button>
    );
  return isGrid ? (
    <span role="columnheader" aria-sort={name === null ? undefined : direction}>
      {inner}
    </span>
  ) : (
    <th scope="col" aria-sort={name === null ? undefined : direction}>
      {inner}
    </th>
  );
}
