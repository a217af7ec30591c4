// USE says the same whichever database was the current one before.
// https://dev.mysql.com/doc/refman/en/use.html

import type { Command } from '../../core/command.ts';
import type { RecordingReader } from '../../core/recording.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';

/** Recorded statements that are looked at. */
const MOST = 16;

/** The fingerprints of the same USE, asked where another database is the current one; none of all else. */
export function usedFromElsewhere(command: Command, reader: Pick<RecordingReader, 'nearest'>): string[] {
  const { sql, dialect, code, database } = command;
  const text = code === CommandCode.COM_QUERY ? (sql?.toString('utf8', 0, 256) ?? '') : '';
  if (!/^\s*use\b[^;]*;?\s*$/i.test(text)) return [];
  const others = new Set(reader.nearest(text, MOST, 'COM_QUERY').map((near) => near.database));
  others.delete(database);
  return [...others].flatMap((other) => fingerprintOf({ ...command, database: other }, dialect) ?? []);
}
