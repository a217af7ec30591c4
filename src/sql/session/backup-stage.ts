// Where a session stands in a backup of MariaDB: from BACKUP STAGE START up to BACKUP STAGE END most of what is no read is refused
// (4145). It is kept like a variable that a SET gave a value, of a name that no server has.
// https://mariadb.com/kb/en/backup-stage/, https://mariadb.com/kb/en/backup-lock/

import type { Setting } from './settings.ts';

export const BACKUP_STAGE = 'backup_stage';
export const NO_BACKUP = 'END';

/** @param sql that begins with BACKUP and was carried out; null where it changes nothing */
export function backupSetting(sql: string): Setting | null {
  const [, stage, lock] = /^\s*backup\s+(?:stage\s+(\w+)|(lock|unlock))\b/i.exec(sql) ?? [];
  if (stage !== undefined) return setting(BACKUP_STAGE, stage.toUpperCase());
  return lock === undefined ? null : setting(BACKUP_LOCK, lock.toUpperCase());
}

export const BACKUP_LOCK = 'backup_lock';
export const NO_BACKUP_LOCK = 'UNLOCK';

function setting(name: string, value: string): Setting {
  return { kind: 'variable', name, value, isLiteral: true };
}
