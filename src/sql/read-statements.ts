// What the text of a command consists of, statement by statement, as far as it decides whether it may be sent to a live
// server and whether its answer can be compared.

import { tokensOf } from './statement-reading.ts';
import { type LexerOptions, TokenKind } from './words/token.ts';
import type { TokenReader } from './words/tokens.ts';

/** One statement among those that a semicolon separates. */
export interface StatementWords {
  /** Its text, without the semicolon. */
  readonly text: Buffer;
  /** The first words and signs, words in upper case, names in quotes as they are without them. */
  readonly head: readonly string[];
  /** All words in upper case, names in quotes too. */
  readonly words: ReadonlySet<string>;
  /** Words with an opening parenthesis directly behind them. */
  readonly calls: ReadonlySet<string>;
  /** System and user variables in upper case, with their signs. */
  readonly variables: ReadonlySet<string>;
}

const HEAD_TOKENS = 64;

/** Words inside executable comments count: the server runs them. */
export function readStatements(sql: Buffer, options: LexerOptions): readonly StatementWords[] {
  const statements: StatementWords[] = [];
  const lexer = tokensOf(sql, options).read();
  for (;;) {
    const statement = readOne(lexer);
    if (statement.head.length > 0) statements.push(statement);
    if (lexer.kind === TokenKind.end) return statements;
  }
}

function readOne(lexer: TokenReader): StatementWords {
  const head: string[] = [];
  const words = new Set<string>();
  const calls = new Set<string>();
  const variables = new Set<string>();
  const from = lexer.end;
  let previous = '';
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const isSign = kind === TokenKind.operator;
    const text = lexer.sql.toString('utf8', lexer.start, Math.min(lexer.end, lexer.start + MAX_WORD_BYTES));
    if (isSign && text === ';') break;
    const word = kind === TokenKind.quotedIdentifier ? text.slice(1, -1).toUpperCase() : text.toUpperCase();
    const isWord = kind === TokenKind.word || kind === TokenKind.quotedIdentifier;
    if (isWord) words.add(word);
    if (kind === TokenKind.variable) variables.add(word);
    if (isSign && text === '(' && previous !== '') calls.add(previous);
    if (head.length < HEAD_TOKENS) head.push(isWord || isSign ? word : '?');
    previous = kind === TokenKind.word ? word : '';
  }
  return { text: lexer.sql.subarray(from, lexer.start), head, words, calls, variables };
}

/** Names are shorter; of literals only that they are there counts. */
const MAX_WORD_BYTES = 256;
