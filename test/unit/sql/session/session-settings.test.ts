import { expect, test } from 'vitest';
import { NO_CONTEXT } from '../../../../src/core/command.ts';
import { changesSession, followStatement } from '../../../../src/sql/session/follow-statement.ts';
import { SessionHoldings } from '../../../../src/sql/session/session-holdings.ts';
import { SessionSettings } from '../../../../src/sql/session/session-settings.ts';

/** The words of a session that was told OK to all of this. */
function wordsBehind(...statements: string[]): string {
  const settings = new SessionSettings('utf8mb4');
  const holdings = new SessionHoldings(NO_CONTEXT.client, 'default');
  for (const sql of statements.map((one) => Buffer.from(one))) {
    if (!changesSession(sql, {})) continue;
    followStatement(
      sql,
      {},
      {
        holdings,
        isMysql: false,
        given: () => settings.given,
        current: () => 'shop',
        use: () => undefined,
        noteSettings: (list) => settings.note(list),
        noteLockedTables: (locked) => void settings.noteLockedTables(locked),
      },
    );
  }
  return settings.words().join(' ');
}

test('a transaction that begins lets go of locked tables, and not of the lock of all', () => {
  const all = 'FLUSH TABLES WITH READ LOCK';
  expect(wordsBehind('LOCK TABLES t READ')).toBe("locked_tables='T READ'");
  expect(wordsBehind('LOCK TABLES t READ', 'BEGIN')).toBe('');
  expect(wordsBehind('FLUSH TABLES t WITH READ LOCK', 'START TRANSACTION')).toBe('');
  expect(wordsBehind(all, 'START TRANSACTION')).toBe(`locked_tables='${all}'`);
  expect(wordsBehind(all, 'LOCK TABLES t READ', 'BEGIN')).toBe(`locked_tables='${all}'`);
  expect(wordsBehind(all, 'LOCK TABLES t READ', 'UNLOCK TABLES')).toBe('');
});

test('a backup of MariaDB has its stage, until its end', () => {
  expect(wordsBehind('BACKUP STAGE START', 'backup stage block_ddl')).toBe("backup_stage='BLOCK_DDL'");
  expect(wordsBehind('BACKUP STAGE START', 'BACKUP STAGE END')).toBe('');
  expect(wordsBehind('BACKUP LOCK t')).toBe("backup_lock='LOCK'");
  expect(wordsBehind('BACKUP LOCK t', 'BACKUP UNLOCK')).toBe('');
});

test('what SET SESSION TRANSACTION says counts for the next transaction too, behind SET TRANSACTION', () => {
  const [one, all] = ['SET TRANSACTION READ WRITE', 'SET SESSION TRANSACTION READ ONLY'];
  expect(wordsBehind(all, one)).toBe("transaction='READ ONLY' next_transaction='READ WRITE'");
  expect(wordsBehind(one, all)).toBe(
    "transaction='READ ONLY' next_transaction='READ WRITE then transaction READ ONLY'",
  );
  expect(wordsBehind(one, all)).not.toBe(wordsBehind(one, all, one));
});
