// Follows where a statement spells out column expressions, since a server names a column without an alias after the
// expression's own text, gaps and comments included: SELECT 1+ 1 answers with a column `1+ 1`.
// White space behind an expression that ends in a word belongs to it for MySQL with IGNORE_SPACE; a comment never does.
// An item with an alias, or of a column's name alone, is not named by its text, so that gaps in it count no more.
// Only the outermost list counts; what is nested in it is part of its text. Where in doubt, a list goes on.

import { CLOSE, COMMA, DOT, OPEN, SEMICOLON, STAR } from './words/ascii.ts';
import { isReserved, keyword, keywordSet } from './words/keywords.ts';
import { TokenKind } from './words/token.ts';
import type { TokenReader } from './words/tokens.ts';

const ALL = keyword('ALL');
const AS = keyword('AS');
const DISTINCT = keyword('DISTINCT');
const FROM = keyword('FROM');
const INSERT = keyword('INSERT');
const REPLACE = keyword('REPLACE');
const SELECT = keyword('SELECT');
const VALUES = keyword('VALUES');
const INTERVAL = keyword('INTERVAL');
const RETURNING = keyword('RETURNING');
const NOWHERE = -1_000_000_000;

export class ColumnScope {
  /** Whether the current token belongs to a column, whatever names it. */
  isColumn = false;
  /** Whether the current token belongs to an expression that names its column, and whether the gap before it does. */
  isToken = false;
  isGap = false;
  /** Whether the gap before the current token stands behind an expression, not in it. */
  isBehindItem = false;
  #depth = 0;
  /** Depth of parentheses of the outermost list. */
  #list = NOWHERE;
  #isAtItemStart = false;
  /** Whether the current item's text is its column's name. */
  #isNamedByText = false;
  #firstWord = 0;
  #previousWord = 0;

  /** Whether a column expression has begun and not ended, so that a gap here counts. */
  get isInItem(): boolean {
    return this.#list !== NOWHERE && !this.#isAtItemStart && this.#isNamedByText;
  }

  /** Takes the next token that is neither whitespace nor a comment. @param word the number of the reserved word that it is, or 0 */
  step(lexer: TokenReader, kind: TokenKind, word: number): void {
    this.isGap = false;
    this.isToken = false;
    this.isColumn = false;
    this.isBehindItem = false;
    if (this.#list === NOWHERE) this.#outside(lexer, kind, word);
    else this.#inside(lexer, kind, word);
    if (this.#firstWord === 0) this.#firstWord = word;
    this.#previousWord = word;
  }

  /** Takes a semicolon. */
  endStatement(): void {
    this.#depth = 0;
    this.#list = NOWHERE;
    this.#firstWord = 0;
    this.#previousWord = 0;
  }

  #outside(lexer: TokenReader, kind: TokenKind, word: number): void {
    if (kind === TokenKind.operator) this.#depth += depthChange(lexer);
    else if (kind === TokenKind.word && (word === SELECT || this.#isValuesList(word) || isReturning(lexer))) {
      this.#list = this.#depth;
      this.#isAtItemStart = true;
    }
  }

  /** MariaDB names the columns of a bare VALUES after their text too. */
  #isValuesList(word: number): boolean {
    return word === VALUES && this.#firstWord !== INSERT && this.#firstWord !== REPLACE;
  }

  #inside(lexer: TokenReader, kind: TokenKind, word: number): void {
    this.isGap = !this.#isAtItemStart && this.#isNamedByText;
    if (kind === TokenKind.operator) {
      this.#depth += depthChange(lexer);
      if (this.#depth < this.#list) {
        this.isBehindItem = true;
        this.#list = NOWHERE;
        return;
      }
      if (this.#depth === this.#list && lexer.isByte(COMMA)) {
        this.isBehindItem = true;
        this.#isAtItemStart = true;
        return;
      }
    } else if (word === FROM && this.#depth === this.#list && this.#endsList()) {
      this.isBehindItem = true;
      this.#list = NOWHERE;
      return;
    } else if (this.#isAtItemStart && (word === DISTINCT || word === ALL || kind === TokenKind.hint)) return;
    if (this.#isAtItemStart) this.#isNamedByText = isNamedByText(lexer.ahead());
    this.isColumn = true;
    this.isToken = this.#isNamedByText;
    this.#isAtItemStart = false;
  }

  /** The FROM of `IS DISTINCT FROM` ends nothing. */
  #endsList(): boolean {
    return !this.#isAtItemStart && this.#previousWord !== DISTINCT;
  }
}

/** Words that are values, and columns named by their text, without parentheses. */
const VALUE_WORDS = keywordSet(
  `NULL TRUE FALSE DEFAULT CURRENT_USER CURRENT_ROLE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP
  UTC_DATE UTC_TIME UTC_TIMESTAMP SYSDATE ROWNUM END`,
);

/** Looks through the item whose first token is the current one: whether it has no alias and is more than a column's name. */
function isNamedByText(lexer: TokenReader): boolean {
  let depth = 0;
  let isName = true;
  let previous = 0;
  let isBehindDot = true;
  let isBehindAs = false;
  let isBehindValue = false;
  let mayBeAlias = false;
  for (let kind = lexer.kind; kind !== TokenKind.end; kind = lexer.next()) {
    if (kind >= TokenKind.whitespace && kind <= TokenKind.comment) continue;
    // what follows may be read in several ways
    if (kind < TokenKind.string || !lexer.isTerminated) return true;
    if (isBehindAs && depth === 0) return !ALIASES.has(kind);
    const word = isReserved(lexer.keyword) ? lexer.keyword : 0;
    if (lexer.keyword === INTERVAL) return true;
    if (kind === TokenKind.operator) {
      if (depth === 0 && (lexer.isByte(COMMA) || lexer.isByte(SEMICOLON))) break;
      depth += depthChange(lexer);
      if (depth < 0) break;
      isName &&= lexer.isByte(DOT) || (isBehindDot && lexer.isByte(STAR));
    } else if (word === FROM && depth === 0 && previous !== DISTINCT) break;
    else isName &&= isNamePart(lexer, kind, word);
    isBehindAs = word === AS && depth === 0;
    mayBeAlias = isBehindValue && depth === 0 && isNamePart(lexer, kind, word);
    isBehindValue = lexer.isByte(CLOSE) || (kind >= TokenKind.string && kind <= TokenKind.float);
    isBehindDot = lexer.isByte(DOT);
    previous = word;
  }
  return !isName && !mayBeAlias;
}

const ALIASES: ReadonlySet<TokenKind> = new Set([TokenKind.word, TokenKind.quotedIdentifier, TokenKind.string]);

function isNamePart(lexer: TokenReader, kind: TokenKind, word: number): boolean {
  if (kind === TokenKind.quotedIdentifier) return true;
  return kind === TokenKind.word && word === 0 && VALUE_WORDS[lexer.keyword] !== 1;
}

function depthChange(lexer: TokenReader): number {
  if (lexer.isByte(OPEN)) return 1;
  return lexer.isByte(CLOSE) ? -1 : 0;
}

function isReturning(lexer: TokenReader): boolean {
  return lexer.keyword === RETURNING;
}
