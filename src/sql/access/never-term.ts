// Terms of a condition that no row meets, whatever it holds: `1 = 0`, as programs write it that ask for one of an empty list. A server
// knows it before it looks for rows, and opens no snapshot for it. (Of `id IN (NULL)` it does not: it looks.)

import { DOUBLE_QUOTE } from '../words/ascii.ts';
import { keyword } from '../words/keywords.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { SeenToken } from './access-cursor.ts';
import { constantOf } from './access-terms.ts';
import { constantKey } from './constant-key.ts';

const FALSE = keyword('FALSE');
const TRUE = keyword('TRUE');
const NULL = keyword('NULL');

const HOLDS: Readonly<Record<string, (left: bigint, right: bigint) => boolean>> = {
  '=': (left, right) => left === right,
  '<=>': (left, right) => left === right,
  '<>': (left, right) => left !== right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** Whether a term made of these tokens alone is false or NULL by its constants. */
export function isNever(seen: readonly SeenToken[], sql: Buffer, options: LexerOptions): boolean {
  const [left, middle, right, more] = seen;
  if (left === undefined || more !== undefined) return false;
  if (middle === undefined) return left.keyword === NULL || numberOf(left, sql, options) === 0n;
  if (right === undefined || middle.kind !== TokenKind.operator) return false;
  const operator = sql.toString('latin1', middle.start, middle.end);
  const numbers = [numberOf(left, sql, options), numberOf(right, sql, options)];
  const [one, other] = numbers;
  if (one != null && other != null) return HOLDS[operator]?.(one, other) === false;
  const [key, otherKey] = [left, right].map((token) => keyOf(token, sql, options));
  return operator === '=' && key != null && otherKey != null && key !== otherKey;
}

function numberOf(token: SeenToken, sql: Buffer, options: LexerOptions): bigint | null {
  if (token.kind === TokenKind.word) return token.keyword === TRUE ? 1n : token.keyword === FALSE ? 0n : null;
  const constant = constantOf(token, '', sql, options);
  return constant?.kind === 'integer' ? BigInt(constant.content) : null;
}

/** Texts of different keys are different by every collation; in double quotes it may be a name, by a mode that the server has. */
function keyOf(token: SeenToken, sql: Buffer, options: LexerOptions): string | null {
  const constant = sql[token.start] === DOUBLE_QUOTE ? null : constantOf(token, '', sql, options);
  return constant === null || constant.kind === 'parameter' ? null : constantKey(constant.content, constant.kind);
}
