// What the answer to a statement depends on beside the statement and the state's words: most depend on nothing of it.
// These are hints that words give, no parser: a word too many makes a miss where there need be none, one too few an answer
// that may be wrong. docs/matching.md has the list. https://dev.mysql.com/doc/refman/en/information-functions.html

import { ColumnScope } from './column-scope.ts';
import { OwnCalls } from './own-calls.ts';
import { OwnTexts } from './own-texts.ts';
import { namesFixedCounters } from './session-counters.ts';
import { AT, OPEN, SEMICOLON, SLASH } from './words/ascii.ts';
import { isReserved, keyword, keywordText } from './words/keywords.ts';
import { TokenKind } from './words/token.ts';
import type { TokenReader, Tokens } from './words/tokens.ts';

export interface Dependencies {
  /** Rows that an UPDATE found or changed. */
  readonly foundRows: boolean;
  /** A function's name with a space before its parenthesis. */
  readonly ignoreSpace: boolean;
  readonly localFiles: boolean;
  readonly multiStatements: boolean;
  readonly multiResults: boolean;
  /** Texts are compared, or sorted, that are no columns. */
  readonly collation: boolean;
  readonly lastInsertId: boolean;
  /** DATABASE(): that of the moment, where names in a prepared statement are those of its prepare. */
  readonly database: boolean;
  /** What the statement before it did: warnings, ROW_COUNT(), FOUND_ROWS(). */
  readonly previous: boolean;
  /** What the statement before it warned of, or failed by: SHOW WARNINGS, GET DIAGNOSTICS, @@warning_count. */
  readonly diagnostics: boolean;
  /** FOUND_ROWS(), which tells of the last statement that had rows. */
  readonly found: boolean;
  /** ROW_COUNT(), which a command that is no statement changes as well. */
  readonly rowCount: boolean;
  /** GET_LOCK() and its like. */
  readonly locks: boolean;
  /** SHOW STATUS and its like: what the server counts of this session. */
  readonly counters: boolean;
  /** LASTVAL(), PREVIOUS VALUE FOR. */
  readonly sequences: boolean;
  /** What has another value with other session variables: time zone, GROUP_CONCAT's length, names of months, division. */
  readonly bySettings: boolean;
  /** CREATE or DROP TEMPORARY TABLE: a procedure may have made one of the name. */
  readonly makesTemporary: boolean;
  /** A routine of the application's own is run, which may read every user variable. */
  readonly callsOwn: boolean;
  /** The savepoint that it goes back to, or releases. */
  readonly savepoint: string | null;
  /** A function of it changes what the session holds, whatever the statement begins with. */
  readonly acts: boolean;
  /** In lower case. */
  readonly userVariables: readonly string[];
  /** System variables that are read, in lower case; `all` for SHOW VARIABLES and its like. */
  readonly systemVariables: readonly string[] | 'all';
  /** The name of a statement that PREPARE … FROM made; null where none is executed. */
  readonly prepared: string | null;
  /** The name of the HANDLER that it is about; null where there is none. */
  readonly handler: string | null;
}

/** Compare by identity. */
export const NO_DEPENDENCIES: Dependencies = {
  foundRows: false,
  ignoreSpace: false,
  localFiles: false,
  multiStatements: false,
  multiResults: false,
  collation: false,
  lastInsertId: false,
  database: false,
  previous: false,
  diagnostics: false,
  found: false,
  rowCount: false,
  locks: false,
  counters: false,
  sequences: false,
  bySettings: false,
  makesTemporary: false,
  callsOwn: false,
  savepoint: null,
  acts: false,
  userVariables: [],
  systemVariables: [],
  prepared: null,
  handler: null,
};

/** Names that are functions only where the parenthesis follows at once, unless IGNORE_SPACE is on. */
const SPACED_FUNCTIONS = wordSet(
  `ADDDATE BIT_AND BIT_OR BIT_XOR CAST COUNT CURDATE CURTIME DATE_ADD DATE_SUB EXTRACT GROUP_CONCAT JSON_ARRAYAGG
  JSON_OBJECTAGG MAX MID MIN NOW POSITION SESSION_USER STD STDDEV STDDEV_POP STDDEV_SAMP ST_COLLECT SUBDATE SUBSTR
  SUBSTRING SUM SYSDATE SYSTEM_USER TRIM VARIANCE VAR_POP VAR_SAMP`,
);
/** Each says that the answer is about the statement before. */
const ABOUT_PREVIOUS = wordSet('ROW_COUNT FOUND_ROWS');
const DIAGNOSTICS = wordSet('WARNINGS ERRORS DIAGNOSTICS');
const OF_DIAGNOSTICS: ReadonlySet<string> = new Set([
  'warning_count',
  'error_count',
  'found_rows',
  'last_insert_id',
  'identity',
]);
/** Where a statement keeps its own, other statements stand within it. */
const DEFINING: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'BEGIN']);
const COMPARING = wordSet(
  `LIKE IN BETWEEN STRCMP FIELD FIND_IN_SET REPLACE INSTR LOCATE POSITION REGEXP RLIKE REGEXP_LIKE CASE NULLIF GREATEST
  LEAST COLLATION COERCIBILITY WEIGHT_STRING ELT MAKE_SET DISTINCT ORDER UNION GROUP MAX MIN`,
);
/** Behind FROM: no table by itself. */
const NO_TABLES: ReadonlySet<string> = new Set(['DUAL', 'SELECT', 'VALUES', 'WITH']);
const COMPARISONS: ReadonlySet<string> = new Set(['=', '<', '>', '<=', '>=', '<>', '!=', '<=>']);
/** What each of them begins with. */
const COMPARING_SIGNS: ReadonlySet<number> = new Set(Buffer.from('=<>!'));
const LOCKING = wordSet('GET_LOCK RELEASE_LOCK RELEASE_ALL_LOCKS IS_FREE_LOCK IS_USED_LOCK');
const SEQUENCE_TAKING = wordSet('NEXTVAL SETVAL');
const SAVEPOINT_USES: ReadonlySet<string> = new Set(['ROLLBACK', 'RELEASE']);
/** Functions whose value session variables decide that a procedure may have set. */
const BY_SETTINGS = wordSet(
  `FROM_UNIXTIME UNIX_TIMESTAMP CONVERT_TZ GROUP_CONCAT DAYNAME MONTHNAME DATE_FORMAT STR_TO_DATE WEEK YEARWEEK AVG`,
);
const COUNTER_TABLES = wordSet('SESSION_STATUS STATUS_BY_THREAD PROFILING');
const VARIABLE_TABLES = wordSet('SESSION_VARIABLES VARIABLES_BY_THREAD SYSTEM_VARIABLES');
/** Stands for every word that nobody asks for. */
const OTHER_WORD = '?';

/** Words that the reader of tokens knows by themselves. @throws RangeError where it does not know one */
function wordSet(words: string): ReadonlySet<string> {
  return new Set(
    words
      .trim()
      .split(/\s+/)
      .map((word) => keywordText(keyword(word))),
  );
}

/** What the answer depends on; NO_DEPENDENCIES itself where that is nothing. */
export function readDependencies(tokens: Tokens): Dependencies {
  const reader = new DependencyReader(tokens);
  reader.read();
  return reader.isNothing ? NO_DEPENDENCIES : reader;
}

class DependencyReader implements Dependencies {
  foundRows = false;
  ignoreSpace = false;
  localFiles = false;
  multiStatements = false;
  multiResults = false;
  lastInsertId = false;
  database = false;
  previous = false;
  diagnostics = false;
  found = false;
  rowCount = false;
  locks = false;
  counters = false;
  sequences = false;
  bySettings = false;
  makesTemporary = false;
  callsOwn = false;
  savepoint: string | null = null;
  acts = false;
  userVariables: string[] = [];
  systemVariables: string[] | 'all' = [];
  prepared: string | null = null;
  handler: string | null = null;
  readonly #lexer: TokenReader;
  #first = '';
  /** The word before the current token, empty behind any other token. */
  #word = '';
  #isWordBefore = false;
  #isSpaced = false;
  #hasCommentBefore = false;
  readonly #scope = new ColumnScope();
  readonly #ownCalls = new OwnCalls();
  readonly #texts = new OwnTexts();
  #isStatementStart = true;
  #isBehindSemicolon = false;
  /** A table is read, so that its columns decide. */
  #hasFrom = false;
  #isBehindFrom = false;
  #hasText = false;
  #compares = false;

  constructor(tokens: Tokens) {
    this.#lexer = tokens.read();
  }

  get collation(): boolean {
    if (this.#hasText && this.#hasFrom) return this.#texts.isOddCompared || this.#texts.isOddSorted;
    return this.#first === 'SELECT' && this.#compares && this.#hasText;
  }

  get isNothing(): boolean {
    return (
      !(this.foundRows || this.ignoreSpace || this.localFiles || this.multiStatements || this.multiResults) &&
      !(this.collation || this.lastInsertId || this.database || this.previous || this.found || this.locks) &&
      !(this.counters || this.sequences || this.bySettings || this.makesTemporary || this.callsOwn || this.acts) &&
      this.savepoint === null &&
      this.userVariables.length === 0 &&
      this.systemVariables.length === 0 &&
      this.prepared === null &&
      this.handler === null
    );
  }

  read(): void {
    const lexer = this.#lexer;
    for (let kind = lexer.next(); kind !== TokenKind.end; kind = lexer.next()) {
      if (kind < TokenKind.whitespace || kind > TokenKind.hint) this.#token(kind);
      else if (kind === TokenKind.whitespace) this.#isSpaced ||= !this.#hasCommentBefore;
      else this.#hasCommentBefore = true;
    }
    // at the end of all it was sent the server drops white space, but not before a comment
    if (this.#hasCommentBefore) this.#endItem();
  }

  #token(kind: TokenKind): void {
    const isWord = kind === TokenKind.word;
    const isSemicolon = kind === TokenKind.operator && this.#lexer.isByte(SEMICOLON);
    this.#followColumns(kind, isSemicolon);
    if (this.#ownCalls.step(this.#lexer, kind)) this.#takeOwnCall();
    this.#texts.step(this.#lexer, kind);
    if (this.#isBehindSemicolon && !isSemicolon && !DEFINING.has(this.#first)) this.multiStatements = true;
    if (isWord) this.#takeWord(keywordText(this.#lexer.keyword) || OTHER_WORD);
    else if (kind === TokenKind.operator) this.#takeOperator(isSemicolon);
    else if (kind === TokenKind.variable) this.#takeVariable();
    else if (kind === TokenKind.string || kind === TokenKind.parameter) this.#hasText = true;
    else if (kind === TokenKind.quotedIdentifier) this.#takeName();
    this.#isWordBefore = isWord;
    if (!isWord && kind !== TokenKind.operator) this.#word = '';
    this.#isSpaced = false;
    this.#hasCommentBefore = false;
    if (!isSemicolon) this.#isStatementStart = false;
  }

  #takeName(): void {
    if (this.#isBehindFrom) this.#takeSource('');
    this.#takePreparedName();
  }

  /** What stands behind FROM and its parentheses: a table's name, or a query of its own. */
  #takeSource(word: string): void {
    this.#isBehindFrom = false;
    this.#hasFrom ||= !NO_TABLES.has(word);
  }

  #followColumns(kind: TokenKind, isSemicolon: boolean): void {
    if (isSemicolon) {
      this.#scope.endStatement();
      return;
    }
    const wasInItem = this.#scope.isInItem;
    this.#scope.step(this.#lexer, kind, isReserved(this.#lexer.keyword) ? this.#lexer.keyword : 0);
    if (wasInItem && this.#scope.isBehindItem && this.#isSpaced && this.#isWordBefore) this.ignoreSpace = true;
  }

  /** With IGNORE_SPACE a column that ends in a word has the space behind it in its name (MySQL). */
  #endItem(): void {
    if (this.#scope.isInItem && this.#isSpaced && this.#isWordBefore) this.ignoreSpace = true;
  }

  #takeWord(word: string): void {
    const before = this.#word;
    if (this.#isStatementStart) this.#startStatement(word);
    else this.#takePreparedName();
    if (word === 'UPDATE' && before !== 'FOR' && before !== 'ON') this.foundRows = true;
    if (word === 'LOCAL' && this.#first === 'LOAD') this.localFiles = true;
    if (this.#isBehindFrom) this.#takeSource(word);
    if (word === 'FROM') this.#isBehindFrom = true;
    if (COMPARING.has(word)) this.#compares = true;
    if (ABOUT_PREVIOUS.has(word)) this.previous = true;
    if (word === 'FOUND_ROWS') this.found = true;
    if (word === 'ROW_COUNT') this.rowCount = true;
    if (LOCKING.has(word)) this.#takeLock();
    if (word === 'LASTVAL' || (word === 'VALUE' && before === 'PREVIOUS')) this.sequences = true;
    if (SEQUENCE_TAKING.has(word) || (word === 'VALUE' && before === 'NEXT')) this.acts = true;
    if (word === 'RETURNING' && this.#first !== 'DELETE') this.acts = true;
    if (BY_SETTINGS.has(word)) this.bySettings = true;
    if (word === 'TEMPORARY' && (before === 'CREATE' || before === 'DROP' || before === 'REPLACE'))
      this.makesTemporary = true;
    if (word === 'LAST_INSERT_ID') this.lastInsertId = true;
    if (word === 'DATABASE' || word === 'SCHEMA') this.database = true;
    if (this.#first === 'SHOW' && DIAGNOSTICS.has(word)) this.#takeDiagnostics();
    if (this.#first === 'SHOW') this.#takeListing(word, before);
    if (COUNTER_TABLES.has(word)) this.counters = true;
    const isListing = this.#first === 'SHOW' && word === 'VARIABLES' && before !== 'GLOBAL';
    if (isListing || VARIABLE_TABLES.has(word)) this.systemVariables = 'all';
    this.#word = word;
  }

  /** SHOW [SESSION | LOCAL] STATUS, not SHOW GLOBAL STATUS, SHOW TABLE STATUS and others; SHOW PROFILE[S]. */
  #takeListing(word: string, before: string): void {
    const isStatus = word === 'STATUS' && (before === 'SHOW' || before === 'SESSION' || before === 'LOCAL');
    if (word === 'PROFILE' || word === 'PROFILES') this.counters = true;
    else if (isStatus) this.counters = !namesFixedCounters(this.#lexer.sql, this.#lexer.end);
  }

  #startStatement(word: string): void {
    this.#first ||= word;
    if (word === 'CALL') this.multiResults = true;
    // what it runs is not known here
    if (word === 'CALL' || word === 'EXECUTE') this.foundRows = true;
    if (word === 'CALL') this.callsOwn = true;
    if (word === 'GET') this.#takeDiagnostics();
  }

  #takeDiagnostics(): void {
    this.previous = true;
    this.diagnostics = true;
  }

  #takeSavepoint(): void {
    if (SAVEPOINT_USES.has(this.#first)) this.savepoint = nameIn(this.#lexer);
  }

  #takeLock(): void {
    this.locks = true;
    this.acts = true;
  }

  #takeOwnCall(): void {
    this.callsOwn = true;
    this.acts = true;
  }

  /** The word behind EXECUTE, or behind DEALLOCATE PREPARE; ROLLBACK TO [SAVEPOINT] a, RELEASE SAVEPOINT a. */
  #takePreparedName(): void {
    const isExecuted = this.#first === 'EXECUTE' && this.#word === 'EXECUTE';
    const isDropped = this.#word === 'PREPARE' && (this.#first === 'DEALLOCATE' || this.#first === 'DROP');
    if (isExecuted || isDropped) this.prepared = nameIn(this.#lexer);
    if (this.#word === 'SAVEPOINT' || this.#word === 'TO') this.#takeSavepoint();
    const isHandler = this.#word === 'HANDLER' || this.#word === 'OPEN' || this.#word === 'AS';
    if (this.#first === 'HANDLER' && isHandler) this.handler = nameIn(this.#lexer);
  }

  #takeOperator(isSemicolon: boolean): void {
    const { sql, start, end } = this.#lexer;
    if (isSemicolon) {
      this.#isBehindSemicolon = true;
      this.#isStatementStart = true;
    } else if (this.#lexer.isByte(OPEN)) {
      const hasGap = this.#isSpaced || this.#hasCommentBefore;
      if (this.#isWordBefore && hasGap && SPACED_FUNCTIONS.has(this.#word)) this.ignoreSpace = true;
    } else if (this.#lexer.isByte(SLASH)) {
      this.bySettings = true;
    } else if (COMPARING_SIGNS.has(sql[start] ?? 0) && COMPARISONS.has(sql.toString('latin1', start, end))) {
      this.#compares = true;
    }
    this.#word = '';
  }

  #takeVariable(): void {
    const { sql, start, end } = this.#lexer;
    if (sql[start + 1] !== AT) {
      addTo(this.userVariables, userVariableName(this.#lexer));
      return;
    }
    const name = sql
      .toString('latin1', start + 2, end)
      .toLowerCase()
      .replaceAll('`', '');
    if (name.startsWith('global.')) return;
    const plain = name.slice(name.indexOf('.') + 1);
    if (plain === 'last_insert_id' || plain === 'identity') this.lastInsertId = true;
    else if (OF_DIAGNOSTICS.has(plain)) this.#takeDiagnostics();
    else if (this.systemVariables !== 'all') addTo(this.systemVariables, plain);
  }
}

function addTo(names: string[], name: string): void {
  if (!names.includes(name)) names.push(name);
}

/** `@x`, `@'x y'`: without the sign and quotes, in lower case. */
export function userVariableName({ sql, start, end }: Pick<TokenReader, 'sql' | 'start' | 'end'>): string {
  return sql
    .toString('utf8', start + 1, end)
    .replace(/^(['"`])(.*)\1$/s, '$2')
    .toLowerCase();
}

/** The current word or quoted identifier, in lower case. */
export function nameIn({ sql, start, end }: Pick<TokenReader, 'sql' | 'start' | 'end'>): string {
  return sql
    .toString('utf8', start, end)
    .replace(/^(["`])(.*)\1$/s, '$2')
    .toLowerCase();
}
