// What a recording knows of the server beside what it answered: variables and tables.

import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { RecordingFileWriter } from '../../store/writing/writer.ts';

/**
 * Behind the first session. A variable that the writer has already stays, a table is replaced.
 * @param change what becomes of texts; null: nothing is left of it
 */
export function copyServer(
  reader: RecordingFileReader,
  writer: RecordingFileWriter,
  change: (text: string) => string | null = (text) => text,
): void {
  writer.putVariables(
    reader.serverVariables().map((each) => ({ ...each, value: each.value === null ? null : change(each.value) })),
  );
  // the digest is still that of the description as it was, by which tables are compared
  writer.putTables(reader.tables().map((each) => ({ ...each, definition: change(each.definition) ?? '' })));
}
