// Sets of words that the reading of data access (access-query.ts and its neighbours) asks for.

import { BEFORE_PARENTHESIS, FUNCTION_NAMES } from '../words/functions.ts';
import { keyword, keywordAt, keywordSet } from '../words/keywords.ts';

export const K = {
  ALL: keyword('ALL'),
  ALTER: keyword('ALTER'),
  AND: keyword('AND'),
  AS: keyword('AS'),
  BETWEEN: keyword('BETWEEN'),
  CASE: keyword('CASE'),
  DATABASE: keyword('DATABASE'),
  DISTINCT: keyword('DISTINCT'),
  DUAL: keyword('DUAL'),
  DUPLICATE: keyword('DUPLICATE'),
  EXISTS: keyword('EXISTS'),
  FOR: keyword('FOR'),
  FROM: keyword('FROM'),
  IF: keyword('IF'),
  IGNORE: keyword('IGNORE'),
  IN: keyword('IN'),
  INTO: keyword('INTO'),
  JOIN: keyword('JOIN'),
  LATERAL: keyword('LATERAL'),
  LEFT: keyword('LEFT'),
  LIKE: keyword('LIKE'),
  LIMIT: keyword('LIMIT'),
  LOCK: keyword('LOCK'),
  NEXT: keyword('NEXT'),
  NEXTVAL: keyword('NEXTVAL'),
  OJ: keyword('OJ'),
  ON: keyword('ON'),
  OR: keyword('OR'),
  DEFAULT: keyword('DEFAULT'),
  PARTITION: keyword('PARTITION'),
  PASSWORD: keyword('PASSWORD'),
  RECURSIVE: keyword('RECURSIVE'),
  RENAME: keyword('RENAME'),
  REPLACE: keyword('REPLACE'),
  RETURNING: keyword('RETURNING'),
  RIGHT: keyword('RIGHT'),

  ROW: keyword('ROW'),
  SCHEMA: keyword('SCHEMA'),
  SELECT: keyword('SELECT'),
  SET: keyword('SET'),
  SETVAL: keyword('SETVAL'),
  SHARE: keyword('SHARE'),
  STRAIGHT_JOIN: keyword('STRAIGHT_JOIN'),
  SYSTEM_TIME: keyword('SYSTEM_TIME'),
  TABLE: keyword('TABLE'),
  TEMPORARY: keyword('TEMPORARY'),
  TO: keyword('TO'),
  UPDATE: keyword('UPDATE'),
  USING: keyword('USING'),
  VALUE: keyword('VALUE'),
  VALUES: keyword('VALUES'),
  WHERE: keyword('WHERE'),
  WITH: keyword('WITH'),
  XOR: keyword('XOR'),
  ANALYZE: keyword('ANALYZE'),
  BEGIN: keyword('BEGIN'),
  CALL: keyword('CALL'),
  CREATE: keyword('CREATE'),
  DELETE: keyword('DELETE'),
  DROP: keyword('DROP'),
  EXECUTE: keyword('EXECUTE'),
  EXPLAIN: keyword('EXPLAIN'),
  GET: keyword('GET'),
  HANDLER: keyword('HANDLER'),
  INSERT: keyword('INSERT'),
  INFILE: keyword('INFILE'),
  KEY: keyword('KEY'),
  LOAD: keyword('LOAD'),
  NOT: keyword('NOT'),
  READ: keyword('READ'),
  ROLLBACK: keyword('ROLLBACK'),
  SHOW: keyword('SHOW'),
  START: keyword('START'),
  TRANSACTION: keyword('TRANSACTION'),
  TRUNCATE: keyword('TRUNCATE'),
  VIEW: keyword('VIEW'),
  WORK: keyword('WORK'),
  TABLES: keyword('TABLES'),
  DO: keyword('DO'),
  DESC: keyword('DESC'),
  DESCRIBE: keyword('DESCRIBE'),
  STATEMENT: keyword('STATEMENT'),
  INDEX: keyword('INDEX'),
  TRIGGER: keyword('TRIGGER'),
  ORDER: keyword('ORDER'),
} as const;

/** What begins a query. */
export const QUERY_STARTS = keywordSet('SELECT WITH VALUES TABLE');
export const SET_OPERATIONS = keywordSet('UNION EXCEPT INTERSECT');
/** What ends a FROM or a WHERE, outside of parentheses. */
export const CLAUSES = keywordSet(
  `WHERE GROUP HAVING ORDER LIMIT UNION EXCEPT INTERSECT FOR LOCK INTO WINDOW PROCEDURE RETURNING OFFSET FETCH SET SELECT
  VALUES ON`,
);
/** What goes on with a join behind a condition. */
export const JOIN_WORDS = keywordSet('JOIN INNER CROSS NATURAL STRAIGHT_JOIN LEFT RIGHT');
/** What stands behind a table's name and is no alias. */
export const NO_ALIASES = keywordSet(
  `WHERE GROUP HAVING ORDER LIMIT UNION EXCEPT INTERSECT FOR LOCK INTO WINDOW PROCEDURE RETURNING OFFSET FETCH SET SELECT
  VALUES JOIN INNER CROSS NATURAL STRAIGHT_JOIN LEFT RIGHT ON USING USE FORCE IGNORE PARTITION TABLESAMPLE WITH`,
);
/** Words that are values, not columns. */
export const VALUE_WORDS = keywordSet(
  `TRUE FALSE NULL DEFAULT CURRENT_USER CURRENT_ROLE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP
  UTC_DATE UTC_TIME UTC_TIMESTAMP SYSDATE ROWNUM`,
);
/** Words with a parenthesis behind them that call nothing unknown. */
export const KNOWN_BEFORE_PARENTHESIS = keywordSet([
  ...FUNCTION_NAMES,
  ...BEFORE_PARENTHESIS,
  ...'COLUMNS NEXTVAL LASTVAL SETVAL MASTER_POS_WAIT SOURCE_POS_WAIT MASTER_GTID_WAIT WAIT_FOR_EXECUTED_GTID_SET LOAD_FILE'.split(
    ' ',
  ),
]);

/** What a statement goes on with behind its WITH. */
export const BEHIND_WITH = keywordSet('SELECT VALUES TABLE UPDATE DELETE INSERT REPLACE');
/** USE INDEX FOR JOIN (…). */
export const INDEX_HINTS = keywordSet('JOIN ORDER GROUP');
export const INSERT_MODIFIERS = keywordSet('LOW_PRIORITY DELAYED HIGH_PRIORITY IGNORE INTO QUICK');
/**
 * Tables of the schema `mysql` that tell of accounts beside SHOW GRANTS, in lower case; MariaDB has two of its own.
 * https://dev.mysql.com/doc/refman/en/grant-tables.html
 */
export const GRANT_TABLES: readonly string[] = (
  'user db tables_priv columns_priv procs_priv proxies_priv role_edges default_roles global_grants password_history ' +
  'global_priv roles_mapping'
).split(' ');
/** Those of them that change by nothing but what names accounts, or the tables themselves; the others with what the server does. */
export const PLAIN_SYSTEM_TABLES: ReadonlySet<string> = new Set([
  ...GRANT_TABLES,
  ...'time_zone time_zone_leap_second time_zone_name time_zone_transition time_zone_transition_type'.split(' '),
]);
/** Tables of INFORMATION_SCHEMA that tell of definitions and not of rows, in lower case. */
export const DEFINITION_TABLES: ReadonlySet<string> = new Set(
  `columns schemata key_column_usage table_constraints referential_constraints views routines triggers check_constraints
  character_sets collations collation_character_set_applicability engines plugins parameters events`.split(/\s+/),
);
/**
 * Tables of INFORMATION_SCHEMA that tell of definitions and of rows: what tells of rows in them (every column, where a star or
 * NATURAL stands for it), by their names in lower case.
 */
export const PARTLY_DEFINITIONS: ReadonlyMap<string, RegExp> = new Map([
  [
    'tables',
    /\*|\bnatural\b|\b(?:table_rows|(?:avg_row|data|max_data|index)_length|data_free|auto_increment|(?:create|update|check)_time|checksum)\b/i,
  ],
  ['statistics', /\*|\bnatural\b|\bcardinality\b/i],
]);
/** What counts rows of any table. */
export const COUNT_OF_ALL = /\bcount\s*\(\s*\*\s*\)/gi;
/** What SHOW is asked for that depends on the session or the server and on no data. */
export const SHOW_OF_SESSION = keywordSet(
  `WARNINGS ERRORS VARIABLES STATUS CHARSET CHARACTER COLLATION ENGINES PLUGINS PRIVILEGES PROCESSLIST MASTER REPLICA SLAVE
  BINARY BINLOG REPLICAS GRANTS ENGINE PROFILE PROFILES`,
);

/** Whether a function of this name is one of the servers' own. */
export function isServerFunction(name: string): boolean {
  return KNOWN_BEFORE_PARENTHESIS[keywordAt(Buffer.from(name), 0, name.length)] === 1;
}
