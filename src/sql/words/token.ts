// The kinds of token that the lexer tells apart, and the settings of a connection that decide how it reads.

import type { StatementRules } from '../../core/command.ts';
import type { MultiByteCharset } from './characters.ts';

/** What a token is. `end` stands behind the last one. */
export const TokenKind = {
  end: 0,
  whitespace: 1,
  comment: 2,
  /** Beginning of `/*! …`, with its version; the tokens inside follow, and then `executableEnd`. */
  executableStart: 3,
  executableEnd: 4,
  /** A whole optimizer hint: any comment that begins with `/*+`. */
  hint: 5,
  /** Quoted with ' or ", with its introducer N or _charset where that stands directly before it. */
  string: 6,
  /** x'…' b'…' 0x… 0b… */
  binary: 7,
  integer: 8,
  decimal: 9,
  float: 10,
  quotedIdentifier: 11,
  word: 12,
  variable: 13,
  parameter: 14,
  operator: 15,
} as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

/** How the connection reads a statement; every one is off by default. */
export interface LexerOptions {
  /** Set where the connection's character set is one of these. */
  readonly charset?: MultiByteCharset | null;
  /** sql_mode NO_BACKSLASH_ESCAPES; a server tells it by a bit in its status flags (0x0200). */
  readonly noBackslashEscapes?: boolean;
  /** sql_mode ANSI_QUOTES: "…" is an identifier. */
  readonly ansiQuotes?: boolean;
  /** The user's own rules of what counts; they change no token. */
  readonly rules?: StatementRules | null;
}
