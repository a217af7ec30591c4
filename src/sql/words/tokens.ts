// A statement's tokens, found by one pass of the lexer and then read as often as somebody has a question: for each its
// kind, where it ends (it begins where the one before it ended) and its number among the keywords. Nothing is made of it.

import { keywordAt } from './keywords.ts';
import { Lexer } from './lexer.ts';
import { type LexerOptions, TokenKind } from './token.ts';

/** Statements of more tokens are cut anew by each reader, so that what is kept stays small whatever their length. */
const KEPT_TOKENS = 65_536;
const KIND_BITS = 4;
const KIND_MASK = (1 << KIND_BITS) - 1;
const CUT_OFF = 1 << KIND_BITS;
const KEYWORD_SHIFT = KIND_BITS + 1;

/** Stands on one token after the other. Whoever looks ahead does so with a reader of its own. */
export interface TokenReader {
  readonly sql: Buffer;
  /** Bounds of the current token in `sql`. */
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
  /** False when the current token is a string, identifier or comment that the statement's end cuts off. */
  readonly isTerminated: boolean;
  /** The number of the current word (keywords.ts); 0 for a word that nobody asks for and for what is no word. */
  readonly keyword: number;
  /** Moves to the next token and returns its kind; at the end of the statement it stays at `end`. */
  next(): TokenKind;
  /** Moves to the next token that is neither whitespace nor comment, nor a mark of an executable comment. */
  nextSignificant(): TokenKind;
  /** Whether the current token is this one byte. */
  isByte(byte: number): boolean;
  /** A reader of its own that stands on the same token. */
  ahead(): TokenReader;
  /** The current token's text in upper case, for words of ASCII. */
  upperText(): string;
}

/** Grows to the longest list so far: lists are written here first. */
let scratch = new Int32Array(1024);

export class Tokens {
  readonly sql: Buffer;
  readonly options: LexerOptions;
  /** Two numbers for each token: its end, and its kind, keyword and whether it is cut off. Null where they are too many. */
  readonly #list: Int32Array | null;

  constructor(sql: Buffer, options: LexerOptions = {}) {
    this.sql = sql;
    this.options = options;
    this.#list = listOf(sql, options);
  }

  /** A reader that stands before the first token. */
  read(): TokenReader {
    return this.#list === null ? new Lexer(this.sql, this.options) : new TokenCursor(this.sql, this.#list);
  }
}

function listOf(sql: Buffer, options: LexerOptions): Int32Array | null {
  const lexer = new Lexer(sql, options);
  let length = 0;
  for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
    if (length >= 2 * KEPT_TOKENS) return null;
    if (length + 2 > scratch.length) scratch = grown(scratch);
    const keyword = kind === TokenKind.word ? keywordAt(sql, lexer.start, lexer.end) : 0;
    scratch[length] = lexer.end;
    scratch[length + 1] = kind | (lexer.isTerminated ? 0 : CUT_OFF) | (keyword << KEYWORD_SHIFT);
    length += 2;
  }
  return scratch.slice(0, length);
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}

class TokenCursor implements TokenReader {
  readonly sql: Buffer;
  start = 0;
  end = 0;
  kind: TokenKind = TokenKind.end;
  isTerminated = true;
  keyword = 0;
  readonly #list: Int32Array;
  #at = 0;

  constructor(sql: Buffer, list: Int32Array) {
    this.sql = sql;
    this.#list = list;
  }

  next(): TokenKind {
    this.start = this.end;
    if (this.#at >= this.#list.length) {
      this.isTerminated = true;
      this.keyword = 0;
      this.kind = TokenKind.end;
      return TokenKind.end;
    }
    const tag = this.#list[this.#at + 1] ?? 0;
    this.end = this.#list[this.#at] ?? 0;
    this.#at += 2;
    this.isTerminated = (tag & CUT_OFF) === 0;
    this.keyword = tag >>> KEYWORD_SHIFT;
    const kind = (tag & KIND_MASK) as TokenKind;
    this.kind = kind;
    return kind;
  }

  nextSignificant(): TokenKind {
    let kind = this.next();
    while (kind >= TokenKind.whitespace && kind <= TokenKind.hint) kind = this.next();
    return kind;
  }

  isByte(byte: number): boolean {
    return this.end - this.start === 1 && this.sql[this.start] === byte;
  }

  ahead(): TokenCursor {
    const copy = new TokenCursor(this.sql, this.#list);
    copy.start = this.start;
    copy.end = this.end;
    copy.kind = this.kind;
    copy.keyword = this.keyword;
    copy.#at = this.#at;
    return copy;
  }

  upperText(): string {
    return this.sql.toString('latin1', this.start, this.end).toUpperCase();
  }
}
