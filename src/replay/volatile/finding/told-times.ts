// Times that a client sends back as they were told: CURRENT_TIMESTAMP of a row, with which the whole row is stored again. What the clock was
// when that was recorded it may not be by now, and the reverse, so that the one statement has a time of its own fewer than the other.

import type { CarriedValues } from '../carrying/carried-values.ts';
import type { Choosing } from '../values/choose-values.ts';
import type { MaskedStatement, Slot } from '../values/masked-statement.ts';
import { readMoment } from '../values/volatile-kinds.ts';

/** How the times of a statement are read; as in Choosing. */
export type Times = NonNullable<Choosing['times']>;

const clock = /^fresh (?:moment|date|epoch)\b/;
/** In whole quarters of an hour. */
const zone = /^fresh moment .*?(-?\d+)q$/;
const QUARTER_MS = 15 * 60_000;
/** Different times of one statement that are tried one by one. */
const MOST = 3;

/**
 * The readings that differ from the plain one, the likeliest first.
 * @param live as it is read plainly; null where nothing of it is fresh
 * @param contents all values of the statement
 */
export function* otherTimes(
  live: MaskedStatement | null,
  contents: readonly string[],
  { toRecorded }: CarriedValues,
): Generator<Times> {
  const fresh = (live?.slots ?? []).filter(({ shape }) => clock.test(shape));
  const known = new Set(fresh.map(({ content }) => content).filter((one) => toRecorded.carry(one) !== null));
  // what is some hours ahead or ago may be so by chance
  const own = new Set(fresh.filter(({ aheadMs }) => aheadMs === undefined).map(({ content }) => content));
  const told = [...new Set(contents)].filter((one) => !own.has(one) && readMoment(one) !== null);
  const aheadMs = aheadOf(fresh);
  const toldAs = (some: ReadonlySet<string>, kept: ReadonlySet<string>): Times => {
    return (content) =>
      some.has(content) ? { toldMs: msOf(content) - aheadMs } : kept.has(content) ? 'kept' : undefined;
  };
  const single = told.length > 1 && told.length <= MOST ? told.map((one) => [one]) : [];
  const sets = told.length === 0 ? [] : [told, ...single];
  for (const some of sets) yield toldAs(new Set(some), NONE);
  if (known.size === 0 || known.size === fresh.length) return;
  yield toldAs(NONE, known);
  for (const some of sets) yield toldAs(new Set(some), known);
}

/** Whether what was told is what was recorded. @param masked the live statement's values, as far as they are known */
export function isAsTold(recorded: readonly Slot[], live: readonly Slot[], masked: readonly Slot[]): boolean {
  return live.every(({ isTold }, at) => isTold !== true || recorded[at]?.content === masked[at]?.content);
}

const NONE: ReadonlySet<string> = new Set();

function aheadOf(fresh: readonly Slot[]): number {
  const quarters = fresh.map(({ shape }) => zone.exec(shape)?.[1]).find((one) => one !== undefined);
  return Number(quarters ?? 0) * QUARTER_MS;
}

function msOf(content: string): number {
  return (readMoment(content)?.seconds ?? 0) * 1000;
}
