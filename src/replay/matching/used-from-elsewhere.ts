// USE says the same whichever database was the current one before, and so does what makes or drops one.
// https://dev.mysql.com/doc/refman/en/use.html, …/create-database.html, …/drop-database.html

import type { Command } from '../../core/command.ts';
import type { RecordingReader } from '../../core/recording.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';

const OF_DATABASES = /^\s*(?:use|(?:create|drop)\s+(?:database|schema))\b[^;]*;?\s*$/i;

/** Recorded statements that are looked at. */
const MOST = 16;

/** The fingerprints of the same USE, CREATE or DROP DATABASE, asked where another database is the current one; none of all else. */
export function usedFromElsewhere(command: Command, reader: Pick<RecordingReader, 'nearest'>): string[] {
  const { sql, dialect, code, database } = command;
  const text = code === CommandCode.COM_QUERY ? (sql?.toString('utf8', 0, 256) ?? '') : '';
  if (!OF_DATABASES.test(text)) return [];
  const others = new Set(reader.nearest(text, MOST, 'COM_QUERY').map((near) => near.database));
  others.delete(database);
  return [...others].flatMap((other) => fingerprintOf({ ...command, database: other }, dialect) ?? []);
}
