// What functions and procedures touch, as the recorder describes those of a schema: a line for each.

/** Tables as `schema.table` in lower case. */
export interface Touched {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Among the tables of a schema, the name under which its routines are described. */
export const ROUTINES = '*routines';

/** `function total reads shop.orders writes shop.log`; `procedure audit *` where it cannot be told. */
export function routineLine(kind: string, name: string, touched: Touched | 'all'): string {
  const what = touched === 'all' ? '*' : ['reads', ...touched.reads, 'writes', ...touched.writes].join(' ');
  return `${kind.toLowerCase()} ${name} ${what}`;
}

export interface DescribedRoutine {
  readonly name: string;
  readonly touched: Touched | 'all';
}

export function describedRoutines(definition: string): readonly DescribedRoutine[] {
  return definition.split('\n').flatMap((line): readonly DescribedRoutine[] => {
    const [kind, name, first, ...rest] = line.toLowerCase().split(' ');
    if ((kind !== 'function' && kind !== 'procedure') || name === undefined) return [];
    const at = rest.lastIndexOf('writes');
    if (first !== 'reads' || at < 0) return [{ name, touched: 'all' }];
    return [{ name, touched: { reads: rest.slice(0, at), writes: rest.slice(at + 1) } }];
  });
}
