// What a statement stores of values that stand for recorded ones, and where.

import type { Command } from '../../../core/command.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { readValueColumns } from '../../../sql/values/value-columns.ts';
import { readValueUses, type ValueUses } from '../../../sql/values/value-uses.ts';
import type { FindContext } from '../../matching/find-answer.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import { kindOf, pairsIn } from '../carrying/constants-of.ts';
import type { StoredNote } from '../carrying/stored-values.ts';
import { type KeptPrograms, programsOf } from './kept-programs.ts';

/** Notes what a statement stores of values that stand for recorded ones, and where. */
export function noteStored(
  command: Command,
  recorded: Command,
  exchange: number,
  values: CarriedValues,
  reader: FindContext['reader'],
): void {
  const note = command.name === 'COM_STMT_PREPARE' ? null : storedNote(command, recorded, exchange, reader);
  if (note !== null) values.noteStored(note);
}

/** What a statement stored of values that stand for others; null where it is none that stores, or nothing of it does. */
function storedNote(
  command: Command,
  recorded: Command,
  exchange: number,
  reader: FindContext['reader'],
): StoredNote | null {
  if (command.sql === null) return null;
  const { stored } = usesOf(command);
  if (stored.size === 0) return null;
  const [table] = tablesOf(command);
  if (table === undefined) return null;
  const notes = ownStored(command, recorded, () => programsOf(reader));
  return notes.length === 0 ? null : { exchange, table, stored: notes };
}

/** What a statement stores of values that are not as they were recorded. */
export function ownStored(command: Command, recorded: Command, programs: () => KeptPrograms) {
  const { stored } = usesOf(command);
  if (stored.size === 0) return [];
  const [table = ''] = tablesOf(command);
  return [...pairsIn(command, recorded)].flatMap(([start, pairs]) => {
    const written = stored.get(start);
    if (written === undefined) return [];
    const column = written?.startsWith('#') === true ? programs().columnOf(table, written) : written;
    return pairs.map((pair, at) => ({ ...pair, kind: kindOf(pair), column, place: `${start} ${at}` }));
  });
}

const remembered = new WeakMap<object, ValueUses>();

/** Read once. */
export function usesOf({ sql, dialect }: Command): ValueUses {
  if (sql === null) return readValueUses(Buffer.alloc(0), dialect);
  const reading = readStatement(sql, dialect);
  let uses = remembered.get(reading);
  if (uses === undefined) {
    uses = readValueUses(reading.normal, dialect);
    remembered.set(reading, uses);
  }
  return uses;
}

/** In lower case, without their schemas. */
export function tablesOf({ sql, dialect }: Command): ReadonlySet<string> {
  if (sql === null) return new Set();
  return new Set(readValueColumns(readStatement(sql, dialect).normal, dialect).tables.values());
}
