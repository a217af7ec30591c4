// Whether another session wrote the same rows while a statement ran: which of the two came first is not known then.

import type { ClearedRows, DataUse, TableWrite } from '../../core/data-use.ts';
import type { Step } from '../../data/versions/recorded-run.ts';

/** How far ahead others are looked for that were asked before it was answered. */
const AHEAD = 256;

/** Less what a DELETE says of rows that may have come or gone at the same time. */
export function withoutUncertain(steps: readonly (Step & { use: DataUse })[]): void {
  steps.forEach((step, at) => {
    const { clears, ...others } = step.use;
    if (clears !== undefined && isWrittenMeanwhile(clears, steps, at)) step.use = others;
  });
}

function isWrittenMeanwhile(clears: ClearedRows, steps: readonly Step[], at: number): boolean {
  const { exchange, session, begunAfter } = steps[at] as Step;
  const isMet = ({ session: other, use: { writes } }: Step) =>
    other !== session && (writes === 'all' || writes.some((write) => mayMove(write, clears)));
  for (let before = at - 1; before >= 0; before--) {
    const other = steps[before] as Step;
    if (other.exchange <= (begunAfter ?? exchange - 1)) break;
    if (isMet(other)) return true;
  }
  return steps
    .slice(at + 1, at + AHEAD)
    .some((other) => (other.begunAfter ?? other.exchange - 1) < exchange && isMet(other));
}

/** Whether it may bring or take one of the rows. */
function mayMove({ table, pins = [], count }: TableWrite, { table: own, pin }: ClearedRows): boolean {
  if (table !== own || (count?.by === 0 && count.sets?.includes(pin.column) !== true)) return false;
  const same = pins.find(({ column, values }) => column === pin.column && values.length > 0);
  return same === undefined || same.values.some((value) => pin.values.includes(value));
}
