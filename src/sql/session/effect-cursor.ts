// Where a reader of a statement's effects (session-effects.ts) stands among its tokens.

import { nameIn } from '../dependencies.ts';
import { DOT, SEMICOLON } from '../words/ascii.ts';
import { TokenKind } from '../words/token.ts';
import type { TokenReader, Tokens } from '../words/tokens.ts';

export class EffectCursor {
  readonly reader: TokenReader;

  constructor(tokens: Tokens) {
    this.reader = tokens.read();
  }

  /** At the end of a statement. */
  get isEnd(): boolean {
    return this.reader.kind === TokenKind.end || this.isSign(SEMICOLON);
  }

  get isName(): boolean {
    return this.reader.kind === TokenKind.word || this.reader.kind === TokenKind.quotedIdentifier;
  }

  /** `:=` */
  get isAssignmentSign(): boolean {
    const { kind, start, end, sql } = this.reader;
    return kind === TokenKind.operator && end - start === 2 && sql.toString('latin1', start, end) === ':=';
  }

  isSign(byte: number): boolean {
    return this.reader.kind === TokenKind.operator && this.reader.isByte(byte);
  }

  skipRest(): void {
    while (!this.isEnd) this.reader.nextSignificant();
  }

  /** The last part of a name; the reader then stands behind it. */
  takeName(): string {
    let name = nameIn(this.reader);
    this.reader.nextSignificant();
    while (this.isSign(DOT)) {
      this.reader.nextSignificant();
      name = nameIn(this.reader);
      this.reader.nextSignificant();
    }
    return name;
  }
}

/** Tokens behind a place, up to the statement's end. */
export class Rest {
  readonly reader: TokenReader;
  readonly #from: number;

  constructor(tokens: Tokens, from: number) {
    this.reader = tokens.read();
    this.#from = from;
  }

  next(): TokenKind {
    let kind = this.reader.nextSignificant();
    while (kind !== TokenKind.end && this.reader.start < this.#from) kind = this.reader.nextSignificant();
    return kind;
  }

  get isSemicolon(): boolean {
    return this.reader.kind === TokenKind.operator && this.reader.isByte(SEMICOLON);
  }
}
