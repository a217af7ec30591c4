// What must hold of our own data, asserted where it is written and again where it is read: if it does not, somebody of us is
// wrong. A test ends there; in production the work goes on, and how often it happened is told at its end.

const broken = new Map<string, number>();

/** @param what must hold, in words that are the same each time @throws Error in tests */
export function invariant(holds: boolean, what: string): void {
  if (holds) return;
  if (process.env['VITEST'] !== undefined) throw new Error(`this must hold, and does not: ${what}`);
  broken.set(what, (broken.get(what) ?? 0) + 1);
}

/** What did not hold in this process so far, and how often. */
export function brokenInvariants(): ReadonlyMap<string, number> {
  return broken;
}
