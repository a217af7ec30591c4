// Splits a statement into tokens as the server's lexer does, over bytes and without ever rejecting one: it is a cursor,
// so that the hot path allocates nothing per token. It knows no grammar.
// https://dev.mysql.com/doc/refman/en/language-structure.html (literals, identifiers, comments, user variables)
// https://mariadb.com/kb/en/comment-syntax/ for `/*M!`. Details were checked against a MySQL 9.7 server.

import {
  AT,
  BACKSLASH,
  BACKTICK,
  BANG,
  DOT,
  DOUBLE_QUOTE,
  HASH,
  MINUS,
  NEWLINE,
  PLUS,
  QUESTION,
  QUOTE,
  SLASH,
  STAR,
  UNDERSCORE,
  ZERO,
} from './ascii.ts';
import { BYTE_CLASSES, ByteClass, characterLength, type MultiByteCharset } from './characters.ts';
import { keywordAt } from './keywords.ts';
import { type LexerOptions, TokenKind } from './token.ts';

/** Operators of more than one byte, longest first. */
const LONG_OPERATORS = ['<=>', '->>', ':=', '||', '&&', '->', '<>', '!=', '<=', '>=', '<<', '>>'].map((text) =>
  Buffer.from(text),
);
const LONG_OPERATOR_STARTS = new Uint8Array(256);
for (const operator of LONG_OPERATORS) LONG_OPERATOR_STARTS[operator[0] ?? 0] = 1;

/** Literals that are longer are searched by the platform's own loop; to call it costs more than so many bytes. */
const LONG_QUOTED_BYTES = 256;

function indexOrEnd(index: number, end: number): number {
  return index < 0 ? end : index;
}

export class Lexer {
  readonly sql: Buffer;
  /** Bounds of the current token in `sql`. */
  start = 0;
  end = 0;
  kind: TokenKind = TokenKind.end;
  /** False when the current token is a string, identifier or comment that the statement's end cuts off. */
  isTerminated = true;
  readonly #charset: MultiByteCharset | null;
  readonly #backslashEscapes: boolean;
  readonly #ansiQuotes: boolean;
  #isInExecutable = false;
  /** The token before, where nothing stands between: after `t.` comes a name, even `1e5` or `select`. */
  #followsName = false;
  #followsDot = false;

  constructor(sql: Buffer, options: LexerOptions = {}) {
    this.sql = sql;
    this.#charset = options.charset ?? null;
    this.#backslashEscapes = options.noBackslashEscapes !== true;
    this.#ansiQuotes = options.ansiQuotes === true;
  }

  /** Moves to the next token and returns its kind; at the end of the statement it stays at `end`. */
  next(): TokenKind {
    this.start = this.end;
    this.isTerminated = true;
    const kind = this.end >= this.sql.length ? TokenKind.end : this.#scan();
    const first = this.#at(this.start);
    this.#followsDot = this.#followsName && kind === TokenKind.operator && first === DOT;
    this.#followsName = kind === TokenKind.word || kind === TokenKind.quotedIdentifier;
    this.kind = kind;
    return kind;
  }

  /** Moves to the next token that is neither whitespace nor comment, nor a mark of an executable comment. */
  nextSignificant(): TokenKind {
    let kind = this.next();
    while (kind >= TokenKind.whitespace && kind <= TokenKind.hint) kind = this.next();
    return kind;
  }

  /** Whether the current token is this one byte. */
  isByte(byte: number): boolean {
    return this.end - this.start === 1 && this.sql[this.start] === byte;
  }

  /** The number of the current word, as `TokenReader` has it. */
  get keyword(): number {
    return this.kind === TokenKind.word ? keywordAt(this.sql, this.start, this.end) : 0;
  }

  /** A lexer of its own that stands on the same token, to look ahead. */
  ahead(): Lexer {
    const copy = new Lexer(this.sql, {
      charset: this.#charset,
      noBackslashEscapes: !this.#backslashEscapes,
      ansiQuotes: this.#ansiQuotes,
    });
    copy.start = this.start;
    copy.end = this.end;
    copy.kind = this.kind;
    copy.#isInExecutable = this.#isInExecutable;
    copy.#followsName = this.#followsName;
    copy.#followsDot = this.#followsDot;
    return copy;
  }

  /** The current token's text in upper case, for words of ASCII. */
  upperText(): string {
    return this.sql.toString('latin1', this.start, this.end).toUpperCase();
  }

  #at(index: number): number {
    return this.sql[index] ?? 0;
  }

  #class(index: number): number {
    return index < this.sql.length ? (BYTE_CLASSES[this.#at(index)] ?? 0) : 0;
  }

  #scan(): TokenKind {
    const byte = this.#at(this.start);
    const bits = BYTE_CLASSES[byte] ?? 0;
    if ((bits & ByteClass.space) !== 0) return this.#whitespace();
    if ((bits & ByteClass.digit) !== 0 && !this.#followsDot) return this.#number();
    if ((bits & ByteClass.word) !== 0) return this.#word(byte);
    if (byte === QUOTE) return this.#quoted(this.start, TokenKind.string);
    if (byte === DOUBLE_QUOTE) {
      return this.#quoted(this.start, this.#ansiQuotes ? TokenKind.quotedIdentifier : TokenKind.string);
    }
    if (byte === BACKTICK) return this.#quoted(this.start, TokenKind.quotedIdentifier);
    if (byte === HASH || (byte === MINUS && this.#beginsDashComment())) return this.#lineComment();
    if (byte === SLASH && this.#at(this.start + 1) === STAR) return this.#blockComment();
    if (byte === AT) return this.#variable();
    if (byte === DOT && !this.#followsName && (this.#class(this.start + 1) & ByteClass.digit) !== 0) {
      return this.#fraction(this.start + 1);
    }
    return this.#operator(byte);
  }

  #whitespace(): TokenKind {
    let at = this.start + 1;
    while ((this.#class(at) & ByteClass.space) !== 0) at++;
    this.end = at;
    return TokenKind.whitespace;
  }

  /** `--` opens a comment before whitespace, a control character or the end; otherwise it is two minus signs. */
  #beginsDashComment(): boolean {
    if (this.#at(this.start + 1) !== MINUS || this.start + 1 >= this.sql.length) return false;
    const next = this.#at(this.start + 2);
    return next <= 0x20 || next === 0x7f;
  }

  #lineComment(): TokenKind {
    const newline = this.sql.indexOf(NEWLINE, this.start);
    this.end = newline < 0 ? this.sql.length : newline + 1;
    return TokenKind.comment;
  }

  #blockComment(): TokenKind {
    const third = this.#at(this.start + 2);
    const isMariaDb = (third === 0x4d || third === 0x6d) && this.#at(this.start + 3) === BANG;
    if ((third === BANG || isMariaDb) && !this.#isInExecutable) return this.#executableStart(isMariaDb ? 4 : 3);
    const close = this.sql.indexOf('*/', this.start + 2, 'latin1');
    this.isTerminated = close >= 0;
    this.end = close < 0 ? this.sql.length : close + 2;
    return third === PLUS ? TokenKind.hint : TokenKind.comment;
  }

  #executableStart(markLength: number): TokenKind {
    let at = this.start + markLength;
    const digits = at;
    while (at - digits < 6 && (this.#class(at) & ByteClass.digit) !== 0) at++;
    this.end = at - digits >= 5 ? at : digits;
    this.#isInExecutable = true;
    return TokenKind.executableStart;
  }

  #word(first: number): TokenKind {
    const end = this.#wordEnd(this.start);
    if (this.#at(end) === QUOTE && end < this.sql.length && !this.#followsDot) {
      const kind = this.#introducedKind(first, end - this.start);
      if (kind !== null) return this.#quoted(end, kind);
    }
    this.end = end;
    return TokenKind.word;
  }

  /** What a word directly before a quote makes of the literal; null where it is only a word. */
  #introducedKind(first: number, length: number): TokenKind | null {
    if (first === UNDERSCORE) return TokenKind.string;
    const letter = first | 0x20;
    if (length !== 1) return null;
    if (letter === 0x6e) return TokenKind.string;
    return letter === 0x78 || letter === 0x62 ? TokenKind.binary : null;
  }

  #wordEnd(from: number): number {
    const { sql } = this;
    let at = from;
    while (at < sql.length) {
      const byte = sql[at] ?? 0;
      if (((BYTE_CLASSES[byte] ?? 0) & ByteClass.word) === 0) break;
      at += byte < 0x80 || this.#charset === null ? 1 : characterLength(sql, at, this.#charset);
    }
    return Math.min(at, sql.length);
  }

  /** A literal or identifier whose opening quote stands at `open`; a doubled quote stands for itself. */
  #quoted(open: number, kind: TokenKind): TokenKind {
    const { sql } = this;
    const quote = this.#at(open);
    const escapes = this.#backslashEscapes && kind !== TokenKind.quotedIdentifier;
    let at = open + 1;
    let ordinaryUntil = this.#charset === null ? open + LONG_QUOTED_BYTES : sql.length;
    let backslash = -1;
    let close = -1;
    while (at < sql.length) {
      if (at >= ordinaryUntil) {
        // a long literal: the next byte that counts is looked for by the library of the platform
        if (close < at) close = indexOrEnd(sql.indexOf(quote, at), sql.length);
        // no farther than the quote: the next backslash may be at the end of a large statement, or nowhere
        if (escapes && backslash < at)
          backslash = indexOrEnd(sql.subarray(at, close).indexOf(BACKSLASH), close - at) + at;
        at = escapes ? Math.min(close, backslash) : close;
        if (at >= sql.length) break;
        ordinaryUntil = at + 1;
      }
      const byte = sql[at] ?? 0;
      if (byte === quote) {
        if (sql[at + 1] !== quote) {
          this.end = at + 1;
          return kind;
        }
        at += 2;
      } else if (byte === BACKSLASH && escapes) at += 2;
      else at += byte < 0x80 || this.#charset === null ? 1 : characterLength(sql, at, this.#charset);
    }
    this.end = sql.length;
    this.isTerminated = false;
    return kind;
  }

  #number(): TokenKind {
    const { start } = this;
    let at = start + 1;
    if (this.#at(start) === ZERO && (this.#at(at) === 0x78 || this.#at(at) === 0x62)) return this.#prefixed();
    while ((this.#class(at) & ByteClass.digit) !== 0) at++;
    if (this.#at(at) === DOT) return this.#fraction(at + 1);
    const exponent = this.#exponentEnd(at);
    if (exponent > at) {
      this.end = exponent;
      return TokenKind.float;
    }
    // a name may begin with digits: 1abc
    if ((this.#class(at) & ByteClass.word) !== 0) {
      this.end = this.#wordEnd(at);
      return TokenKind.word;
    }
    this.end = at;
    return TokenKind.integer;
  }

  /** 0x… and 0b…, which are names when another letter or digit follows: 0xAG, 0b12; 0X41 always is one. */
  #prefixed(): TokenKind {
    const isHex = this.#at(this.start + 1) === 0x78;
    let at = this.start + 2;
    if (isHex) while ((this.#class(at) & ByteClass.hexDigit) !== 0) at++;
    else while (this.#at(at) === 0x30 || this.#at(at) === 0x31) at++;
    this.end = this.#wordEnd(at);
    return this.end === at && at > this.start + 2 ? TokenKind.binary : TokenKind.word;
  }

  /** The digits behind a decimal point, and an exponent. */
  #fraction(from: number): TokenKind {
    let at = from;
    while ((this.#class(at) & ByteClass.digit) !== 0) at++;
    this.end = this.#exponentEnd(at);
    return this.end > at ? TokenKind.float : TokenKind.decimal;
  }

  /** Behind the exponent that begins at `at`; `at` itself where there is none. */
  #exponentEnd(at: number): number {
    if ((this.#at(at) | 0x20) !== 0x65) return at;
    const sign = this.#at(at + 1);
    let digits = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    if ((this.#class(digits) & ByteClass.digit) === 0) return at;
    while ((this.#class(digits) & ByteClass.digit) !== 0) digits++;
    return digits;
  }

  /** @x, @'x y', @`x`, @@x, @@session.x; the host of an account ('u'@'h', u@h) reads the same way. */
  #variable(): TokenKind {
    let at = this.start + 1;
    if (this.#at(at) === AT) at++;
    for (;;) {
      const byte = this.#at(at);
      if (byte === QUOTE || byte === DOUBLE_QUOTE || byte === BACKTICK) {
        this.#quoted(at, byte === BACKTICK ? TokenKind.quotedIdentifier : TokenKind.string);
      } else this.end = this.#wordEnd(at);
      at = this.end;
      const following = this.#at(at + 1);
      const goesOn = (this.#class(at + 1) & ByteClass.word) !== 0 || following === BACKTICK;
      if (this.#at(at) !== DOT || !goesOn) break;
      at++;
    }
    return TokenKind.variable;
  }

  #operator(byte: number): TokenKind {
    this.end = this.start + 1;
    if (byte === QUESTION) return TokenKind.parameter;
    if (byte === STAR && this.#isInExecutable && this.#at(this.start + 1) === SLASH) {
      this.end = this.start + 2;
      this.#isInExecutable = false;
      return TokenKind.executableEnd;
    }
    if (LONG_OPERATOR_STARTS[byte] === 1) this.end = this.start + this.#operatorLength();
    return TokenKind.operator;
  }

  #operatorLength(): number {
    for (const operator of LONG_OPERATORS) {
      if (operator.every((byte, index) => this.#at(this.start + index) === byte)) return operator.length;
    }
    return 1;
  }
}
