// Values that are bound to a statement, as one would write them in it.

import { tokensOf } from '../sql/statement-reading.ts';
import { type LexerOptions, TokenKind } from '../sql/words/token.ts';

/** A statement, its parameters as recordings show them (a JSON array). */
export interface StatementSide {
  readonly sql: string;
  readonly parameters: string | null;
}

/** In their order; nothing where the text is no list. */
export function boundValues(parameters: string | null): readonly string[] {
  if (parameters === null) return [];
  try {
    const list: unknown = JSON.parse(parameters);
    return Array.isArray(list) ? list.map(literalOf) : [];
  } catch {
    return [];
  }
}

/** A parameter as recordings show it, written as in a statement. */
export function literalOf(parameter: unknown): string {
  if (parameter === null) return 'NULL';
  if (typeof parameter !== 'object') return String(parameter);
  const [entry] = Object.entries(parameter);
  if (entry === undefined) return '?';
  const [kind, value] = entry;
  if (kind === 'text' || kind === 'temporal') return `'${String(value).replaceAll("'", "''")}'`;
  return kind === 'blob' ? `x'${String(value)}'` : String(value);
}

/** The statement with its values put in where it leaves places for them; null where their numbers do not fit. */
export function withBoundValues({ sql, parameters }: StatementSide, options: LexerOptions = {}): string | null {
  const values = boundValues(parameters);
  const lexer = tokensOf(Buffer.from(sql), options).read();
  let text = '';
  let index = 0;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    const isPlace = kind === TokenKind.parameter;
    text += isPlace ? (values[index++] ?? '?') : lexer.sql.toString('utf8', lexer.start, lexer.end);
  }
  return index === values.length ? text : null;
}
