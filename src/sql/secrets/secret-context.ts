// Follows a statement word by word and knows where the next literal is a secret.
// https://dev.mysql.com/doc/refman/en/create-user.html, https://mariadb.com/kb/en/create-user/ and their neighbours

import { AT, CLOSE, COMMA, DOT, EQUALS, OPEN, SEMICOLON } from '../words/ascii.ts';
import { TokenKind } from '../words/token.ts';
import type { TokenReader } from '../words/tokens.ts';
import { KeyArguments } from './key-arguments.ts';
import { isTellingName, isTellingSetting } from './telling-names.ts';

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
/** Options of statements and tables. */
const SECRET_OPTIONS: ReadonlySet<string> = new Set([
  'MASTER_PASSWORD',
  'SOURCE_PASSWORD',
  'S3_SECRET_KEY',
  'S3_ACCESS_KEY',
]);
/** Statements that give variables a value. */
const ASSIGNING: ReadonlySet<string> = new Set(['SET', 'INSTALL', 'DECLARE']);
const PASSWORD_OR_SLIP = /^PAS+[WOR]{1,3}D$/;
const ACCOUNTS: ReadonlySet<string> = new Set(['USER', 'ROLE']);
/** Tables of the schema mysql whose rows hold passwords or hashes. */
const ACCOUNT_TABLES: ReadonlySet<string> = new Set(['USER', 'GLOBAL_PRIV', 'SERVERS', 'PASSWORD_HISTORY']);
const WRITES: ReadonlySet<string> = new Set(['INSERT', 'REPLACE', 'UPDATE']);
/** What may stand behind IDENTIFIED BY and is no password without its quotes. */
const BEHIND_BY: ReadonlySet<string> = new Set(['RANDOM', 'PASSWORD', 'OLD_PASSWORD', 'CONCAT', 'VALUES']);

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
  /** Whether the token before was a word or a variable, and its bounds. */
  #isName = false;
  #nameStart = 0;
  #nameEnd = 0;
  /** Where what is given to it begins, in parentheses; -1 where nothing is. */
  #assignedAt = -1;
  /** Whether a variable with a telling name is being declared. */
  #isDeclared = false;
  /** Whether every literal from here to the statement's end is secret. */
  #isTainted = false;
  /** Calls of DECODE that were looked into. */
  #looks = 0;
  /** The word before a dot. */
  #schema = '';
  #hasVariable = false;
  /** Whether a literal in place of the word before would have been secret, and how deep the parentheses are that stand there. */
  #isBehindSecret = false;
  #groupAt = -1;
  /** CASE expressions that are open: their THEN and ELSE begin no statement. */
  #cases = 0;
  /** What the step before was told of `INTO @variable`. */
  intoVariable: 'telling' | 'other' | null = null;

  /** Whether it defines a table or a server, whose options are texts of many forms. */
  get isDefinition(): boolean {
    return this.#verb === 'CREATE' || this.#verb === 'ALTER';
  }

  /** What follows belongs to a secret that has begun. */
  taint(): void {
    this.#isTainted = true;
  }

  /** A password that somebody forgot to quote: what belongs to it nobody can tell. */
  isBareSecret(lexer: TokenReader): boolean {
    if (!this.#isCredential || this.#word !== 'BY' || !ACCOUNT_VERBS.has(this.#verb)) return false;
    const { kind } = lexer;
    if (kind === TokenKind.word) return !BEHIND_BY.has(lexer.upperText()) && !lexer.upperText().startsWith('_');
    return kind === TokenKind.quotedIdentifier || (kind >= TokenKind.integer && kind <= TokenKind.float);
  }

  /** What a literal at this place is. */
  roleOfLiteral(): LiteralRole {
    const word = this.#word;
    if (this.#keys.isKey || this.#assignedAt >= 0 || this.#groupAt >= 0 || this.#isTainted) return 'secret';
    if (this.#isIdentified && word !== '' && !OPEN_WORDS.has(word)) return 'secret';
    if (this.#isCredential && CREDENTIAL_WORDS.has(word)) return 'secret';
    if (this.#isSetPassword && word !== 'FOR') return 'secret';
    if (word === 'PASSWORD' && this.#isAccount) return 'secret';
    if (SECRET_OPTIONS.has(word)) return 'secret';
    if (word === 'PASSWORD' && (this.#object === 'SERVER' || this.#verb === 'START')) return 'secret';
    if (word.startsWith('STATEMENT_DIGEST')) return 'nested';
    if (word === 'CONNECTION' && (this.#verb === 'CREATE' || this.#verb === 'ALTER')) return 'url';
    const holdsStatement = this.#verb === 'PREPARE' || this.#verb === 'EXECUTE' || this.#verb === 'SET';
    return holdsStatement || this.#hasVariable ? 'nested' : 'plain';
  }

  get #isAccount(): boolean {
    return this.#verb === 'GRANT' || (ACCOUNT_VERBS.has(this.#verb) && ACCOUNTS.has(this.#object));
  }

  /** Takes a token that is neither a gap nor a literal. */
  step(lexer: TokenReader): void {
    this.#stepName(lexer);
    const isWord = lexer.kind === TokenKind.word || lexer.kind === TokenKind.quotedIdentifier;
    const isOpen = lexer.isByte(OPEN);
    const isSecret = (isWord || isOpen) && this.roleOfLiteral() === 'secret';
    if (isOpen && this.#groupAt < 0 && (isSecret || this.#isBehindSecret)) this.#groupAt = this.#keys.depth + 1;
    this.#isBehindSecret = isWord && isSecret;
    if (isOpen) this.#keys.open(this.#word === 'DECODE' && this.#isComparing(lexer) ? '' : this.#word);
    else if (lexer.isByte(CLOSE)) this.#close();
    else if (lexer.isByte(COMMA)) this.#comma();
    if (isWord) this.#stepWord(lexer);
    else if (isAssignment(lexer)) this.#stepEquals();
    else if (lexer.isByte(COMMA)) {
      this.#isItemStart = this.#verb === 'SET';
      this.#isSetPassword = false;
      this.#word = '';
    } else if (!isOpen) this.#word = '';
  }

  /** Oracle's DECODE, of MariaDB: it compares, has three arguments at least, and no key among them. */
  #isComparing(lexer: TokenReader): boolean {
    if (this.#looks++ >= MOST_LOOKS) return false;
    return hasArguments(lexer, 3);
  }

  /** Of variables and settings that are given something. */
  #stepName(lexer: TokenReader): void {
    const isVariable = lexer.kind === TokenKind.variable;
    if (isAssignment(lexer)) this.#assign(lexer);
    else if (this.#verb === 'DECLARE') this.#declare(lexer);
    this.#isName = isVariable || lexer.kind === TokenKind.word;
    if (this.#isName) [this.#nameStart, this.#nameEnd] = [lexer.start, lexer.end];
    const isOwn = isVariable && lexer.sql.toString('latin1', lexer.start, lexer.start + 2) !== '@@';
    this.#hasVariable ||= isOwn;
    this.intoVariable = isOwn && this.#word === 'INTO' ? (this.#isTelling(lexer) ? 'telling' : 'other') : null;
    if (lexer.isByte(DOT)) this.#schema = this.#word;
    else if (lexer.kind !== TokenKind.word && lexer.kind !== TokenKind.quotedIdentifier) this.#schema = '';
  }

  /** The name before is given something; by a bare `:=` in MariaDB's Oracle mode. */
  #assign(lexer: TokenReader): void {
    const isNamed = this.#isName && this.#isTelling(lexer);
    const isVariable = lexer.sql[this.#nameStart] === AT;
    const isSet = isVariable || ASSIGNING.has(this.#verb) || isColonEquals(lexer);
    if ((isNamed && isSet) || this.#isDeclared) this.#assignedAt = this.#keys.depth;
  }

  /** `DECLARE v_password TEXT DEFAULT 'x'`, `v_password VARCHAR2(9) := 'x'`. */
  #declare(lexer: TokenReader): void {
    if (lexer.kind !== TokenKind.word) return;
    const { sql, start, end } = lexer;
    if (isTellingSetting(sql, start, end)) this.#isDeclared = true;
    else if (this.#isDeclared && lexer.upperText() === 'DEFAULT') this.#assignedAt = this.#keys.depth;
  }

  /** Of the name last seen, or of the variable that is being seen. */
  #isTelling({ sql }: TokenReader): boolean {
    const [start, end] = [this.#nameStart, this.#nameEnd];
    return isTellingName(sql, start, end) || isTellingSetting(sql, start, end);
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
    this.#isDeclared = false;
    this.#isTainted = false;
    this.#schema = '';
    this.#hasVariable = false;
    this.#isBehindSecret = false;
    this.#groupAt = -1;
    this.#cases = 0;
    this.intoVariable = null;
  }

  #comma(): void {
    this.#keys.comma();
    if (this.#assignedAt >= this.#keys.depth) this.#assignedAt = -1;
  }

  #close(): void {
    this.#keys.close();
    if (this.#assignedAt > this.#keys.depth) this.#assignedAt = -1;
    if (this.#groupAt > this.#keys.depth) this.#groupAt = -1;
  }

  #stepEquals(): void {
    if (this.#isSetPassword) this.#word = '=';
  }

  /** What is written to a table of accounts, or told to a procedure that sets up a replication. */
  #stepTarget(word: string): void {
    const isTable = this.#schema === 'MYSQL' && ACCOUNT_TABLES.has(word);
    const isWritten = isTable || word === 'AUTHENTICATION_STRING';
    if (isWritten && WRITES.has(this.#verb)) this.#isTainted = true;
    if (word.startsWith('RDS_SET_EXTERNAL')) this.#isTainted = true;
    this.#schema = '';
  }

  #stepWord(lexer: TokenReader): void {
    const text = lexer.upperText();
    if (text.startsWith('_')) return; // an introducer: _utf8mb4 'x'
    const word = text.startsWith('`') ? text.slice(1, -1) : text;
    if (word === 'CASE' && this.#assignedAt < 0 && this.roleOfLiteral() === 'secret')
      this.#assignedAt = this.#keys.depth;
    this.#stepTarget(word);
    if (this.#isBlock(word, lexer)) this.endStatement();
    else if (this.#verb === '') this.#beginStatement(word);
    else this.#continueStatement(word);
    this.#word = word;
  }

  /** Whether a statement begins behind it. */
  #isBlock(word: string, lexer: TokenReader): boolean {
    if (this.#verb !== '' && word === 'CASE' && this.#word !== 'END') this.#cases++;
    else if (word === 'END' && this.#cases > 0) this.#cases--;
    if (!BLOCK_WORDS.has(word)) return false;
    if (word === 'THEN' || word === 'ELSE') return this.#cases === 0;
    // the function of that name
    return word !== 'REPEAT' || !isCall(lexer);
  }

  #beginStatement(verb: string): void {
    this.#verb = verb;
    // no statement begins so: SETPASSWORD = 'x'
    if (/PAS+WO?R|IDENTIFIED/.test(verb)) this.#isTainted = true;
    this.#isItemStart = verb === 'SET';
  }

  #continueStatement(word: string): void {
    if (this.#object === '' && word !== 'OR' && word !== 'REPLACE') this.#object = word;
    const before = this.#word;
    // SET PASSWORD, SET x = 1, PASSWORD = …, SET STATEMENT … FOR SET PASSWORD
    const isBody = this.#verb === 'SET' || (this.#verb === 'CREATE' && this.#object !== 'TABLE');
    const isSetting = this.#isItemStart || (isBody && before === 'SET');
    if (isSetting && PASSWORD_OR_SLIP.test(word)) this.#isSetPassword = true;
    this.#isItemStart = false;
    // GROUP BY identified WITH ROLLUP is no credential
    if (before === 'IDENTIFIED' && (word === 'BY' || word === 'VIA' || word === 'WITH')) this.#isCredential = true;
    if (before === 'WITH' && word === 'ROLLUP') this.#isCredential = false;
    if (word === 'CHALLENGE_RESPONSE') this.#isCredential = true;
    if (LIKE_IDENTIFIED.test(word) && ACCOUNT_VERBS.has(this.#verb)) this.#isIdentified = true;
    if (this.#assignedAt >= 0 && ENDS_ASSIGNMENT.has(word)) this.#assignedAt = -1;
  }
}

/** Of calls in one text, and of their tokens: time is linear. */
const MOST_LOOKS = 100;
const MOST_TOKENS = 1000;

/** Whether a parenthesis stands behind the word. */
function isCall(lexer: TokenReader): boolean {
  const ahead = lexer.ahead();
  ahead.nextSignificant();
  return ahead.isByte(OPEN);
}

/** @param lexer at the call's parenthesis @param least as many arguments, or more */
function hasArguments(lexer: TokenReader, least: number): boolean {
  const ahead = lexer.ahead();
  let depth = 1;
  let commas = 0;
  for (let tokens = 0; tokens < MOST_TOKENS; tokens++) {
    const kind = ahead.next();
    if (kind === TokenKind.end || ahead.isByte(SEMICOLON)) return false;
    if (ahead.isByte(OPEN)) depth++;
    else if (ahead.isByte(CLOSE) && --depth === 0) return false;
    else if (depth === 1 && ahead.isByte(COMMA) && ++commas === least - 1) return true;
  }
  return false;
}

/** Words behind which an assigned value has ended, where no comma ends it: `SELECT @secret := 'x' FROM t WHERE a = 'y'`. */
const ENDS_ASSIGNMENT: ReadonlySet<string> = new Set(['FROM', 'WHERE', 'INTO', 'LIMIT', 'ORDER', 'GROUP', 'AND', 'OR']);

function isAssignment(lexer: TokenReader): boolean {
  return lexer.isByte(EQUALS) || isColonEquals(lexer);
}

function isColonEquals(lexer: TokenReader): boolean {
  return lexer.end - lexer.start === 2 && lexer.sql.toString('latin1', lexer.start, lexer.end) === ':=';
}
