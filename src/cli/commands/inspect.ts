// `mock inspect`: opens the recording and hands it to the view that was asked for.

import { recordingFilter } from '../../page/filter-recording.ts';
import { openRecording } from '../../store/reading/reader.ts';
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
      await listExchanges(reader, isJson, recordingFilter(flags.filter, reader, '--filter'));
    } else if (flags.sessions) await listSessions(reader, isJson);
    else await showSummary(reader, isJson);
  } finally {
    reader.close();
  }
}
