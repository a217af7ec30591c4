// Follows a statement word by word and knows where the next literal is a secret.
// https://dev.mysql.com/doc/refman/en/create-user.html, https://mariadb.com/kb/en/create-user/ and their neighbours

import { CLOSE, COMMA, EQUALS, OPEN } from '../words/ascii.ts';
import type { Lexer } from '../words/lexer.ts';
import { TokenKind } from '../words/token.ts';
import { KeyArguments } from './key-arguments.ts';

/** How a literal is to be read: `secret` as a whole, `nested` as SQL of its own, `url` as a FEDERATED connection. */
export type LiteralRole = 'plain' | 'secret' | 'nested' | 'url';

/** Words behind which a new statement begins inside a compound statement. */
const BLOCK_WORDS: ReadonlySet<string> = new Set(['BEGIN', 'THEN', 'ELSE', 'DO', 'LOOP', 'REPEAT', 'ATOMIC']);
/** Words of an IDENTIFIED clause directly before a secret. */
const CREDENTIAL_WORDS: ReadonlySet<string> = new Set(['BY', 'AS', 'USING', 'PASSWORD', 'OLD_PASSWORD', 'REPLACE']);
/** Words behind which a literal of an account statement is something else than a secret. */
const OPEN_WORDS: ReadonlySet<string> = new Set(
  `WITH VIA COMMENT ATTRIBUTE ISSUER SUBJECT CIPHER REQUIRE USER TO FOR FROM HOST AND OR ROLE ON EXISTS ADMIN IN LIKE
  OPTIONS SCHEMA ENGINE`.split(/\s+/),
);
const ACCOUNT_VERBS: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'GRANT', 'SET', 'CLONE']);
/** A slip of the one word that says that a password comes: IDENTIFED, INDENTIFIED. */
const LIKE_IDENTIFIED = /^IN?DENT/;
/** Names of user variables that say that their value is secret. */
const TELLING = /pass(?:word|wd|phrase)|pwd|secret|token|credential|api_?key|(?:private|encryption|crypt|aes)_?key/i;
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
  /** Whether this item of the statement spoke of IDENTIFIED, or of something like it. */
  #isIdentified = false;
  readonly #keys = new KeyArguments();
  /** A user variable whose name says that it is secret: just read, or being assigned at a depth of parentheses. */
  #isTelling = false;
  #assignedAt = -1;

  /** What a literal at this place is. */
  roleOfLiteral(): LiteralRole {
    const word = this.#word;
    if (this.#keys.isKey || this.#assignedAt >= 0) return 'secret';
    if (this.#isIdentified && word !== '' && !OPEN_WORDS.has(word)) return 'secret';
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
    const isTelling = this.#isTelling;
    this.#isTelling = lexer.kind === TokenKind.variable && isTellingName(lexer);
    if (isTelling && isAssignment(lexer)) this.#assignedAt = this.#keys.depth;
    if (lexer.isByte(OPEN)) this.#keys.open(this.#word);
    else if (lexer.isByte(CLOSE)) this.#close();
    else if (lexer.isByte(COMMA)) this.#comma();
    if (lexer.kind === TokenKind.word || lexer.kind === TokenKind.quotedIdentifier) this.#stepWord(lexer.upperText());
    else if (isAssignment(lexer)) this.#stepEquals();
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
    this.#isIdentified = false;
    this.#keys.endStatement();
    this.#assignedAt = -1;
  }

  #comma(): void {
    this.#keys.comma();
    if (this.#assignedAt >= this.#keys.depth) this.#assignedAt = -1;
  }

  #close(): void {
    this.#keys.close();
    if (this.#assignedAt > this.#keys.depth) this.#assignedAt = -1;
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
    if (LIKE_IDENTIFIED.test(word) && ACCOUNT_VERBS.has(this.#verb)) this.#isIdentified = true;
    if (this.#assignedAt >= 0 && ENDS_ASSIGNMENT.has(word)) this.#assignedAt = -1;
  }
}

/** Words behind which an assigned value has ended, where no comma ends it: `SELECT @secret := 'x' FROM t WHERE a = 'y'`. */
const ENDS_ASSIGNMENT: ReadonlySet<string> = new Set(['FROM', 'WHERE', 'INTO', 'LIMIT', 'ORDER', 'GROUP', 'AND', 'OR']);

function isAssignment(lexer: Lexer): boolean {
  return lexer.isByte(EQUALS) || lexer.sql.toString('latin1', lexer.start, lexer.end) === ':=';
}

/** `@db_password`, and no system variable; what is compared (`@password = 'x'` in a condition) is as secret. */
function isTellingName(lexer: Lexer): boolean {
  const name = lexer.sql.toString('latin1', lexer.start, Math.min(lexer.end, lexer.start + 80));
  return !name.startsWith('@@') && TELLING.test(name);
}
