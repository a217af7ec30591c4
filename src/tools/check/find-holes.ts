// Holes of a recording: statements with several answers though statement, session state and data are the same. A replay can
// only choose among these by place.

import type { DataUse } from '../../core/data-use.ts';
import { ResponseContents } from '../../replay/answers/response-content.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { Hole } from './check-result.ts';

export function findHoles(reader: RecordingFileReader): Hole[] {
  const contents = new ResponseContents(reader);
  return reader.listHoles().flatMap(({ exchanges, use, behind }): Hole[] => {
    const all = exchanges.flatMap((id) => reader.exchangeById(id) ?? []);
    const answers = all.filter((one, at) => !all.slice(0, at).some((other) => contents.isSame(one, other)));
    const [first] = all;
    if (first === undefined || answers.length < 2) return [];
    return [
      {
        exchanges,
        answers: answers.length,
        sql: reader.statementOf(first.id),
        state: first.state === null ? '' : reader.stateWords(first.state),
        tables: tablesOf(use),
        behind,
      },
    ];
  });
}

/** In words where they are none that can be told. */
function tablesOf(use: DataUse | null): string[] {
  if (use === null) return [];
  const { reads } = use;
  if (typeof reads === 'string') return [reads === 'all' ? 'all tables' : 'which tables there are'];
  return [...new Set(reads.map(({ table }) => table))];
}
