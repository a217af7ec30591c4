// Columns of a recorded result that comes without them, as servers tell a client that has them from the prepare.

import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import { preparedDefinitions } from '../../answers/play-response.ts';

/** Columns of a result that comes without them, from the prepare of its statement. */
export function knownColumns(
  exchange: RecordedExchange,
  reader: RecordingReader,
  encoding: bigint,
): readonly ColumnDefinition[] {
  return preparedDefinitions(exchange, reader).map((one) => decodeColumnDefinition(one, encoding));
}
