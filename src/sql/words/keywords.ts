// Words as numbers: every word that some reader of statements asks for has a number of its own, found from its bytes in any
// letter case without a string being made. The first ones are those that MySQL and MariaDB both reserve in every version
// in use, so that unquoted they are never a name.
// https://dev.mysql.com/doc/refman/en/keywords.html, https://mariadb.com/kb/en/reserved-words/

import { BEFORE_PARENTHESIS, FUNCTION_NAMES } from './functions.ts';

const RESERVED = `ALL ALTER AND AS ASC BETWEEN BY CASE CREATE CROSS DELETE DESC DESCRIBE DISTINCT DROP ELSE EXISTS
  EXPLAIN FOR FROM GROUP HAVING IGNORE IN INDEX INNER INSERT INTO IS JOIN LEFT LIKE LIMIT NOT NULL ON OR ORDER OUTER
  REPLACE RIGHT SELECT SET SHOW TABLE THEN UNION UNIQUE UPDATE USE USING VALUES WHEN WHERE WITH`.split(/\s+/);

/** What readers ask for beside reserved words and functions. */
const OTHERS =
  `AGAINST ANALYZE ANSI_QUOTES ATOMIC BEGIN BINARY BINLOG BLOCK CACHE CALL CHAIN CHALLENGE_RESPONSE CHANGE CHARSET
  CHARACTER CHECK CHECKSUM CLONE COLLATE COLUMN COLUMNS COMMIT CONCURRENT CONNECTION CONSTRAINT CONVERT DATABASES
  DEALLOCATE DELAYED DIAGNOSTICS DO DUAL DUPLICATE END ENGINE ENGINES ERRORS EVENT EVENTS EXCEPT EXECUTE EXPORT FALSE FETCH
  FIELDS FLUSH FORCE FULL FUNCTION GENERAL GET GLOBAL GRANT GRANTS HANDLER HELP HIGH_PRIORITY IDENTIFIED IMMEDIATE INDEXES
  INFILE INFORMATION_SCHEMA INSTALL INTERSECT JSON_TABLE KEY KEYS KILL LANGUAGE LAST LASTVAL LATERAL LOAD LOAD_FILE LOCAL
  LOCK LOCKED LOGS LOOP LOW_PRIORITY LOCK_IN MASTER_GTID_WAIT MASTER_PASSWORD MASTER_POS_WAIT MEMBER MODIFY NAMES NATURAL
  NEXT NEXTVAL NO NOWAIT OFFSET OPEN OPTIMIZE OUTFILE DUMPFILE OVER PARTITION PARTITIONS PERFORMANCE_SCHEMA PERSIST
  PERSIST_ONLY PLUGINS PREPARE PREVIOUS PRIVILEGES PROCEDURE PROCESSLIST PURGE QUICK RECURSIVE REGEXP RELEASE RENAME REPAIR
  RESET RESIGNAL RESTART RETURN RETURNING REVOKE RLIKE ROLE ROLLBACK ROLLUP ROWNUM SAVEPOINT SCHEMAS SEQUENCE SERVER
  SESSION SESSION_VARIABLES SETVAL SHARE SHUTDOWN SIGNAL SKIP SLAVE SOURCE_PASSWORD SQL_BIG_RESULT SQL_BUFFER_RESULT
  SQL_CALC_FOUND_ROWS SQL_CACHE SQL_NO_CACHE SQL_SMALL_RESULT START STATEMENT STATUS STOP STRAIGHT_JOIN SYSTEM_TIME
  SYSTEM_VARIABLES TABLES TABLESAMPLE TABLESPACE TEMPORARY TO TRANSACTION TRIGGER TRIGGERS TRUE UNINSTALL UNLOCK UPGRADE
  VARIABLES VARIABLES_BY_THREAD VIA VIEW WAIT WARNINGS WHILE WINDOW WORK WRITE XA XML XOR READ INTERVAL ACCOUNT
  ALGORITHM DEFINER SQL SECURITY PACKAGE USER_VARIABLES PERIOD SYSTEM VERSIONING FIRST ADD CHANGED OJ ROWS
  WAIT_FOR_EXECUTED_GTID_SET FIXED ONLINE OFFLINE SIMPLE AGGREGATE SPATIAL FULLTEXT DISCARD IMPORT COLUMN_STATS
  DATA_LOCKS GTIDS LOCALTIME SOUNDS REPLICAS ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS COMMENT MASTER REPLICA
  IDENTITY CLOSE DATAFILE MASTER_DELAY OUT SOURCE_POS_WAIT QUERY ELSEIF REPEAT CURRVAL SOFT SQL_THREAD VCPU RESOURCE
  EXCHANGE PROFILE PROFILES MINUS REFERENCES ENFORCED GROUP_REPLICATION INSTANCE TRANSACTIONAL PREPARED UNCOMMITTED ROW ANY SOME
  SESSION_STATUS STATUS_BY_THREAD PROFILING`.split(/\s+/);

/** Every word by its number; 0 is no word. */
const WORDS: readonly string[] = [...new Set(['', ...RESERVED, ...FUNCTION_NAMES, ...BEFORE_PARENTHESIS, ...OTHERS])];
const LAST_RESERVED = RESERVED.length;
const BYTES: readonly Uint8Array[] = WORDS.map((text) => Uint8Array.from(Buffer.from(text)));
const LONGEST = Math.max(...WORDS.map((word) => word.length));
/** How many numbers there are. */
const KEYWORDS = WORDS.length;

const SLOTS = 4096;
/** By hash, with the next free slot where two have the same. */
const TABLE = new Uint16Array(SLOTS);
BYTES.forEach((bytes, keyword) => {
  if (keyword === 0) return;
  let slot = hashOf(bytes, 0, bytes.length);
  while (TABLE[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
  TABLE[slot] = keyword;
});

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (hash * 31 + ((bytes[at] ?? 0) & 0xdf)) | 0;
  return (hash ^ (hash >>> 12)) & (SLOTS - 1);
}

/** The number of the word at these bytes, in any letter case; 0 for a word that nobody asks for. */
export function keywordAt(sql: Buffer, start: number, end: number): number {
  if (end - start > LONGEST) return 0;
  let slot = hashOf(sql, start, end);
  for (let keyword = TABLE[slot] ?? 0; keyword !== 0; keyword = TABLE[slot] ?? 0) {
    if (isWordAt(sql, start, end, BYTES[keyword])) return keyword;
    slot = (slot + 1) & (SLOTS - 1);
  }
  return 0;
}

/** The number of a word that is in the list. @throws RangeError where it is not */
export function keyword(text: string): number {
  const found = keywordAt(Buffer.from(text), 0, text.length);
  if (found === 0) throw new RangeError(`${text} is not in the list of keywords`);
  return found;
}

/** A word by its number, in upper case; empty for 0. */
export function keywordText(number: number): string {
  return WORDS[number] ?? '';
}

/** A set of keywords: 1 at the numbers of those that are in it. @param words separated by white space */
export function keywordSet(words: string | readonly string[]): Uint8Array {
  const set = new Uint8Array(KEYWORDS);
  for (const word of typeof words === 'string' ? words.trim().split(/\s+/) : words) set[keyword(word)] = 1;
  return set;
}

/** Whether a word is reserved, so that unquoted it is never a name. */
export function isReserved(number: number): boolean {
  return number > 0 && number <= LAST_RESERVED;
}

/** The bytes of a word in upper case. */
export function keywordBytes(number: number): Uint8Array {
  return BYTES[number] ?? NO_BYTES;
}

const NO_BYTES = new Uint8Array(0);

function isWordAt(sql: Buffer, start: number, end: number, word: Uint8Array | undefined): boolean {
  if (word === undefined || word.length !== end - start) return false;
  for (let index = 0; index < word.length; index++) {
    if (((sql[start + index] ?? 0) & 0xdf) !== ((word[index] ?? 0) & 0xdf)) return false;
  }
  return true;
}

/** Whether the bytes at `start` are already in upper case. */
export function isUpperCase(sql: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (((sql[at] ?? 0) & 0x20) !== 0) return false;
  return true;
}
