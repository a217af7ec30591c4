// What a recorded write said that a column of its rows holds, as far as its constants tell.

import { PLAIN_DIALECT } from '../../../core/command.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import type { RecordingReader } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { parameterContent, parameterPositions, readValues } from '../../../sql/values/statement-values.ts';
import { readValueUses } from '../../../sql/values/value-uses.ts';

/** By column in lower case, as `ValueUses` has it: a character per byte. */
export type SaidValues = ReadonlyMap<string, readonly string[]>;
type Reader = Pick<RecordingReader, 'recordedStatement'>;

const MOST_REMEMBERED = 4096;
const remembered = new WeakMap<Reader, Map<number, SaidValues>>();

/** Read once. */
export function saidIn(exchange: number, reader: Reader): SaidValues {
  const known = remembered.get(reader) ?? new Map<number, SaidValues>();
  remembered.set(reader, known);
  const before = known.get(exchange);
  if (before !== undefined) return before;
  const said = readSaid(exchange, reader);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(exchange, said);
  return said;
}

function readSaid(exchange: number, reader: Reader): SaidValues {
  const said = new Map<string, string[]>();
  const statement = reader.recordedStatement(exchange);
  if (statement === undefined) return said;
  const { normal } = readStatement(Buffer.from(statement.sql), PLAIN_DIALECT);
  const { stored } = readValueUses(normal, PLAIN_DIALECT);
  const all = stored.size === 0 ? [] : readValues(normal, PLAIN_DIALECT);
  const positions = parameterPositions(all);
  const say = (start: number | undefined, content: string | null) => {
    const column = start === undefined ? null : stored.get(start);
    if (column == null || content === null) return;
    said.set(column, [...(said.get(column) ?? []), content]);
  };
  for (const { kind, start, content } of all) if (kind !== 'parameter' && kind !== 'word') say(start, content);
  readShownParameters(statement.parameters)?.forEach((one, at) => {
    say(all[(positions[at % positions.length] ?? 0) - 1]?.start, parameterContent(one));
  });
  return said;
}
