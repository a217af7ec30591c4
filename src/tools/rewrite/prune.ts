// A recording without what a replay's report says was never asked for.

import { readFileSync } from 'node:fs';
import { MockError, messageOf } from '../../core/errors.ts';
import { writeWholeRecording } from '../../store/file/write-whole.ts';
import type { ListedSession } from '../../store/reading/listing.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import { type CopyCounts, copyExchanges } from './copy-exchanges.ts';
import { copyServer } from './copy-server.ts';
import { metaOf } from './merge.ts';

export interface PruneCounts extends CopyCounts {
  readonly dropped: number;
}

/**
 * @param report a JSON report of a replay: its `unused` lists ids of exchanges
 * @throws MockError `USAGE` where the report cannot be read or is about another recording
 */
export function pruneFile(file: string, report: string, output: string, isOverwrite: boolean): PruneCounts {
  const unused = readUnused(report);
  const reader = openRecording(file);
  try {
    checkIds(reader, unused, report);
    const dropped = withoutNeededPrepares(reader, unused);
    const kept = keptSessions(reader, dropped);
    const counts = writeWholeRecording(output, { meta: metaOf(reader), isOverwrite }, (writer) => {
      const copied = copyExchanges(reader, writer, {
        isSessionKept: ({ id }) => kept.has(id),
        isExchangeKept: ({ id }) => !dropped.has(id),
      });
      copyServer(reader, writer);
      return copied;
    });
    return { ...counts, dropped: dropped.size };
  } finally {
    reader.close();
  }
}

function readUnused(report: string): Set<number> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(report, 'utf8'));
  } catch (cause) {
    throw new MockError('USAGE', `${report} cannot be read: ${messageOf(cause)}`, { cause });
  }
  const list = typeof value === 'object' && value !== null && 'unused' in value ? value.unused : null;
  if (!Array.isArray(list)) throw new MockError('USAGE', `${report} is no report of a replay: it has no list "unused"`);
  return new Set(list.map((entry: unknown) => exchangeOf(entry, report)));
}

/** Either the id alone or an object that has it. */
function exchangeOf(entry: unknown, report: string): number {
  const id = typeof entry === 'object' && entry !== null && 'exchange' in entry ? entry.exchange : entry;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id;
  throw new MockError(
    'USAGE',
    `${report} is no report of a replay: "unused" has ${JSON.stringify(entry)}, no exchange`,
  );
}

function checkIds(reader: RecordingFileReader, unused: ReadonlySet<number>, report: string): void {
  for (const id of unused) {
    if (reader.exchange(id)?.fingerprint != null) continue;
    throw new MockError('USAGE', `${report} is about another recording: ${reader.path} has no exchange ${id} to play`);
  }
}

/** Whoever executes a statement needs its prepare. */
function withoutNeededPrepares(reader: RecordingFileReader, unused: ReadonlySet<number>): Set<number> {
  const dropped = new Set(unused);
  for (const { id, prepareExchange } of reader.listExchanges()) {
    if (prepareExchange !== null && !unused.has(id)) dropped.delete(prepareExchange);
  }
  return dropped;
}

/** Sessions in which something is left, and of each user and database at least one, so that logins go on to pass. */
function keptSessions(reader: RecordingFileReader, dropped: ReadonlySet<number>): Set<number> {
  const kept = new Set<number>();
  for (const { id, session, fingerprint } of reader.listExchanges()) {
    if (fingerprint !== null && !dropped.has(id)) kept.add(session);
  }
  const sessions = reader.listSessions();
  const keyOf = ({ facts }: ListedSession) => JSON.stringify([facts.user, facts.database, facts.authOutcome]);
  const known = new Set(sessions.filter(({ id }) => kept.has(id)).map(keyOf));
  for (const session of sessions) {
    if (known.has(keyOf(session))) continue;
    known.add(keyOf(session));
    kept.add(session.id);
  }
  return kept;
}
