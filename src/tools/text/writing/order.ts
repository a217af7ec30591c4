// How the order of exchanges is kept in a text twin where it matters.
//
// In which order sessions stand is `connections.ts`'s; among sessions that worked at the same time, an exchange says which ones of the others it comes behind (`crossings.ts`).

/** One exchange's place: its session and its number there, both from 0. */
export interface Position {
  readonly session: number;
  readonly index: number;
}

/**
 * An order of all exchanges of a group in which each comes behind those before it in its session and behind what it
 * names; of several that could be next, that of the first session.
 * @param counts exchanges of each session
 * @param behind what an exchange comes behind
 * @returns null where they wait for each other
 */
export function arrange(
  counts: readonly number[],
  behind: (session: number, index: number) => readonly Position[],
): Position[] | null {
  const next = counts.map(() => 0);
  const order: Position[] = [];
  const total = counts.reduce((sum, count) => sum + count, 0);
  while (order.length < total) {
    const session = next.findIndex((index, at) => {
      if (index >= (counts[at] ?? 0)) return false;
      return behind(at, index).every((named) => (next[named.session] ?? 0) > named.index);
    });
    if (session < 0) return null;
    const index = next[session] ?? 0;
    order.push({ session, index });
    next[session] = index + 1;
  }
  return order;
}

/**
 * Of each exchange in an arranged order: how many from the beginning are known to be complete when its command comes.
 * Known are those before it in its session, those that it is named to come behind, and what is known of these.
 */
export function knownBefore(
  order: readonly Position[],
  sessions: number,
  behind: (session: number, index: number) => readonly Position[],
): number[] {
  /** Of each session: up to which exchange of each session is known to its last one. */
  const clocks = Array.from({ length: sessions }, () => new Array<number>(sessions).fill(-1));
  const named = new Map<string, readonly number[]>();
  const wanted = new Set<string>();
  for (const { session, index } of order) {
    for (const target of behind(session, index)) wanted.add(`${target.session}.${target.index}`);
  }
  const prefixes = new Array<number>(sessions).fill(0);
  return order.map(({ session, index }) => {
    const clock = clocks[session] ?? [];
    for (const target of behind(session, index)) {
      named.get(`${target.session}.${target.index}`)?.forEach((known, at) => {
        clock[at] = Math.max(clock[at] ?? -1, known);
      });
    }
    let prefix = prefixes[session] ?? 0;
    for (let each = order[prefix]; each !== undefined && each.index <= (clock[each.session] ?? -1); ) {
      prefix++;
      each = order[prefix];
    }
    prefixes[session] = prefix;
    clock[session] = index;
    if (wanted.has(`${session}.${index}`)) named.set(`${session}.${index}`, [...clock]);
    return prefix;
  });
}
