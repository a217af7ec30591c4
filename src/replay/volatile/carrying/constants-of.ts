// The constants of a statement, and which of them are not as they were recorded.

import type { Command } from '../../../core/command.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { parameterContent, parameterPositions, readValues } from '../../../sql/values/statement-values.ts';
import { isEpoch, isTimeOfDay, readMoment } from '../values/volatile-kinds.ts';
import type { Pair, StoredPair } from './stored-values.ts';

/** By where a constant begins: what of its values is not as it was recorded. */
export function pairsIn(command: Command, recorded: Command): Map<number, Pair[]> {
  const found = new Map<number, Pair[]>();
  const [live, old] = [contentsOf(command), contentsOf(recorded)];
  for (const [at, { start, content }] of live.entries()) {
    const before = old[at]?.content ?? content;
    if (before !== content) found.set(start, [...(found.get(start) ?? []), { recorded: before, live: content }]);
  }
  return found;
}

interface Content {
  readonly start: number;
  readonly content: string;
}

/** Literals in their order, then parameters. */
export function contentsOf({ sql, dialect, parameters }: Command): readonly Content[] {
  if (sql === null) return [];
  const all = readValues(readStatement(sql, dialect).normal, dialect);
  const positions = parameterPositions(all);
  const bound = (parameters ?? []).map((parameter, index) => ({
    start: all[(positions[index % positions.length] ?? 0) - 1]?.start ?? -1,
    content: parameterContent(parameter) ?? '',
  }));
  return [...all.filter(({ kind }) => kind !== 'parameter'), ...bound];
}

/** What a statement stores, row by row: a column that comes again begins another one. @param columnAt of a constant that begins there */
export function rowsStored(
  command: Command,
  recorded: Command,
  columnAt: (start: number) => string | null,
): readonly ReadonlyMap<string, Pair>[] {
  const [live, old] = [contentsOf(command), contentsOf(recorded)];
  const rows: Map<string, Pair>[] = [];
  live.forEach(({ start, content }, at) => {
    const column = columnAt(start);
    if (column === null) return;
    let row = rows.find((one) => !one.has(column));
    if (row === undefined) {
      row = new Map();
      rows.push(row);
    }
    row.set(column, { recorded: old[at]?.content ?? content, live: content });
  });
  return rows;
}

export function isClock({ recorded }: Pair): boolean {
  const isTime = isEpoch(recorded) || isTimeOfDay(recorded) || readMoment(recorded) !== null;
  return isTime || /^\d{4}-\d\d-\d\d$/.test(recorded);
}

export function kindOf(pair: Pair): StoredPair['kind'] {
  return isClock(pair) ? 'clock' : 'token';
}
