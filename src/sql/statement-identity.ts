// Which statements count as the same one, by the rules in docs/matching.md. Not covered on purpose: text of the statement that the server quotes back (the "near …" and the line of a syntax
// error, PROCESSLIST, the performance schema). Details were checked against a MySQL 9.7 server.

import { ColumnScope } from './column-scope.ts';
import {
  BACKTICK,
  COMMA,
  DOT,
  DOUBLE_QUOTE,
  HASH,
  MINUS,
  NEWLINE,
  OPEN,
  QUOTE,
  SEMICOLON,
  SPACE,
} from './words/ascii.ts';
import { BYTE_CLASSES, ByteClass } from './words/characters.ts';
import { isReserved, isUpperCase, keyword, keywordBytes } from './words/keywords.ts';
import { Collector, type PieceSink } from './words/pieces.ts';
import { type LexerOptions, TokenKind } from './words/token.ts';
import { type TokenReader, Tokens } from './words/tokens.ts';

const ALTER = keyword('ALTER');
const CREATE = keyword('CREATE');
const ONE_SPACE = Uint8Array.of(SPACE);
/** The shortest comment that ends. */
const EMPTY_COMMENT = Uint8Array.of(HASH, NEWLINE);
const NOWHERE = -1;

/** Gives the normal form of a statement to `sink`; one piece from 0 to its length where nothing changes. */
export function normaliseTo(sql: Buffer, options: LexerOptions, sink: PieceSink): void {
  new Normaliser(new Tokens(sql, options), sink).run();
}

/**
 * The normal form of a statement (see docs/matching.md). Idempotent, at most a byte longer than `sql`, and a view of it
 * where only its ends change: whoever keeps the result past the life of `sql` copies.
 */
export function normaliseStatement(sql: Buffer, options: LexerOptions = {}): Buffer {
  return normaliseTokens(new Tokens(sql, options));
}

/** As `normaliseStatement`. */
export function normaliseTokens(tokens: Tokens): Buffer {
  const collector = new Collector(tokens.sql);
  new Normaliser(tokens, collector).run();
  return collector.finish();
}

/** One pass over the tokens. */
class Normaliser {
  readonly #sql: Buffer;
  readonly #lexer: TokenReader;
  readonly #sink: PieceSink;
  readonly #scope = new ColumnScope();
  /** The statement's bytes before this were given to the sink or dropped. */
  #done = 0;
  /** Where the gap before the current token begins, and whether it holds a comment. */
  #gap = NOWHERE;
  #gapHasComment = false;
  /** Semicolons that count only if something follows, and where the first of them, or the gap before it, begins. */
  #semicolons = 0;
  #semicolonsFrom = NOWHERE;
  #isStatementEmpty = true;
  /** From an executable comment or a definition on. */
  #keepsGaps = false;
  #executableClose = NOWHERE;
  #previous: TokenKind = TokenKind.end;
  #previousByte = 0;
  #previousEnd = 0;

  constructor(tokens: Tokens, sink: PieceSink) {
    this.#sql = tokens.sql;
    this.#lexer = tokens.read();
    this.#sink = sink;
  }

  run(): void {
    const lexer = this.#lexer;
    for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
      if (kind === TokenKind.whitespace || (kind === TokenKind.comment && lexer.isTerminated)) this.#widenGap(kind);
      else if (kind === TokenKind.operator && lexer.isByte(SEMICOLON)) this.#semicolon();
      else {
        this.#significant(kind);
        if (this.#losesTrack(kind)) break;
      }
    }
    this.#finish();
  }

  #widenGap(kind: TokenKind): void {
    if (this.#gap === NOWHERE) {
      this.#gap = this.#lexer.start;
      this.#gapHasComment = false;
    }
    if (kind === TokenKind.comment) this.#gapHasComment = true;
  }

  #semicolon(): void {
    const { start } = this.#lexer;
    if (this.#isStatementEmpty) this.#keepEmptyStatement(start);
    if (this.#scope.isInItem) this.#endLastItem(start);
    if (this.#semicolons === 0) this.#semicolonsFrom = this.#gap === NOWHERE ? start : this.#gap;
    this.#semicolons++;
    this.#gap = NOWHERE;
    this.#isStatementEmpty = true;
    this.#scope.endStatement();
  }

  /** Behind the last column the server drops whitespace at the end of all it was sent: before a comment it stays. */
  #endLastItem(end: number): void {
    const gap = this.#gap;
    this.#gap = NOWHERE;
    if (gap === NOWHERE || !this.#gapHasComment || this.#keepsGaps) return;
    const space = this.#spaceBehindWord(gap, end);
    if (space === gap) return;
    this.#replace(space, end, EMPTY_COMMENT);
    this.#previousEnd = end;
  }

  /** Where the whitespace ends that belongs to an expression before it: such as ends in a word. */
  #spaceBehindWord(gap: number, end: number): number {
    if (this.#previous !== TokenKind.word && this.#previous !== TokenKind.quotedIdentifier) return gap;
    let at = gap;
    while (at < end && ((BYTE_CLASSES[this.#sql[at] ?? 0] ?? 0) & ByteClass.space) !== 0) at++;
    return at;
  }

  /** Of the gap behind a column expression only whitespace counts, and that behind a word only. */
  #endItem(gap: number, start: number): void {
    const space = this.#spaceBehindWord(gap, start);
    if (space === start) return;
    const isComma = this.#sql[start] === COMMA;
    if (space > gap) this.#replace(space, start, null);
    else if (isComma) this.#replace(gap, start, null);
    else if (start - gap !== 1 || this.#sql[gap] !== SPACE)
      this.#replace(gap, start, this.#previous === TokenKind.word ? EMPTY_COMMENT : ONE_SPACE);
  }

  #significant(kind: TokenKind): void {
    const { start, end } = this.#lexer;
    const isName = this.#previousByte === DOT;
    const word = !isName && isReserved(this.#lexer.keyword) ? this.#lexer.keyword : 0;
    this.#scope.step(this.#lexer, kind, word);
    if (this.#semicolons > 0) this.#separateStatements(start);
    else if (this.#gap !== NOWHERE) this.#closeGap(start, kind);
    this.#gap = NOWHERE;
    if (word !== 0 && !this.#keepsGaps && !this.#scope.isToken && !isUpperCase(this.#sql, start, end)) {
      this.#replace(start, end, keywordBytes(word));
    }
    if (word === CREATE || word === ALTER || kind === TokenKind.executableStart) this.#keepsGaps = true;
    this.#isStatementEmpty = false;
    this.#previous = kind;
    this.#previousByte = end - start === 1 ? (this.#sql[start] ?? 0) : 0;
    this.#previousEnd = end;
  }

  /** Whether the server may see the tokens from here on otherwise than we do, so that only bytes can count. */
  #losesTrack(kind: TokenKind): boolean {
    const { start, end } = this.#lexer;
    // a server that skips an executable comment ends it at its first */, one that runs it does not look into literals
    if (kind === TokenKind.executableStart) this.#executableClose = this.#sql.indexOf('*/', end, 'latin1');
    if (kind === TokenKind.executableEnd) return start !== this.#executableClose;
    if (kind !== TokenKind.hint) return !this.#lexer.isTerminated;
    const hint = this.#sql.subarray(start, end);
    return hint.includes(QUOTE) || hint.includes(DOUBLE_QUOTE) || hint.includes(BACKTICK);
  }

  /** Decides on the gap between the token before and the one that begins at `start`. */
  #closeGap(start: number, kind: TokenKind): void {
    const gap = this.#gap;
    if (this.#previous === TokenKind.end) {
      this.#replace(gap, start, null);
      return;
    }
    if (this.#keepsGaps) return;
    if (this.#scope.isGap) {
      if (this.#scope.isBehindItem) this.#endItem(gap, start);
      return;
    }
    const byte = kind === TokenKind.operator ? this.#sql[start] : 0;
    if (byte === OPEN && this.#gapHasComment && this.#previous === TokenKind.word) return;
    // with a space behind them, two minus signs would begin a comment
    if (this.#previousByte === MINUS && this.#gapHasComment) return;
    if (byte === COMMA) this.#replace(gap, start, null);
    else if (start - gap !== 1 || this.#sql[gap] !== SPACE) this.#replace(gap, start, ONE_SPACE);
  }

  #separateStatements(start: number): void {
    if (!this.#keepsGaps && start - this.#semicolonsFrom !== this.#semicolons) {
      this.#replace(this.#semicolonsFrom, start, Buffer.alloc(this.#semicolons, SEMICOLON));
    }
    this.#semicolons = 0;
  }

  /** A statement of nothing but comments has an answer of its own: OK, where an empty one is an error. */
  #keepEmptyStatement(end: number): void {
    if (this.#gap === NOWHERE || !this.#gapHasComment) return;
    const gap = this.#gap;
    if (this.#semicolons > 0) this.#separateStatements(gap);
    if (!this.#keepsGaps) this.#replace(gap, end, EMPTY_COMMENT);
    this.#gap = NOWHERE;
    this.#previous = TokenKind.comment;
    this.#previousByte = 0;
    this.#previousEnd = end;
  }

  #finish(): void {
    const { length } = this.#sql;
    const isCutShort =
      this.#lexer.kind !== TokenKind.end || this.#executableClose >= this.#previousEnd || this.#previousByte === MINUS;
    if (this.#isStatementEmpty) this.#keepEmptyStatement(length);
    else if (this.#scope.isInItem) this.#endLastItem(length);
    this.#flush(isCutShort ? length : this.#previousEnd);
  }

  #flush(to: number): void {
    if (to > this.#done) this.#sink.piece(this.#done, to);
    this.#done = Math.max(this.#done, to);
  }

  #replace(from: number, to: number, bytes: Uint8Array | null): void {
    this.#flush(from);
    if (bytes !== null) this.#sink.replacement(bytes);
    this.#done = to;
  }
}
