// Which SHOW STATUS tells of the session's own counters.
import { expect, test } from 'vitest';
import { readDependencies } from '../../../src/sql/dependencies.ts';
import { Tokens } from '../../../src/sql/words/tokens.ts';

const dependsOnCounters = (sql: string) => readDependencies(new Tokens(Buffer.from(sql))).counters;

test.each([
  'SHOW STATUS',
  'show session status',
  "SHOW LOCAL STATUS LIKE 'Handler_read%'",
  "SHOW STATUS WHERE Variable_name IN ('Ssl_cipher', 'Questions')",
  'SHOW STATUS LIKE "Ssl_cipher"',
  'SELECT * FROM performance_schema.session_status',
  'SELECT variable_value FROM information_schema.SESSION_STATUS',
  'SHOW PROFILE',
])('%s: counted', (sql) => expect(dependsOnCounters(sql)).toBe(true));

test.each([
  "SHOW STATUS LIKE 'Ssl_cipher'",
  "SHOW SESSION STATUS LIKE 'ssl\\_%'",
  "SHOW STATUS WHERE Variable_name IN ('Threads_connected', 'Uptime')",
  'SHOW GLOBAL STATUS',
  'SHOW TABLE STATUS',
  'SHOW ENGINE INNODB STATUS',
  "SELECT 'SHOW STATUS'",
])('%s: not', (sql) => expect(dependsOnCounters(sql)).toBe(false));
