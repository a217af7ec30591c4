// A statement's words as the uses of its values are read in: names without their quotes, constants, words of the language.

import { tokensOf } from '../statement-reading.ts';
import { type LexerOptions, TokenKind } from '../words/token.ts';
import { isName, nameAt } from './brought-in.ts';
import { KEYWORDS } from './value-words.ts';

export interface Word {
  /** In lower case, of a name without its quotes. */
  readonly text: string;
  readonly start: number;
  readonly isName: boolean;
  /** A word of the language, which names no column. */
  readonly isKeyword: boolean;
  readonly isConstant: boolean;
}

/** @param sql in its normal form */
export function wordsOf(sql: Buffer, options: LexerOptions): readonly Word[] {
  const lexer = tokensOf(sql, options).read();
  const words: Word[] = [];
  for (let kind = lexer.nextSignificant(); kind !== TokenKind.end; kind = lexer.nextSignificant()) {
    const { start, end } = lexer;
    const isConstant = (kind >= TokenKind.string && kind <= TokenKind.float) || kind === TokenKind.parameter;
    const text = isName(kind) ? nameAt(lexer).text.toLowerCase() : sql.toString('latin1', start, end).toLowerCase();
    const isKeyword = kind === TokenKind.word && KEYWORDS.has(text);
    words.push({ text, start, isName: isName(kind) || kind === TokenKind.variable, isKeyword, isConstant });
  }
  return words;
}
