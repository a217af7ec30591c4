// Plays one recorded session against our own replay, whatever its protocol.

import type { RecordedResponse } from '../../core/recording.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';

/** The statement by which a client begins a scope in the middle of its connection. */
export function beginScopeSql(scope: string): Buffer {
  const quoted = scope.replaceAll('\\', '\\\\').replaceAll("'", "''");
  return Buffer.from(`SET @mock_scope = '${quoted}'`);
}

export interface Player {
  /**
   * Asks as recorded; returns where the answer's bytes differ first, null where they do not.
   * @param response as recorded; null where there was none
   */
  play(exchange: ListedExchange, response: RecordedResponse | null): Promise<number | null>;
  end(): Promise<void>;
}
