// What a statement brings into the world: the values that it stores, and the names that it defines. Where a statement is
// not understood it brings in nothing: a value that was only read must never be taken for a new one.
// https://dev.mysql.com/doc/refman/en/insert.html, …/update.html, …/savepoint.html, …/sql-data-definition-statements.html

import { tokensOf } from '../statement-reading.ts';
import { BACKTICK, CLOSE, OPEN, SEMICOLON } from '../words/ascii.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import type { TokenReader } from '../words/tokens.ts';

/** A name as it stands in the statement. */
export interface NameToken {
  readonly start: number;
  readonly end: number;
  /** Without quotes, a character per byte. */
  readonly text: string;
}

export interface BroughtIn {
  /** Whether a value whose token begins there is stored. */
  stores(start: number): boolean;
  /** Names that are defined, made anew or dropped; those of savepoints and prepared statements too. */
  readonly names: readonly NameToken[];
}

/** Statements that define what they name; whatever else they name is there already, and known by then. */
const DEFINING: ReadonlySet<string> = new Set(['CREATE', 'DROP', 'ALTER', 'RENAME', 'SAVEPOINT', 'PREPARE']);
const STORING: ReadonlySet<string> = new Set(['INSERT', 'REPLACE', 'UPDATE', 'SET']);
/** Where a statement goes on with what it reads. */
const READING: ReadonlySet<string> = new Set([
  'WHERE',
  'ORDER',
  'LIMIT',
  'RETURNING',
  'SELECT',
  'TABLE',
  'WITH',
  'HAVING',
]);

/** One pass over the statement, or over each of several. @param sql in its normal form */
export function readBroughtIn(sql: Buffer, options: LexerOptions): BroughtIn {
  const reader = new Reader(tokensOf(sql, options).read());
  reader.read();
  const { spans, names } = reader;
  return { stores: (start) => spans.some(([from, to]) => start >= from && start < to), names };
}

/** Every name of a statement, defined there or not. @param sql in its normal form */
export function readNames(sql: Buffer, options: LexerOptions): readonly NameToken[] {
  const lexer = tokensOf(sql, options).read();
  const names: NameToken[] = [];
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    if (isName(kind) && lexer.isTerminated) names.push(nameAt(lexer));
  }
  return names;
}

const SAVEPOINT = /^(?:savepoint|release savepoint|rollback (?:work )?to (?:savepoint )?)\b/i;

/** The name of the savepoint that a statement sets, releases or goes back to. @param sql in its normal form */
export function readSavepoint(sql: Buffer, options: LexerOptions): NameToken | null {
  if (!SAVEPOINT.test(sql.toString('latin1', 0, 40))) return null;
  return readNames(sql, options).at(-1) ?? null;
}

class Reader {
  readonly spans: [from: number, to: number][] = [];
  readonly names: NameToken[] = [];
  readonly #lexer: TokenReader;
  #statement = '';
  /** How many parentheses are open, and at which depth a subquery began. */
  #depth = 0;
  #query: number | null = null;
  /** Where the stored values began; null outside of them. */
  #from: number | null = null;

  constructor(lexer: TokenReader) {
    this.#lexer = lexer;
  }

  read(): void {
    const lexer = this.#lexer;
    for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
      if (kind === TokenKind.operator) this.#operator();
      else if (kind === TokenKind.word) this.#word(lexer.upperText());
      if (DEFINING.has(this.#statement) && isName(kind) && lexer.isTerminated) this.names.push(nameAt(lexer));
    }
    this.#stop();
  }

  #operator(): void {
    const lexer = this.#lexer;
    if (lexer.isByte(OPEN)) this.#depth++;
    else if (lexer.isByte(CLOSE)) this.#close();
    else if (lexer.isByte(SEMICOLON)) {
      this.#stop();
      this.#statement = '';
      this.#depth = 0;
      this.#query = null;
    }
  }

  #close(): void {
    this.#depth--;
    if (this.#query === null || this.#depth >= this.#query) return;
    // the subquery is over: what holds it goes on storing
    this.#query = null;
    if (STORING.has(this.#statement)) this.#from = this.#lexer.end;
  }

  #word(word: string): void {
    if (this.#statement === '') {
      this.#statement = word;
      if (word === 'SET') this.#from = this.#lexer.end;
      return;
    }
    if (!STORING.has(this.#statement) || this.#query !== null) return;
    if (this.#depth === 0 && this.#statement !== 'SET' && (word === 'VALUES' || word === 'VALUE' || word === 'SET')) {
      // behind ON DUPLICATE KEY UPDATE `VALUES(a)` is a function
      this.#from ??= this.#lexer.end;
    } else if (READING.has(word)) {
      // at the top nothing is stored from there on, within parentheses until they close
      this.#stop();
      if (this.#depth > 0) this.#query = this.#depth;
      else this.#statement = 'read';
    }
  }

  #stop(): void {
    if (this.#from !== null) this.spans.push([this.#from, this.#lexer.start]);
    this.#from = null;
  }
}

export function isName(kind: TokenKind): boolean {
  return kind === TokenKind.word || kind === TokenKind.quotedIdentifier;
}

export function nameAt({ sql, start, end, kind }: TokenReader): NameToken {
  const isQuoted = kind === TokenKind.quotedIdentifier;
  const text = isQuoted ? sql.toString('latin1', start + 1, end - 1) : sql.toString('latin1', start, end);
  return { start, end, text: isQuoted && sql[start] === BACKTICK ? text.replaceAll('``', '`') : text };
}
