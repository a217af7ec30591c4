// What statements said of one time, the latest first, as a chain: adding one and taking it back cost the same, however many there are.

import type { ClockNote } from './clock-note.ts';
import type { Said } from './said-rows.ts';

export interface NotedClock extends ClockNote {
  /** How often the exchange had answered before. */
  readonly turn: number;
}

/** One of them, with all before it. */
export interface NotedClocks {
  readonly note: NotedClock;
  readonly before: NotedClocks | null;
  readonly count: number;
  /** Whether others came before these, which are known no more. */
  readonly isCut: boolean;
}

/** Of one time, the last ones: a program that fills its tables stores some thousand rows in a second. */
const MOST = 4096;

export function withNote(before: NotedClocks | undefined, note: NotedClock): NotedClocks {
  if (before === undefined) return { note, before: null, count: 1, isCut: false };
  if (before.count < 2 * MOST) return { note, before, count: before.count + 1, isCut: before.isCut };
  const kept = inOrder(before).slice(-MOST);
  const cut = kept.reduce<NotedClocks | null>(
    (chain, each, at) => ({ note: each, before: chain, count: at + 1, isCut: true }),
    null,
  );
  return { note, before: cut, count: kept.length + 1, isCut: true };
}

/** Those of statements about the table, in the order in which they were asked; all where none is, or where it is not known. */
export function notesOf(
  chain: NotedClocks,
  table: string,
  said: (exchange: number) => Pick<Said, 'tables'>,
): readonly NotedClock[] {
  const all = inOrder(chain);
  if (table === '') return all;
  const own = all.filter(({ exchange }) => said(exchange).tables.has(table));
  return own.length > 0 ? own : all;
}

function inOrder(chain: NotedClocks): readonly NotedClock[] {
  const notes: NotedClock[] = [];
  for (let one: NotedClocks | null = chain; one !== null; one = one.before) notes.push(one.note);
  return notes.reverse();
}
