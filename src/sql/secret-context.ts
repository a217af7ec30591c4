// Follows a statement word by word and knows where the next literal is a secret.
// https://dev.mysql.com/doc/refman/en/create-user.html, https://mariadb.com/kb/en/create-user/ and their neighbours

import { COMMA, EQUALS, OPEN } from './ascii.ts';
import type { Lexer } from './lexer.ts';
import { TokenKind } from './token.ts';

/** How a literal is to be read: `secret` as a whole, `nested` as SQL of its own, `url` as a FEDERATED connection. */
export type LiteralRole = 'plain' | 'secret' | 'nested' | 'url';

/** Words behind which a new statement begins inside a compound statement. */
const BLOCK_WORDS: ReadonlySet<string> = new Set(['BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT', 'ATOMIC']);
/** Words of an IDENTIFIED clause directly before a secret. */
const CREDENTIAL_WORDS: ReadonlySet<string> = new Set(['BY', 'AS', 'USING', 'PASSWORD', 'OLD_PASSWORD', 'REPLACE']);
const PASSWORD_FUNCTIONS: ReadonlySet<string> = new Set(['PASSWORD', 'OLD_PASSWORD', 'ENCRYPT', 'REPLACE', 'TO']);

export class SecretContext {
  /** First word of the statement, and the first one behind CREATE or ALTER that names a kind of object. */
  #verb = '';
  #object = '';
  /** The word last seen; empty where another token than =, ( or an introducer came after it. */
  #word = '';
  #isCredential = false;
  #isSetPassword = false;
  #isItemStart = false;

  /** What a literal at this place is. */
  roleOfLiteral(): LiteralRole {
    const word = this.#word;
    if (this.#isCredential && CREDENTIAL_WORDS.has(word)) return 'secret';
    if (this.#isSetPassword && (word === '=' || PASSWORD_FUNCTIONS.has(word))) return 'secret';
    if (word === 'MASTER_PASSWORD' || word === 'SOURCE_PASSWORD') return 'secret';
    if (word === 'PASSWORD' && (this.#object === 'SERVER' || this.#verb === 'START')) return 'secret';
    if (word === 'CONNECTION' && (this.#verb === 'CREATE' || this.#verb === 'ALTER')) return 'url';
    const holdsStatement = this.#verb === 'PREPARE' || this.#verb === 'EXECUTE' || this.#verb === 'SET';
    return holdsStatement ? 'nested' : 'plain';
  }

  /** Takes a token that is neither a gap nor a literal. */
  step(lexer: Lexer): void {
    if (lexer.kind === TokenKind.word || lexer.kind === TokenKind.quotedIdentifier) this.#stepWord(lexer.upperText());
    else if (lexer.isByte(EQUALS) || lexer.sql.toString('latin1', lexer.start, lexer.end) === ':=') this.#stepEquals();
    else if (lexer.isByte(COMMA)) {
      this.#isItemStart = this.#verb === 'SET';
      this.#isSetPassword = false;
      this.#word = '';
    } else if (!lexer.isByte(OPEN)) this.#word = '';
  }

  /** Takes a literal. */
  stepLiteral(): void {
    this.#word = '';
    this.#isItemStart = false;
  }

  /** Takes a semicolon. */
  endStatement(): void {
    this.#verb = '';
    this.#object = '';
    this.#word = '';
    this.#isCredential = false;
    this.#isSetPassword = false;
    this.#isItemStart = false;
  }

  #stepEquals(): void {
    if (this.#isSetPassword) this.#word = '=';
  }

  #stepWord(text: string): void {
    if (text.startsWith('_')) return; // an introducer: _utf8mb4 'x'
    const word = text.startsWith('`') ? text.slice(1, -1) : text;
    if (BLOCK_WORDS.has(word)) this.endStatement();
    else if (this.#verb === '') this.#beginStatement(word);
    else this.#continueStatement(word);
    this.#word = word;
  }

  #beginStatement(verb: string): void {
    this.#verb = verb;
    this.#isItemStart = verb === 'SET';
  }

  #continueStatement(word: string): void {
    if (this.#object === '' && word !== 'OR' && word !== 'REPLACE') this.#object = word;
    const before = this.#word;
    // SET PASSWORD, SET x = 1, PASSWORD = …, SET STATEMENT … FOR SET PASSWORD
    const isSetting = this.#isItemStart || (this.#verb === 'SET' && before === 'SET');
    if (isSetting && word === 'PASSWORD') this.#isSetPassword = true;
    this.#isItemStart = false;
    // GROUP BY identified WITH ROLLUP is no credential
    if (before === 'IDENTIFIED' && (word === 'BY' || word === 'VIA' || word === 'WITH')) this.#isCredential = true;
    if (before === 'WITH' && word === 'ROLLUP') this.#isCredential = false;
    if (word === 'CHALLENGE_RESPONSE') this.#isCredential = true;
  }
}
