// Which tables are described otherwise than they were when the recording ended.

import { ROUTINES } from '../../core/described-routines.ts';
import { isKeptLine } from '../../core/described-values.ts';
import type { TableSchema } from '../../core/recording.ts';
import type { TableDrift } from './verify-result.ts';

/** In the order of their names. @param live tables of the same schemas */
export function compareTables(recorded: readonly TableSchema[], live: readonly TableSchema[]): TableDrift[] {
  const nameOf = ({ schema, table }: TableSchema) => `${schema}\0${table}`;
  const [before, after] = [recorded, live].map((tables) => new Map(tables.map((table) => [nameOf(table), table])));
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].sort();
  return names.flatMap((name) => driftOf(before?.get(name), after?.get(name)));
}

function driftOf(before: TableSchema | undefined, after: TableSchema | undefined): TableDrift[] {
  if (before?.digest === after?.digest) return [];
  const { schema, table } = before ?? after ?? { schema: '', table: '' };
  // older recordings do not say what routines there are
  if (before === undefined && table === ROUTINES) return [];
  const kind = before === undefined ? 'added' : after === undefined ? 'gone' : 'changed';
  // nor what anything of them does with values, which follows from the rest but for the texts
  const saysValues = linesOf(before).some(isKeptLine);
  const from = linesOf(before);
  // older recordings do not say what a view is made of
  const saysReads = from.some((line) => line.startsWith('reads '));
  const to = linesOf(after).filter(
    (line) => (saysReads || !line.startsWith('reads ')) && (saysValues || !isKeptLine(line)),
  );
  if (kind === 'changed' && from.length === to.length && from.every((line, at) => line === to[at])) return [];
  const gone = kind === 'changed' ? from.filter((line) => !to.includes(line)) : [];
  const added = kind === 'changed' ? to.filter((line) => !from.includes(line)) : [];
  return [{ schema, table, kind, gone, added }];
}

function linesOf(table: TableSchema | undefined): readonly string[] {
  return table === undefined ? [] : table.definition.split('\n');
}
