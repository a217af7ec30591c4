// The name that a mistyped one was meant for.

/** Letters of a name of this length that may be wrong. */
const TOLERANCE = 0.4;

/** The nearest of them; null where none is near. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const ranked = names.map((known) => ({ known, distance: editsBetween(name, known) }));
  const [best] = ranked.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, name.length * TOLERANCE) ? best.known : null;
}

/** Letters to add, to leave out or to change: Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
