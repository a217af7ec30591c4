// Texts that a statement brings along and compares or sorts by themselves: no column decides then by which collation, the
// connection's does. Hints that words give, no parser. https://dev.mysql.com/doc/refman/en/charset-collation-coercibility.html

import { CLOSE, OPEN, QUOTE } from './words/ascii.ts';
import { FUNCTION_NAMES } from './words/functions.ts';
import { keyword, keywordSet } from './words/keywords.ts';
import { TokenKind } from './words/token.ts';
import type { TokenReader } from './words/tokens.ts';

const FUNCTIONS = keywordSet(FUNCTION_NAMES);
const SORTS = keywordSet('ORDER GROUP DISTINCT DISTINCTROW UNION EXCEPT INTERSECT PARTITION');
const COMPARES = keywordSet('LIKE IN BETWEEN REGEXP RLIKE');
const COMPARING_SIGNS: ReadonlySet<number> = new Set(Buffer.from('=<>!'));
const [CASE, END, NOT] = ['CASE', 'END', 'NOT'].map(keyword);
/** What all collations by which case does not count compare and sort alike. */
const PLAIN = /^'(?:[A-Za-z0-9]+(?:[ .-][A-Za-z0-9]+)*)?'$/;

/** Takes every token that is neither white space nor a comment. */
export class OwnTexts {
  /** A text is compared with a text. */
  isCompared = false;
  /** The same, and they are not the same in all collations by which case does not count, or may be any. */
  isOddCompared = false;
  #sorts = false;
  #hasOwn = false;
  #hasOddOwn = false;
  /** The word before the current token; 0 behind any other token. */
  #word = 0;
  /** How many parentheses of functions, and CASE, are open: what stands there becomes a text of the connection's own. */
  #depth = 0;
  readonly #parentheses: boolean[] = [];
  #behind: 'text' | 'comparison' | null = null;
  /** Whether the text that is behind is one of `PLAIN`. */
  #isPlain = true;
  /** The text that is behind was compared with one already. */
  #isInList = false;

  /** What is made of texts may be sorted, or grouped. */
  get isSorted(): boolean {
    return this.#sorts && this.#hasOwn;
  }

  get isOddSorted(): boolean {
    return this.#sorts && this.#hasOddOwn;
  }

  step(lexer: TokenReader, kind: TokenKind): void {
    if (kind === TokenKind.string || kind === TokenKind.parameter) this.#text(lexer, kind);
    else this.#other(lexer, kind);
    this.#word = kind === TokenKind.word ? lexer.keyword : 0;
  }

  #text({ sql, start, end }: TokenReader, kind: TokenKind): void {
    const isPlain = kind === TokenKind.string && sql[start] === QUOTE && PLAIN.test(sql.toString('latin1', start, end));
    if (this.#behind === 'comparison') {
      this.isCompared = true;
      this.isOddCompared ||= !isPlain || !this.#isPlain;
    } else this.#isPlain = isPlain;
    // of a list, the one that is compared stays the same
    this.#isInList = this.#behind === 'comparison';
    this.#behind = 'text';
    if (this.#depth === 0) return;
    this.#hasOwn = true;
    this.#hasOddOwn ||= !isPlain && kind === TokenKind.string;
  }

  #other(lexer: TokenReader, kind: TokenKind): void {
    const isWord = kind === TokenKind.word;
    const isOpening = kind === TokenKind.operator && lexer.isByte(OPEN);
    if (this.#behind === 'text') this.#behind = this.#isInList ? null : comparisonOf(lexer, kind);
    else if (!isOpening && !(isWord && lexer.keyword === NOT)) this.#behind = null;
    if (isWord) {
      if (SORTS[lexer.keyword] === 1) this.#sorts = true;
      if (lexer.keyword === CASE) this.#depth++;
      else if (lexer.keyword === END && this.#depth > 0) this.#depth--;
    } else if (isOpening) {
      const isCall = FUNCTIONS[this.#word] === 1;
      this.#parentheses.push(isCall);
      if (isCall) this.#depth++;
    } else if (kind === TokenKind.operator && lexer.isByte(CLOSE) && this.#parentheses.pop() === true) this.#depth--;
  }
}

function comparisonOf({ sql, start, keyword: word }: TokenReader, kind: TokenKind): 'text' | 'comparison' | null {
  if (kind === TokenKind.word) return word === NOT ? 'text' : COMPARES[word] === 1 ? 'comparison' : null;
  return kind === TokenKind.operator && COMPARING_SIGNS.has(sql[start] ?? 0) ? 'comparison' : null;
}
