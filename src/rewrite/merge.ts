// Several recordings as one: the sessions of each behind those of the one before.

import { MockError } from '../domain/errors.ts';
import { openRecording, type RecordingFileReader } from '../recording/reader.ts';
import type { RecordingMeta } from '../recording/target-file.ts';
import { writeWholeRecording } from '../recording/write-whole.ts';
import { type CopyCounts, copyExchanges } from './copy-exchanges.ts';
import { copyServer } from './copy-server.ts';

/** @throws MockError `USAGE` where their fingerprints follow different rules; those of opening and writing */
export function mergeFiles(files: readonly string[], output: string, isOverwrite: boolean): CopyCounts {
  const readers: RecordingFileReader[] = [];
  try {
    for (const file of files) readers.push(openRecording(file));
    const [first] = readers;
    if (first === undefined) throw new MockError('USAGE', 'there is nothing to merge: name two recordings or more');
    for (const reader of readers) checkRules(first, reader);
    return writeWholeRecording(output, { meta: metaOf(first), isOverwrite }, (writer) =>
      readers
        .map((reader) => {
          const counts = copyExchanges(reader, writer);
          copyServer(reader, writer);
          return counts;
        })
        .reduce((a, b) => ({ sessions: a.sessions + b.sessions, exchanges: a.exchanges + b.exchanges })),
    );
  } finally {
    for (const reader of readers) reader.close();
  }
}

function checkRules(a: RecordingFileReader, b: RecordingFileReader): void {
  const [one, other] = [a, b].map(({ meta }) => meta.get('fingerprint_rules'));
  if (one === other) return;
  const what = `${a.path} (${one}) and ${b.path} (${other}) were recorded with different fingerprint rules`;
  throw new MockError('USAGE', `${what}: record the older one again`);
}

/** What a recording says of itself, for one that is made of it. */
export function metaOf({ meta }: Pick<RecordingFileReader, 'meta'>): RecordingMeta {
  return {
    mockVersion: meta.get('mock_version') ?? '',
    upstream: meta.get('upstream') ?? '',
    fingerprintRules: meta.get('fingerprint_rules') ?? '',
  };
}
