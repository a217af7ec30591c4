// Whether a statement is answered the same whatever character set the connection has, but for how the answer's texts are
// written: what compares, sorts or measures texts of the connection's own is not, nor what names a character set. Compared
// with both servers in four character sets; docs/matching.md has the rule.

import { OwnTexts } from './own-texts.ts';
import type { StatementReading } from './statement-reading.ts';
import { DOUBLE_QUOTE, OPEN, QUOTE } from './words/ascii.ts';
import { FUNCTION_NAMES } from './words/functions.ts';
import { keywordSet } from './words/keywords.ts';
import { TokenKind } from './words/token.ts';
import type { TokenReader } from './words/tokens.ts';

const PLAIN = keywordSet(
  `SELECT WITH INSERT UPDATE DELETE REPLACE BEGIN START COMMIT ROLLBACK SAVEPOINT RELEASE SHOW DESCRIBE DESC TRUNCATE DROP USE
  LOCK UNLOCK`,
);
const DEFINING = keywordSet('CREATE ALTER');
/** What is defined with texts of the connection's character set, or keeps the statement's own text. */
const KEEPS_TEXT = keywordSet('SELECT AS VIEW TRIGGER PROCEDURE FUNCTION EVENT');
const NAMES_CHARSET = keywordSet('COLLATE BINARY CHARSET CHARACTER CONVERT LOAD OUTFILE DUMPFILE VARIABLES');
/** What a definition may name by itself: types, and the character set that a column has. */
const OF_DEFINITIONS = keywordSet('COLLATE CHARSET CHARACTER BINARY CHAR');
const FUNCTIONS = keywordSet(FUNCTION_NAMES);
/** Their values, and the width of their columns, do not depend on how the connection writes texts. */
const FREE_FUNCTIONS = keywordSet(
  `COUNT SUM AVG MIN MAX STD ABS ROUND FLOOR CEIL CEILING MOD POW SQRT SIGN TRUNCATE NOW CURRENT_TIMESTAMP LOCALTIMESTAMP
  CURDATE CURRENT_DATE CURTIME CURRENT_TIME SYSDATE UTC_TIMESTAMP UTC_DATE UTC_TIME UNIX_TIMESTAMP DATE TIME YEAR MONTH DAY HOUR
  MINUTE SECOND DATE_ADD DATE_SUB DATEDIFF TIMESTAMPDIFF TIMEDIFF EXTRACT LAST_DAY COALESCE IFNULL NULLIF IF ANY_VALUE DATABASE
  SCHEMA VERSION USER CURRENT_USER CONNECTION_ID LAST_INSERT_ID ROW_COUNT FOUND_ROWS ROW_NUMBER RANK DENSE_RANK FIRST_VALUE
  LAST_VALUE LAG LEAD GROUP_CONCAT VALUES VALUE INTERVAL GREATEST LEAST SUBSTRING SUBSTR LEFT RIGHT MID TRIM LTRIM RTRIM LOWER
  UPPER LCASE UCASE INSERT REPLACE`,
);
/** The same where the texts have the same bytes as well. */
const FREE_BY_BYTES = keywordSet(
  `LENGTH OCTET_LENGTH BIT_LENGTH CHAR_LENGTH CHARACTER_LENGTH CONCAT CONCAT_WS INSTR LOCATE LPAD RPAD REVERSE SUBSTRING_INDEX
  DATE_FORMAT TIME_FORMAT FORMAT CRC32 FROM_UNIXTIME DAYNAME MONTHNAME`,
);

/** @param isSameBytes whether the statement's texts have the same bytes in both character sets */
export function isCharsetFree({ tokens, dependencies }: StatementReading, isSameBytes: boolean): boolean {
  const { collation, callsOwn, userVariables, systemVariables, prepared, handler } = dependencies;
  if (collation || callsOwn || userVariables.length > 0 || systemVariables.length > 0) return false;
  if (prepared !== null || handler !== null) return false;
  const reader = tokens.read();
  reader.nextSignificant();
  const isDefining = DEFINING[reader.keyword] === 1;
  if (!isDefining && PLAIN[reader.keyword] !== 1) return reader.kind === TokenKind.end;
  return new CharsetReader(reader, isDefining, isSameBytes).isFree();
}

class CharsetReader {
  readonly #lexer: TokenReader;
  readonly #isDefining: boolean;
  readonly #isSameBytes: boolean;
  /** The word before the current token; 0 behind any other token. */
  #word = 0;
  readonly #texts = new OwnTexts();

  constructor(lexer: TokenReader, isDefining: boolean, isSameBytes: boolean) {
    this.#lexer = lexer;
    this.#isDefining = isDefining;
    this.#isSameBytes = isSameBytes;
  }

  isFree(): boolean {
    const lexer = this.#lexer;
    const texts = this.#texts;
    for (; lexer.kind !== TokenKind.end; lexer.nextSignificant()) {
      if (!this.#isFree()) return false;
      texts.step(lexer, lexer.kind);
      this.#word = lexer.keyword;
    }
    return !texts.isCompared && !texts.isSorted;
  }

  /** The current token. */
  #isFree(): boolean {
    const { kind, sql, start, keyword: word } = this.#lexer;
    if (kind === TokenKind.executableStart || kind === TokenKind.variable) return false;
    // with an introducer: N or _charset
    if (kind === TokenKind.string) return sql[start] === QUOTE || sql[start] === DOUBLE_QUOTE;
    if (kind === TokenKind.word) return this.#isDefining ? KEEPS_TEXT[word] !== 1 : NAMES_CHARSET[word] !== 1;
    return kind !== TokenKind.operator || !this.#lexer.isByte(OPEN) || this.#isFreeCall();
  }

  #isFreeCall(): boolean {
    const word = this.#word;
    if (FUNCTIONS[word] !== 1 || (this.#isDefining && OF_DEFINITIONS[word] === 1)) return true;
    return FREE_FUNCTIONS[word] === 1 || (this.#isSameBytes && FREE_BY_BYTES[word] === 1);
  }
}
