// Follows where a statement spells out column expressions, since a server names a column without an alias after the
// expression's own text, gaps and comments included: SELECT 1+ 1 answers with a column `1+ 1`.
// A gap behind an expression may belong to it too: the server's parser has read on when it takes the text (CASE … END).
// Only the outermost list counts; what is nested in it is part of its text. Where in doubt, a list goes on.

import { CLOSE, COMMA, OPEN } from './ascii.ts';
import { type ReservedWord, reserved } from './keywords.ts';
import type { Lexer } from './lexer.ts';
import { TokenKind } from './token.ts';

const ALL = reserved('ALL');
const DISTINCT = reserved('DISTINCT');
const FROM = reserved('FROM');
const INSERT = reserved('INSERT');
const REPLACE = reserved('REPLACE');
const SELECT = reserved('SELECT');
const VALUES = reserved('VALUES');
const NOWHERE = -1_000_000_000;

export class ColumnScope {
  /** Whether the current token belongs to a column expression, and whether the gap before it does. */
  isToken = false;
  isGap = false;
  #depth = 0;
  /** Depth of parentheses of the outermost list. */
  #list = NOWHERE;
  #isAtItemStart = false;
  #firstWord: ReservedWord | null = null;
  #previousWord: ReservedWord | null = null;

  /** Whether a column expression has begun and not ended, so that a gap here counts. */
  get isInItem(): boolean {
    return this.#list !== NOWHERE && !this.#isAtItemStart;
  }

  /** Takes the next token that is neither whitespace nor a comment. @param word the reserved word that it is */
  step(lexer: Lexer, kind: TokenKind, word: ReservedWord | null): void {
    this.isGap = false;
    this.isToken = false;
    if (this.#list === NOWHERE) this.#outside(lexer, kind, word);
    else this.#inside(lexer, kind, word);
    this.#firstWord ??= word;
    this.#previousWord = word;
  }

  /** Takes a semicolon. */
  endStatement(): void {
    this.#depth = 0;
    this.#list = NOWHERE;
    this.#firstWord = null;
    this.#previousWord = null;
  }

  #outside(lexer: Lexer, kind: TokenKind, word: ReservedWord | null): void {
    if (kind === TokenKind.operator) this.#depth += depthChange(lexer);
    else if (kind === TokenKind.word && (word === SELECT || this.#isValuesList(word) || isReturning(lexer))) {
      this.#list = this.#depth;
      this.#isAtItemStart = true;
    }
  }

  /** MariaDB names the columns of a bare VALUES after their text too. */
  #isValuesList(word: ReservedWord | null): boolean {
    return word === VALUES && this.#firstWord !== INSERT && this.#firstWord !== REPLACE;
  }

  #inside(lexer: Lexer, kind: TokenKind, word: ReservedWord | null): void {
    this.isGap = !this.#isAtItemStart;
    if (kind === TokenKind.operator) {
      this.#depth += depthChange(lexer);
      if (this.#depth < this.#list) {
        this.#list = NOWHERE;
        return;
      }
      if (this.#depth === this.#list && lexer.isByte(COMMA)) {
        this.#isAtItemStart = true;
        return;
      }
    } else if (word === FROM && this.#depth === this.#list && this.#endsList()) {
      this.#list = NOWHERE;
      return;
    } else if (this.#isAtItemStart && (word === DISTINCT || word === ALL || kind === TokenKind.hint)) return;
    this.isToken = true;
    this.#isAtItemStart = false;
  }

  /** The FROM of `IS DISTINCT FROM` ends nothing. */
  #endsList(): boolean {
    return !this.#isAtItemStart && this.#previousWord !== DISTINCT;
  }
}

function depthChange(lexer: Lexer): number {
  if (lexer.isByte(OPEN)) return 1;
  return lexer.isByte(CLOSE) ? -1 : 0;
}

function isReturning(lexer: Lexer): boolean {
  return lexer.end - lexer.start === 9 && lexer.upperText() === 'RETURNING';
}
