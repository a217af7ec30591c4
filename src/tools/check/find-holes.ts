// Holes of a recording: statements with several answers though statement, session state and data are the same. A replay can
// only choose among these by place.

import type { DataUse } from '../../core/data-use.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import { ResponseContents } from '../../replay/answers/response-content.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { Hole } from './check-result.ts';

export function findHoles(reader: RecordingFileReader): Hole[] {
  const contents = new ResponseContents(reader);
  return reader.listHoles().flatMap(({ exchanges, use, behind }): Hole[] => {
    const all = exchanges.flatMap((id) => reader.exchangeById(id) ?? []);
    const answers = countAnswers(all, contents);
    const [first] = all;
    if (first === undefined || answers < 2) return [];
    return [
      {
        exchanges,
        answers,
        sql: reader.statementOf(first.id),
        state: first.state === null ? '' : reader.stateWords(first.state),
        tables: tablesOf(use),
        behind,
      },
    ];
  });
}

function countAnswers(all: readonly RecordedExchange[], contents: ResponseContents): number {
  // the same response needs no look at what it says
  const byResponse = [...new Map(all.map((one) => [one.gap === null ? one.responseId : -one.id, one])).values()];
  if (byResponse.length < 2) return byResponse.length;
  return new Set(byResponse.map((one) => contents.keyOf(one) ?? one)).size;
}

/** In words where they are none that can be told. */
function tablesOf(use: DataUse | null): string[] {
  if (use === null) return [];
  const { reads } = use;
  if (typeof reads === 'string') return [reads === 'all' ? 'all tables' : 'which tables there are'];
  return [...new Set(reads.map(({ table }) => table))];
}
