import { expect, test } from 'vitest';
import { EqualStates } from '../../../../src/replay/matching/equal-states.ts';

const KNOWN: Readonly<Record<string, string>> = {
  sql_mode: 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION',
  transaction_isolation: 'REPEATABLE-READ',
  transaction_read_only: 'OFF',
  character_set_server: 'utf8mb4',
  time_zone: 'SYSTEM',
};
const states = new EqualStates((name) => KNOWN[name]);
const HEAD = 'autocommit=1 in_transaction=0 user=app charset=utf8mb4';

test.each([
  "character_set_server='UTF8MB4'",
  "time_zone='SYSTEM'",
  "collation_server='UTF8MB4_UNICODE_CI'",
  "collation_connection='UTF8MB4_UNICODE_CI'",
  "transaction='ISOLATION LEVEL REPEATABLE READ'",
  "transaction='ISOLATION LEVEL REPEATABLE READ , READ WRITE'",
  "transaction='READ WRITE'",
  "tx_isolation='REPEATABLE-READ'",
  "sql_mode='NO_ENGINE_SUBSTITUTION,STRICT_TRANS_TABLES'",
  "sql_mode='>CONCAT ( @@SQL_MODE , ,STRICT_TRANS_TABLES )'",
  "sql_mode='DEFAULT'",
])('%s is what the server has anyway', (word) => {
  expect(states.canonical(`${HEAD} ${word}`)).toBe(HEAD);
});

test.each([
  "time_zone='+00:00'",
  "collation_connection='UTF8MB4_BIN'",
  "sql_mode='ANSI,STRICT_TRANS_TABLES'",
  "sql_mode='>CONCAT ( @X , ,STRICT_TRANS_TABLES )'",
  "foreign_key_checks='0'",
  "@a='SYSTEM'",
  "next_transaction='READ WRITE'",
  'last_insert_id=7',
])('%s stays', (word) => {
  expect(states.canonical(`${HEAD} ${word}`)).toBe(`${HEAD} ${word}`);
});

test('two ways to say the same are one', () => {
  const [one, other] = ["transaction='ISOLATION LEVEL READ COMMITTED'", "transaction_isolation='READ-COMMITTED'"];
  expect(states.canonical(one)).toBe(states.canonical(other));
  expect(states.canonical("sql_mode='>CONCAT ( @@SQL_MODE , ,PIPES_AS_CONCAT )'")).toBe(
    "sql_mode='NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT,STRICT_TRANS_TABLES'",
  );
});
