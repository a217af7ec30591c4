// Rows that are left behind where a recorded identity comes to stand for another live one: they hold it under the first still, or as it was
// recorded, where the client brought in the recorded one itself.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { FindContext } from '../../matching/find-answer.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import type { StoredAt } from '../carrying/stored-values.ts';
import { programsOf } from '../certainty/kept-programs.ts';
import { saidIn } from '../certainty/said-values.ts';
import { partsOf } from '../values/fresh-values.ts';
import type { Slot } from '../values/masked-statement.ts';
import { uuidDigits, uuidsIn } from '../values/volatile-kinds.ts';
import { type Attempt, identities } from './attempt.ts';

/** Rows that hold a recorded value under another one than it is about to stand for. */
export interface LeftRows {
  /** Nothing can be told then: the row is referred to, or the statement brings in no row of its own. */
  readonly isHeld: boolean;
  readonly left: readonly StoredAt[];
}

const NONE_LEFT: LeftRows = { isHeld: false, left: [] };

/** A value and what is drawn by chance within it; of a UUID its digits, however it is written. */
export function identitiesOf(content: string): readonly string[] {
  return [content, ...partsOf(content), ...uuidsIn(content)].map((one) => uuidDigits(one) ?? one);
}

/**
 * Which rows are left behind where recorded values go over to other ones.
 * @param exchange the recorded one that is to answer
 */
export function leftElsewhere(
  { command, values, live, saidBy }: Pick<Attempt, 'command' | 'values' | 'live' | 'saidBy'>,
  recorded: readonly Slot[],
  exchange: RecordedExchange,
  { matcher, place, reader }: Pick<FindContext, 'matcher' | 'place' | 'reader'>,
): LeftRows {
  const { reads, writes } = reader.dataOf(exchange.id)?.use ?? { reads: [], writes: [] };
  if (typeof reads === 'string' || writes === 'all') return NONE_LEFT;
  const others = goingOver(recorded, live, values);
  if (others.size === 0) return NONE_LEFT;
  const there = new Map<string, ReadonlySet<number> | null>();
  const isThere = ({ table, exchange: by }: Pick<StoredAt, 'table' | 'exchange'>) => {
    if (by === exchange.id) return false;
    if (!there.has(table)) there.set(table, matcher.writesThere(new Set([table]), place));
    return there.get(table)?.has(by) === true;
  };
  const stored = values.stored.all().filter((one) => one.kind !== 'clock');
  const still = stored.filter((one) => isOther(one, others) && isThere(one));
  const left = [...still, ...asRecorded(others, stored, saidBy, reader).filter(isThere)];
  const written = new Set(writes.map(bare));
  const read = new Set(reads.map(bare).filter((one) => !written.has(one)));
  // a table of which the recording does not tell what it refers to may refer to any row that was there before
  const isUnknown = [...written].some((table) => !programsOf(reader).isKnown(table));
  const isDecided = isByKeys(command, exchange, reader);
  const isHeld = ({ table, exchange: by }: StoredAt) =>
    written.size === 0 || read.has(table) || (written.has(table) ? isDecided : isUnknown && by < exchange.id);
  return { isHeld: left.some(isHeld), left };
}

/** What does not stand for its live value yet, by identity. */
function goingOver(
  recorded: readonly Slot[],
  live: readonly Slot[],
  { toLive }: CarriedValues,
): ReadonlyMap<string, string> {
  const pairs = recorded.flatMap(({ content }, at) => {
    const slot = live[at];
    // by a rule that binds in conditions a recorded row is told under any
    if (slot === undefined || slot.position < 0 || slot.rule.isAnywhere) return [];
    return (toLive.known(content) ?? toLive.carry(content)) === slot.content ? [] : identities(content, slot);
  });
  return new Map(pairs.map(([one, other]) => [uuidDigits(one) ?? one, uuidDigits(other) ?? other]));
}

function isOther({ recorded, live }: StoredAt, others: ReadonlyMap<string, string>): boolean {
  const lives = identitiesOf(live);
  return identitiesOf(recorded).some((one, at) => (others.get(one) ?? lives[at]) !== lives[at]);
}

/** Rows that have the recorded value itself, which the client has brought in. */
function asRecorded(
  others: ReadonlyMap<string, string>,
  stored: readonly StoredAt[],
  saidBy: Attempt['saidBy'],
  reader: FindContext['reader'],
): readonly StoredAt[] {
  return [...others].flatMap(([one, other]) => {
    if (one === other) return [];
    const carried = new Set(
      stored.filter(({ recorded }) => identitiesOf(recorded).includes(one)).map((at) => at.exchange),
    );
    return saidBy(one).flatMap((exchange) => {
      if (carried.has(exchange)) return [];
      const writes = reader.dataOf(exchange)?.use.writes ?? [];
      const [column = null] = columnsOf(exchange, one, reader);
      const tables = writes === 'all' ? [] : writes.map(bare);
      return tables.map((table) => ({ table, column, exchange, kind: 'token' as const, recorded: one, live: one }));
    });
  });
}

function columnsOf(exchange: number, identity: string, reader: FindContext['reader']): readonly (string | null)[] {
  const said = [...saidIn(exchange, reader)];
  const found = said.filter(([, contents]) => contents.some((one) => identitiesOf(one).includes(identity)));
  return found.map(([column]) => (column.startsWith('#') ? null : column));
}

/** Whether another row with the value decides what is done: it is refused, replaced or changed. */
function isByKeys({ sql, dialect }: Command, { responseId }: RecordedExchange, reader: FindContext['reader']): boolean {
  if (responseId !== null && reader.response(responseId).outcome === 'error') return true;
  const { normal, keyword } = readStatement(sql ?? Buffer.alloc(0), dialect);
  return keyword === 'REPLACE' || /\bon duplicate key\b|\bignore\b/i.test(normal.toString('latin1'));
}

function bare({ table }: { readonly table: string }): string {
  return table.slice(table.lastIndexOf('.') + 1);
}

/** Nobody is told any more what these rows have there. */
export function noteLeft({ left }: LeftRows, { stored }: CarriedValues): void {
  for (const { table, column, exchange, recorded } of left) {
    const one = { place: 'left', column, kind: 'any', recorded, live: null } as const;
    stored.add({ exchange, table, stored: [one] });
  }
}
