// One term of a condition, by its tokens: what it says for certain of a column's values.

import { DOT, EQUALS, GREATER, LESS, MINUS } from '../words/ascii.ts';
import { isReserved } from '../words/keywords.ts';
import { literalContent } from '../words/literal.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import { nameOf, type SeenToken } from './access-cursor.ts';
import { K, VALUE_WORDS } from './access-words.ts';
import { type BoundHow, LONGEST_KEY_BYTES } from './constant-key.ts';

/** A value as it stands in a condition or a row. */
export type Constant =
  | { readonly kind: 'integer' | 'string'; readonly content: string }
  | { readonly kind: 'parameter'; readonly parameter: number };

/** `table.column = constant`, or one of several constants; or, with `how`, what it says of the only one. */
export interface ColumnPin {
  /** Empty where the column stands alone. */
  readonly table: string;
  readonly column: string;
  readonly values: readonly Constant[];
  readonly how?: BoundHow;
  /** Instead of values: it equals this column. */
  readonly equals?: Column;
  /** Instead of values: it is one of those that the only column of a query gives. */
  readonly among?: QueryColumn;
  /** Instead of all of that: no row meets the condition. */
  readonly isNever?: true;
}

/** The column that a query within a condition gives, where it is one of its only table. */
export interface QueryColumn {
  readonly mention: object;
  readonly column: string;
}

/** A term longer than this pins nothing: `a.b BETWEEN -1 AND -2`. */
export const MAX_TERM = 9;
const NO_PINS: readonly ColumnPin[] = [];
const TURNED: Readonly<Record<string, BoundHow>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The operator's own text is made of no more than these. */
function howOf(sql: Buffer, start: number, end: number): BoundHow | '=' | undefined {
  const [first, second] = [sql[start], sql[start + 1]];
  if (end - start === 1) return first === EQUALS ? '=' : first === LESS ? '<' : first === GREATER ? '>' : undefined;
  if (end - start !== 2 || second !== EQUALS) return undefined;
  return first === LESS ? '<=' : first === GREATER ? '>=' : undefined;
}

/** `column = 5`, `5 < column`, `column BETWEEN 5 AND 9`, `column LIKE 'a%'`. */
export function comparison(seen: readonly SeenToken[], sql: Buffer, options: LexerOptions): readonly ColumnPin[] {
  if (seen.length > MAX_TERM) return NO_PINS;
  const at = seen.findIndex(({ kind, keyword, start, end }) => {
    if (keyword === K.BETWEEN || keyword === K.LIKE) return true;
    return kind === TokenKind.operator && howOf(sql, start, end) !== undefined;
  });
  const middle = seen[at];
  if (middle === undefined) return NO_PINS;
  const [left, right] = [seen.slice(0, at), seen.slice(at + 1)];
  const column = columnOf(left, sql) ?? columnOf(right, sql);
  if (column === null) return NO_PINS;
  if (middle.keyword === K.BETWEEN) return between(column, left, right, sql, options);
  const other = columnOf(left, sql) === null ? null : columnOf(right, sql);
  if (other !== null) {
    const isEqual = howOf(sql, middle.start, middle.end) === '=';
    return isEqual ? [{ table: column.table, column: column.column, values: [], equals: other }] : NO_PINS;
  }
  const isTurned = columnOf(left, sql) === null;
  const value = constantFrom(isTurned ? left : right, sql, options);
  if (value === null) return NO_PINS;
  if (middle.keyword === K.LIKE) return isTurned ? NO_PINS : [pinOf(column, value, 'like')];
  const written = howOf(sql, middle.start, middle.end);
  const how = isTurned && written !== undefined ? (TURNED[written] ?? written) : written;
  if (how === undefined) return NO_PINS;
  return [how === '=' ? { table: column.table, column: column.column, values: [value] } : pinOf(column, value, how)];
}

function between(
  column: Column,
  left: readonly SeenToken[],
  right: readonly SeenToken[],
  sql: Buffer,
  options: LexerOptions,
): readonly ColumnPin[] {
  const at = right.findIndex(({ keyword }) => keyword === K.AND);
  const low = constantFrom(right.slice(0, at), sql, options);
  const high = constantFrom(right.slice(at + 1), sql, options);
  if (at < 0 || low === null || high === null || columnOf(left, sql) === null) return NO_PINS;
  return [pinOf(column, low, '>='), pinOf(column, high, '<=')];
}

function pinOf({ table, column }: Column, value: Constant, how: BoundHow): ColumnPin {
  return { table, column, values: [value], how };
}

export interface Column {
  readonly table: string;
  readonly column: string;
}

/** Null where the tokens are anything but the name of a column. */
export function columnOf(seen: readonly SeenToken[], sql: Buffer): Column | null {
  const [first, dot, second, more] = seen;
  if (first === undefined || more !== undefined) return null;
  if (dot === undefined) return isColumn(first) ? { table: '', column: nameOf(sql, first).toLowerCase() } : null;
  const isQualified = sql[dot.start] === DOT && isColumn(first) && second !== undefined && isNameToken(second);
  if (!isQualified) return null;
  return { table: nameOf(sql, first).toLowerCase(), column: nameOf(sql, second).toLowerCase() };
}

function constantFrom(seen: readonly SeenToken[], sql: Buffer, options: LexerOptions): Constant | null {
  const isNegative = seen.length === 2 && seen[0]?.kind === TokenKind.operator && sql[seen[0].start] === MINUS;
  const only = seen[isNegative ? 1 : 0];
  if (only === undefined || seen.length > (isNegative ? 2 : 1)) return null;
  if (isNegative && only.kind !== TokenKind.integer) return null;
  return constantOf(only, isNegative ? '-' : '', sql, options);
}

/** Null where the token is no constant, or one too long to tell rows apart. */
export function constantOf(token: SeenToken, sign: string, sql: Buffer, options: LexerOptions): Constant | null {
  const { kind, start, end, parameter } = token;
  if (kind === TokenKind.parameter) return { kind: 'parameter', parameter };
  if (kind === TokenKind.integer) return { kind: 'integer', content: sign + sql.toString('latin1', start, end) };
  // with an introducer it is in a character set of its own
  if (kind !== TokenKind.string || !STRING_QUOTES.includes(sql[start] ?? 0) || end - start > LONGEST_KEY_BYTES)
    return null;
  return { kind: 'string', content: literalContent(sql, start, end, options).toString('latin1') };
}

const STRING_QUOTES: readonly number[] = [0x22, 0x27];

function isNameToken({ kind }: SeenToken): boolean {
  return kind === TokenKind.word || kind === TokenKind.quotedIdentifier;
}

function isColumn({ kind, keyword }: SeenToken): boolean {
  if (kind === TokenKind.quotedIdentifier) return true;
  return kind === TokenKind.word && !isReserved(keyword) && VALUE_WORDS[keyword] !== 1;
}
