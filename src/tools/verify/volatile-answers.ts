// Statements whose answers change by themselves: of these only columns are compared, no values.

import type { StatementWords } from '../../sql/read-statements.ts';

/** Functions, with parentheses. */
const CALLS = words(`NOW SYSDATE CURDATE CURTIME CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP
  UTC_DATE UTC_TIME UTC_TIMESTAMP UNIX_TIMESTAMP UUID UUID_SHORT SYS_GUID UUID_V4 UUID_V7 RAND RANDOM_BYTES CONNECTION_ID
  PS_CURRENT_THREAD_ID LAST_INSERT_ID USER SESSION_USER SYSTEM_USER CURRENT_USER IS_USED_LOCK LASTVAL`);
/** The same without parentheses, and where the server keeps accounts of itself. */
const WORDS =
  words(`CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP UTC_DATE UTC_TIME UTC_TIMESTAMP
  CURRENT_USER INFORMATION_SCHEMA PERFORMANCE_SCHEMA`);
const VARIABLES =
  words(`TIMESTAMP PSEUDO_THREAD_ID RAND_SEED1 RAND_SEED2 LAST_INSERT_ID IDENTITY INSERT_ID WARNING_COUNT
  ERROR_COUNT TRANSACTION_READ_ONLY TX_READ_ONLY GTID_EXECUTED GTID_CURRENT_POS GTID_BINLOG_POS SERVER_UUID UPTIME`);
/** Behind SHOW. */
const SHOWN = words(`STATUS PROCESSLIST ENGINE BINARY BINLOG MASTER REPLICA SLAVE PROFILE PROFILES VARIABLES OPEN EVENTS
  GRANTS`);

export function isVolatile({ head, words: all, calls, variables }: StatementWords): boolean {
  if (head[0] === 'SHOW' && head.some((word) => SHOWN.has(word))) return true;
  const isIn = (set: ReadonlySet<string>) => (word: string) => set.has(word);
  const names = [...variables].map((name) => name.replace(/^@@(?:\w+\.)?/, ''));
  return [...calls].some(isIn(CALLS)) || [...all].some(isIn(WORDS)) || names.some(isIn(VARIABLES));
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
