// Rows that are left behind where a recorded identity comes to stand for another live one: they hold it under the first still, or as it was
// recorded, where the client brought in the recorded one itself.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import type { FindContext } from '../../matching/find-answer.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import { alike } from '../carrying/said-rows.ts';
import { identitiesOf, type StoredAt } from '../carrying/stored-values.ts';
import { programsOf } from '../certainty/kept-programs.ts';
import { saidIn } from '../certainty/said-values.ts';
import type { Slot } from '../values/masked-statement.ts';
import { type Attempt, identities } from './attempt.ts';

/** Rows that hold a recorded value under another one than it is about to stand for. */
export interface LeftRows {
  /** Nothing can be told then: the row is referred to, or the statement brings in no row of its own. */
  readonly isHeld: boolean;
  readonly left: readonly StoredAt[];
}

const NONE_LEFT: LeftRows = { isHeld: false, left: [] };

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
  const left = [...others].flatMap((pair) => leftOf(pair, values, saidBy, isThere, reader));
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
  return new Map(pairs.map(([one, other]) => [alike(one), alike(other)]));
}

/** Rows that have the recorded identity under another live one, or by itself, where the client has brought it in. */
function leftOf(
  [one, other]: readonly [string, string],
  { stored }: CarriedValues,
  saidBy: Attempt['saidBy'],
  isThere: (at: Pick<StoredAt, 'table' | 'exchange'>) => boolean,
  reader: FindContext['reader'],
): readonly StoredAt[] {
  return [...new Set([...saidBy(one), ...stored.exchangesOf(one)])].flatMap((exchange): readonly StoredAt[] => {
    const pairs = stored.of(exchange, one);
    if (pairs.length > 0) return pairs.filter((pair) => liveOf(pair, one) !== other && isThere(pair));
    const writes = one === other ? [] : (reader.dataOf(exchange)?.use.writes ?? []);
    const tables = (writes === 'all' ? [] : writes).map(bare).filter((table) => isThere({ table, exchange }));
    if (tables.length === 0) return [];
    const [column = null] = columnsOf(exchange, one, reader);
    return tables.map((table) => ({ table, column, exchange, kind: 'token', recorded: one, live: one }));
  });
}

function liveOf({ recorded, live }: StoredAt, identity: string): string | undefined {
  return identitiesOf(live)[identitiesOf(recorded).indexOf(identity)];
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
