// Which constants the rows have that an INSERT adds, and those that a DELETE throws away: where these alone decide, and nothing else.

import type { ParameterValue } from '../../core/command.ts';
import type { WrittenValues } from '../../core/data-use.ts';

const NAME = '(?:`(?:[^`]|``)+`|[\\w$]+)';
const VALUE = "(?:'(?:[^'\\\\]|'')*'|[+-]?\\d+|\\?)";
const COLUMN = `(?:${NAME} ?\\. ?){0,2}${NAME}`;
const TERM = `${COLUMN} ?(?:= ?${VALUE}|in ?\\( ?${VALUE}(?: ?, ?${VALUE})* ?\\))`;
const DELETE = new RegExp(`^delete from ${COLUMN} where (\\( ?)?(${TERM}(?: and ${TERM})*)( ?\\))? ?;?$`, 'i');
const TERMS = new RegExp(`(${COLUMN}) ?(?:= ?(${VALUE})|in ?\\( ?(${VALUE}(?: ?, ?${VALUE})*) ?\\))`, 'gi');
const VALUES = new RegExp(VALUE, 'g');
const INSERT = new RegExp(`^insert into ${COLUMN} ?\\( ?(${NAME}(?: ?, ?${NAME})*) ?\\) values ?(\\(.*\\)) ?;?$`, 'is');
/** Rows of nothing but constants, with nothing in the place of texts. */
const ROWS = /^\([^()]*\)(?: ?, ?\([^()]*\))*$/;
const CELL = /'(?:[^'\\]|\\.|'')*'|[^\s(),']+/g;
/** Longer statements are not looked into, nor such as bring many rows. */
const MOST_LETTERS = 16_384;
const MOST_CELLS = 512;

export type Asked = {
  /** In its normal form. */
  readonly sql: string;
  readonly parameters: readonly ParameterValue[] | null;
};

/** Constants that a row must have for a DELETE to take it, where nothing else decides; null where more may. */
export function goneBy({ sql, parameters }: Asked): readonly WrittenValues[] | null {
  if (sql.length > MOST_LETTERS) return null;
  const [, open, terms = '', close] = DELETE.exec(sql) ?? [];
  if (terms === '' || (open === undefined) !== (close === undefined)) return null;
  const next = bound(parameters);
  const found: WrittenValues[] = [];
  for (const [, column = '', one, list = ''] of terms.matchAll(TERMS)) {
    const values = (one ?? list).match(VALUES)?.map((value) => written(value, next)) ?? [];
    if (values.length === 0 || values.includes(null)) return null;
    found.push({ column: bare(column), values: values.flatMap((value) => value ?? []) });
  }
  return new Set(found.map(({ column }) => column)).size === found.length ? found : null;
}

/** Constants of the rows that an INSERT adds, of the columns that have one in each; null where it is written otherwise. */
export function addedBy({ sql, parameters }: Asked): readonly WrittenValues[] | null {
  if (sql.length > MOST_LETTERS) return null;
  const [, names, rows = ''] = INSERT.exec(sql) ?? [];
  if (names === undefined) return null;
  const columns = names.split(',').map(bare);
  const cells = rows.match(CELL) ?? [];
  const bareRows = rows.replace(CELL, (cell) => (cell.startsWith("'") ? '' : cell));
  if (
    cells.length > MOST_CELLS ||
    // each is one constant: `x'41'` and `'a' 'b'` would be two
    cells.length !== columns.length * (bareRows.split('(').length - 1) ||
    !ROWS.test(bareRows) ||
    /[-+*/|%]/.test(bareRows)
  )
    return null;
  const next = bound(parameters);
  const found = new Map<string, (string | null)[]>();
  cells.forEach((cell, at) => {
    const column = columns[at % columns.length] ?? '';
    const value = written(cell, next);
    found.set(column, [...(found.get(column) ?? []), value]);
  });
  return [...found].flatMap(([column, values]) =>
    values.includes(null) ? [] : [{ column, values: [...new Set(values.flatMap((one) => one ?? []))] }],
  );
}

/** The values that were bound, one behind the other. */
function bound(parameters: readonly ParameterValue[] | null): () => ParameterValue | undefined {
  let at = 0;
  return () => parameters?.[at++];
}

/** Null for what is no constant that is taken as it is written. */
function written(value: string, next: () => ParameterValue | undefined): string | null {
  if (value === '?') {
    const parameter = next();
    if (parameter?.kind === 'int') return `#${parameter.value}`;
    return parameter?.kind === 'text' ? `'${parameter.value.toString('utf8')}` : null;
  }
  if (/^[+-]?\d+$/.test(value)) return `#${value.replace(/^\+/, '')}`;
  if (!value.startsWith("'") || value.includes('\\')) return null;
  return `'${value.slice(1, -1).replaceAll("''", "'")}`;
}

function bare(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1).trim();
  return (last.startsWith('`') ? last.slice(1, -1).replaceAll('``', '`') : last).toLowerCase();
}
