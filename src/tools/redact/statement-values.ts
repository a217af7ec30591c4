// The values in a statement's text, each with the column that it is compared with or written to, as far as the text
// around it tells: `email = 'x'`, `u.email IN ('x', 'y')`, `SET email = ?`, `INSERT INTO users (id, email) VALUES (?, 'x')`.

import { tokensOf } from '../../sql/statement-reading.ts';
import { type LexerOptions, TokenKind } from '../../sql/words/token.ts';
import type { TokenReader } from '../../sql/words/tokens.ts';

export interface StatementValue {
  readonly kind: 'string' | 'number' | 'binary' | 'parameter';
  readonly start: number;
  readonly end: number;
  /** Empty where the text does not tell. */
  readonly column: string;
}

export interface StatementValues {
  readonly values: readonly StatementValue[];
  /** Every name in the statement: a column's rule applies where its table is among them. */
  readonly names: ReadonlySet<string>;
}

const KINDS: ReadonlyMap<TokenKind, StatementValue['kind']> = new Map([
  [TokenKind.string, 'string'],
  [TokenKind.binary, 'binary'],
  [TokenKind.integer, 'number'],
  [TokenKind.decimal, 'number'],
  [TokenKind.float, 'number'],
  [TokenKind.parameter, 'parameter'],
]);
/** Words that stand between a column and its value. */
const BETWEEN: ReadonlySet<string> = new Set([
  'IN',
  'LIKE',
  'NOT',
  'BETWEEN',
  'AND',
  'REGEXP',
  'RLIKE',
  'IS',
  'BINARY',
]);

export function statementValues(sql: Buffer, options: LexerOptions): StatementValues {
  return new Reading(sql, options).run();
}

class Reading {
  readonly #lexer: TokenReader;
  readonly #values: StatementValue[] = [];
  readonly #names = new Set<string>();
  /** The name read last, as long as what follows may be its value. */
  #column = '';
  #depth = 0;
  /** Columns of an INSERT's list, and in which state its reading is. */
  #list: string[] = [];
  #state: 'none' | 'table' | 'list' | 'values' = 'none';
  #listDepth = 0;
  #place = 0;

  constructor(sql: Buffer, options: LexerOptions) {
    this.#lexer = tokensOf(sql, options).read();
  }

  run(): StatementValues {
    const lexer = this.#lexer;
    for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
      const value = KINDS.get(kind);
      if (value !== undefined) this.#value(value);
      else if (kind === TokenKind.word || kind === TokenKind.quotedIdentifier) this.#word(kind);
      else if (kind === TokenKind.operator) this.#operator();
    }
    return { values: this.#values, names: this.#names };
  }

  #value(kind: StatementValue['kind']): void {
    const { start, end } = this.#lexer;
    const isInRow = this.#state === 'values' && this.#depth === this.#listDepth + 1;
    const column = isInRow ? (this.#list[this.#place] ?? '') : this.#column;
    this.#values.push({ kind, start, end, column });
  }

  #word(kind: TokenKind): void {
    const lexer = this.#lexer;
    const text = lexer.sql.toString('utf8', lexer.start, lexer.end);
    const word = kind === TokenKind.word ? text.toUpperCase() : '';
    if (word === 'INSERT' || word === 'REPLACE') this.#state = 'table';
    else if ((word === 'VALUES' || word === 'VALUE') && this.#list.length > 0) {
      this.#state = 'values';
      this.#listDepth = this.#depth;
    } else if (word === 'SELECT' || word === 'SET' || word === 'ON') this.#state = 'none';
    if (BETWEEN.has(word)) return;
    const name = kind === TokenKind.word ? text : text.slice(1, -1);
    this.#names.add(name.toLowerCase());
    if (this.#state === 'list') this.#list.push(name);
    this.#column = name;
  }

  #operator(): void {
    const lexer = this.#lexer;
    if (lexer.isByte(0x28)) {
      this.#depth++;
      if (this.#state === 'table') {
        this.#state = 'list';
        this.#list = [];
      } else if (this.#state === 'values' && this.#depth === this.#listDepth + 1) this.#place = 0;
    } else if (lexer.isByte(0x29)) {
      this.#depth--;
      if (this.#state === 'list') this.#state = 'none';
    } else if (lexer.isByte(0x2c)) {
      if (this.#state === 'values' && this.#depth === this.#listDepth + 1) this.#place++;
      else if (this.#depth === 0) this.#column = '';
    }
  }
}
