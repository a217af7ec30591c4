// Whether a statement calls a function that is none of the servers' own: an application's, of which nobody knows what it
// reads and assigns. A hint that words give: a name before a parenthesis, where no list of columns may stand.

import { KNOWN_BEFORE_PARENTHESIS } from './access/access-words.ts';
import { OPEN } from './words/ascii.ts';
import { keyword, keywordSet } from './words/keywords.ts';
import { TokenKind } from './words/token.ts';
import type { TokenReader } from './words/tokens.ts';

const CALLING = keywordSet('SELECT DO SET UPDATE DELETE TABLE VALUES INSERT REPLACE WITH');
/** `INSERT INTO t (a, b)`: the first parenthesis may be about columns. */
const WITH_COLUMNS = keywordSet('INSERT REPLACE');
const [WITH, SELECT] = ['WITH', 'SELECT'].map(keyword);

export class OwnCalls {
  #first = 0;
  #isName = false;
  #hasOpened = false;
  #hasSelect = false;

  /** A token that is neither white space nor a comment. Returns whether it opens the arguments of an own function. */
  step(lexer: TokenReader, kind: TokenKind): boolean {
    const isOpening = kind === TokenKind.operator && lexer.isByte(OPEN);
    const isCall = isOpening && this.#isName && this.#isPossible;
    if (isOpening) this.#hasOpened = true;
    const isWord = kind === TokenKind.word;
    if (isWord && this.#first === 0) this.#first = lexer.keyword;
    if (isWord && lexer.keyword === SELECT) this.#hasSelect = true;
    this.#isName = kind === TokenKind.quotedIdentifier || (isWord && KNOWN_BEFORE_PARENTHESIS[lexer.keyword] !== 1);
    return isCall;
  }

  get #isPossible(): boolean {
    if (CALLING[this.#first] !== 1) return false;
    if (WITH_COLUMNS[this.#first] === 1) return this.#hasOpened;
    return this.#first !== WITH || this.#hasSelect;
  }
}
