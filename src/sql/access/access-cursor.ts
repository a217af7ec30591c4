// Goes over the significant tokens of a statement for those who ask which data it is about: words as numbers, parameters
// counted, names without their quotes.

import { CLOSE, COMMA, DOT, OPEN, SEMICOLON } from '../words/ascii.ts';
import { isReserved } from '../words/keywords.ts';
import { TokenKind } from '../words/token.ts';
import type { TokenReader, Tokens } from '../words/tokens.ts';

/** The current token, kept beyond the next step. */
export interface SeenToken {
  readonly kind: TokenKind;
  readonly keyword: number;
  readonly start: number;
  readonly end: number;
  /** Of a parameter: its place among all, from 0. */
  readonly parameter: number;
}

export class AccessCursor {
  readonly sql: Buffer;
  /** Parameters up to and with the current token. */
  parameters = 0;
  /** An executable comment was met: what stands in it some servers run and others do not. */
  isConditional = false;
  /** The number of the current word; behind a dot every word is a name. */
  keyword = 0;
  readonly #reader: TokenReader;

  constructor(tokens: Tokens) {
    this.sql = tokens.sql;
    this.#reader = tokens.read();
  }

  get kind(): TokenKind {
    return this.#reader.kind;
  }

  get seen(): SeenToken {
    const { kind, start, end } = this.#reader;
    return { kind, keyword: this.keyword, start, end, parameter: this.parameters - 1 };
  }

  /** Moves to the next token that is neither whitespace nor a comment. */
  next(): TokenKind {
    const isBehindDot = this.isDot;
    let kind = this.#reader.next();
    while (kind >= TokenKind.whitespace && kind <= TokenKind.hint) {
      if (kind === TokenKind.executableStart) this.isConditional = true;
      kind = this.#reader.next();
    }
    this.keyword = isBehindDot ? 0 : this.#reader.keyword;
    if (kind === TokenKind.parameter) this.parameters++;
    // what is cut off is an error, or something that only a server knows
    if (!this.#reader.isTerminated) this.isConditional = true;
    return kind;
  }

  /** The token behind the current one. */
  peek(): TokenReader {
    const ahead = this.#reader.ahead();
    ahead.nextSignificant();
    return ahead;
  }

  is(keyword: number): boolean {
    return this.keyword === keyword;
  }

  isIn(set: Uint8Array): boolean {
    return set[this.keyword] === 1;
  }

  isSign(byte: number): boolean {
    return this.kind === TokenKind.operator && this.#reader.isByte(byte);
  }

  get isEnd(): boolean {
    return this.kind === TokenKind.end || this.isSign(SEMICOLON);
  }

  get isOpen(): boolean {
    return this.isSign(OPEN);
  }

  get isClose(): boolean {
    return this.isSign(CLOSE);
  }

  get isComma(): boolean {
    return this.isSign(COMMA);
  }

  get isDot(): boolean {
    return this.isSign(DOT);
  }

  /** Whether the current token may be a name; behind a dot any word is one. */
  isName(isBehindDot = false): boolean {
    if (this.kind === TokenKind.quotedIdentifier) return true;
    return this.kind === TokenKind.word && (isBehindDot || !isReserved(this.keyword));
  }

  /** The current token's text, without the quotes of a name. */
  get name(): string {
    return nameOf(this.sql, this.seen);
  }

  /** Moves on where the current token is this word. */
  skip(keyword: number): boolean {
    if (!this.is(keyword)) return false;
    this.next();
    return true;
  }
}

/** The name that a token stands for. */
export function nameOf(sql: Buffer, { kind, start, end }: SeenToken): string {
  const text = sql.toString('utf8', start, end);
  if (kind !== TokenKind.quotedIdentifier) return text;
  const quote = text.charAt(0);
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
