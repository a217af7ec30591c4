// A table that nobody has made, described or written to, and that shows what another one was given: a view of which the recording does
// not know that it is one, or a table that a trigger fills. What else it shows may be computed of values that are others by now.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../core/recording.ts';
import { decodeRow, walkResponse } from '../../../mysql/codec/walk-response.ts';
import { asksCursor } from '../../../mysql/packets/com-stmt-execute.ts';
import { parameterContent } from '../../../sql/values/statement-values.ts';
import { pairsIn } from '../carrying/constants-of.ts';
import { knownColumns } from '../carrying/known-columns.ts';
import { alike } from '../carrying/said-rows.ts';
import type { StoredValues } from '../carrying/stored-values.ts';
import type { KeptPrograms } from './kept-programs.ts';
import type { SaidValues } from './said-values.ts';
import { tablesOf } from './stored-notes.ts';

export interface AskedOfTable {
  readonly command: Command;
  /** As it was recorded. */
  readonly recorded: Command;
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse | null;
  readonly stored: StoredValues;
  readonly programs: () => KeptPrograms;
  /** Recorded writes to these tables whose rows are there; null where that is not known. */
  readonly there: (tables: ReadonlySet<string>) => ReadonlySet<number> | null;
  readonly saidIn: (exchange: number) => SaidValues;
  readonly reader: RecordingReader;
}

/** Tables that have shown what another one holds: what they show otherwise is of the same kind. */
const seen = new WeakMap<object, Set<string>>();

function isSeen({ recorded, reader }: AskedOfTable): boolean {
  return [...tablesOf(recorded)].some((table) => seen.get(reader)?.has(table) === true);
}

function note({ recorded, reader }: AskedOfTable): void {
  const known = seen.get(reader) ?? new Set<string>();
  seen.set(reader, known);
  for (const table of tablesOf(recorded)) known.add(table);
}

/** More of an answer is not looked at. */
const MOST_BYTES = 1024 * 1024;
const SYSTEM = /\b(?:information_schema|performance_schema|mysql|sys)[`"]?\s*\./i;
/** What is computed of a time comes as it was recorded. */
const TIME = /^\d{4}-\d\d-\d\d/;

/** Whether some of the answer may be computed of values that are not as they were recorded, by what nobody told of. */
export function isOfUnknownView(asked: AskedOfTable): boolean {
  const { command, recorded, response, stored } = asked;
  if (stored.isEmpty || response?.outcome !== 'resultset' || response.bytes > MOST_BYTES) return false;
  if (!isOnlyRead(asked)) return false;
  const isAskedByOne = pairsIn(command, recorded).size > 0;
  if (asksCursor(command)) return isAskedByOne;
  const pairs = stored.all().filter(({ recorded: from, live }) => from !== live);
  const told = new Set(pairs.map(({ recorded: from }) => alike(from)));
  const cells = [...contentsOf(asked, response)].filter((content) => content !== '0' && !TIME.test(content));
  if (cells.length === 0 || !(isAskedByOne || isSeen(asked) || cells.some((content) => told.has(alike(content)))))
    return false;
  note(asked);
  // copied with the value, as it seems
  for (const exchange of new Set(pairs.map((pair) => pair.exchange))) {
    for (const contents of asked.saidIn(exchange).values()) for (const content of contents) told.add(alike(content));
  }
  return !cells.every((content) => told.has(alike(content)));
}

/** Whether nothing is known of any table that it names, but that it is read. */
function isOnlyRead({ recorded, programs, there }: AskedOfTable): boolean {
  const tables = tablesOf(recorded);
  if (tables.size === 0 || SYSTEM.test(recorded.sql?.toString('latin1') ?? '')) return false;
  return [...tables].every((table) => !programs().isKnown(table)) && there(tables)?.size === 0;
}

/** A character per byte; NULLs are left out. */
function* contentsOf({ command, exchange, reader }: AskedOfTable, response: RecordedResponse): Iterable<string> {
  const { code } = command;
  const { encoding } = response;
  const known = () => knownColumns(exchange, reader, encoding);
  for (const walk of walkResponse(response.chunks(), {
    command: code,
    encoding,
    asksCursor: false,
    knownColumns: known,
  })) {
    if (walk.kind !== 'row') continue;
    for (const cell of decodeRow(code, walk.payload, walk.columns)) {
      const content = Buffer.isBuffer(cell) ? cell.toString('latin1') : cell === null ? null : parameterContent(cell);
      if (content !== null) yield content;
    }
  }
}
