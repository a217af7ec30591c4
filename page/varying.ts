// In what statements of one form differ: their literals and parameters, place by place. Pure.

import { VALUES } from '../src/page/shapes.ts';

export interface Varied {
  readonly sql: string | null;
  readonly parameters: string | null;
}

const MOST_NAMES = 8;

export interface Varying {
  /** Places of values that are not the same everywhere, with what stands before them. */
  readonly names: readonly (readonly [place: number, name: string])[];
  /** Of each statement all values. */
  readonly values: readonly (readonly string[])[];
}

export function differing(statements: readonly Varied[]): Varying {
  const values = statements.map(({ sql, parameters }) => [
    parameters ?? '',
    ...[...(sql ?? '').matchAll(VALUES)].map(([value]) => value),
  ]);
  const most = Math.max(0, ...values.map(({ length }) => length));
  const places = Array.from({ length: most }, (_, place) => place).filter(
    (place) => new Set(values.map((each) => each[place] ?? '')).size > 1,
  );
  const named = namesOf(statements[0]?.sql ?? '');
  return { names: places.slice(0, MOST_NAMES).map((place) => [place, named[place] ?? `value ${place}`]), values };
}

/** What a value is compared with, where that can be seen. */
function namesOf(sql: string): string[] {
  const names = [...sql.matchAll(VALUES)].map(({ index }, at) => {
    const before = /([\w$]+)`?\s*(?:[<>=!]+|\blike|\bin)\s*\(?\s*$/i.exec(sql.slice(0, index));
    return before?.[1] ?? /(limit|offset)\s*$/i.exec(sql.slice(0, index))?.[1]?.toLowerCase() ?? `value ${at + 1}`;
  });
  return ['parameters', ...names];
}
