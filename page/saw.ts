// What one connection saw before and behind another's COMMIT: the same statement, asked twice, answered otherwise. Pure.

import type { PageExchange, PageResult } from '../src/page/page-data.ts';

export interface Seen {
  readonly before: PageExchange;
  readonly after: PageExchange;
  /** What another connection ended between the two. */
  readonly between: PageExchange;
  /** As `2 rows`, or the value of a single cell. */
  readonly was: string;
  readonly is: string;
}

const MOST = 20;
const CELL_CHARS = 40;
const WRITES = /^\s*(insert|update|delete|replace|load|create|alter|drop|truncate)\b/i;
const ENDS = /^\s*commit\b/i;

/** @param exchanges in the order of the recording @param resultsOf rows as the page has them */
export function seenBetween(
  exchanges: readonly PageExchange[],
  resultsOf: (id: number) => readonly PageResult[],
): readonly Seen[] {
  const asked = new Map<string, PageExchange>();
  /** The last write of each session that others may see, and the last that it made at all. */
  const shown = new Map<number, PageExchange>();
  const wrote = new Map<number, number>();
  const seen: Seen[] = [];
  for (const one of exchanges) {
    const { session, sql, parameters, database, id } = one;
    if (sql === null || one.errorCode !== null) continue;
    if (ENDS.test(sql) || (WRITES.test(sql) && one.transaction === null)) shown.set(session, one);
    if (WRITES.test(sql)) wrote.set(session, id);
    const results = resultsOf(id);
    if (results.length === 0) continue;
    const key = JSON.stringify([session, sql, parameters, database]);
    const before = asked.get(key);
    asked.set(key, one);
    if (before === undefined || (wrote.get(session) ?? 0) > before.id) continue;
    const then = resultsOf(before.id);
    if (JSON.stringify(then) === JSON.stringify(results)) continue;
    const between = [...shown.values()]
      .filter((each) => each.session !== session && each.id > before.id)
      .sort((a, b) => b.id - a.id)[0];
    if (between === undefined) continue;
    seen.push({ before, after: one, between, was: inWords(then), is: inWords(results) });
    if (seen.length === MOST) break;
  }
  return seen;
}

function inWords(results: readonly PageResult[]): string {
  const [first] = results;
  const [row] = first?.rows ?? [];
  if (first?.total === 1 && row?.length === 1) return String(row[0] ?? 'NULL').slice(0, CELL_CHARS);
  const total = results.reduce((sum, each) => sum + each.total, 0);
  return total === 1 ? '1 row' : `${total} rows`;
}
