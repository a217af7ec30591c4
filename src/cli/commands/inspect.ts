// `mock inspect`: opens the recording and hands it to the view that was asked for.

import { MockError } from '../../core/errors.ts';
import { linearPattern } from '../../core/pattern.ts';
import { type Filtered, parseFilter } from '../../page/filter.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import type { InspectFlags } from '../definitions/inspect.ts';
import { showExchange } from '../inspect/exchange.ts';
import { listExchanges } from '../inspect/exchanges.ts';
import { showQuery } from '../inspect/query.ts';
import { listSessions } from '../inspect/sessions.ts';
import { showSummary } from '../inspect/summary.ts';

export async function runInspect(file: string, flags: InspectFlags): Promise<void> {
  const reader = openRecording(file);
  const isJson = flags.json === true;
  try {
    if (flags.sql !== undefined) await showQuery(file, flags.sql, isJson);
    else if (flags.exchange !== undefined) await showExchange(reader, flags.exchange, flags.rows, isJson);
    else if (flags.exchanges || flags.filter !== undefined) {
      await listExchanges(reader, isJson, filterOf(flags.filter, reader));
    } else if (flags.sessions) await listSessions(reader, isJson);
    else await showSummary(reader, isJson);
  } finally {
    reader.close();
  }
}

/** Everything without one. @throws MockError `USAGE` for a filter with a mistake, which is shown */
function filterOf(text: string | undefined, reader: RecordingFileReader): (exchange: ListedExchange) => boolean {
  if (text === undefined) return () => true;
  const filter = parseFilter(text, linearPattern);
  if (!filter.ok) {
    const { message, from } = filter.mistake;
    throw new MockError('USAGE', `--filter, at character ${from + 1}: ${message}`);
  }
  const users = new Map(reader.listSessions().map(({ id, facts }) => [id, facts.user]));
  return (exchange) => {
    const filtered: Filtered = { ...exchange, user: users.get(exchange.session) ?? '', played: null };
    return filter.matches(filtered);
  };
}
