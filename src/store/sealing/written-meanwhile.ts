// Whether another session wrote the same rows while a statement ran: which of the two came first is not known then.

import type { DataUse, RowsOf, TableWrite } from '../../core/data-use.ts';
import type { Step } from '../../data/versions/recorded-run.ts';

/** How far ahead others are looked for that were asked before it was answered. */
const AHEAD = 256;

/** Less what a DELETE says of rows that may have come or gone at the same time. */
export function withoutUncertain(steps: readonly (Step & { use: DataUse })[]): void {
  steps.forEach((step, at) => {
    const { clears, ...others } = step.use;
    if (clears === undefined) return;
    const { pin, of, along = [], ...bare } = clears;
    const { table } = bare;
    const pinned = pin === undefined ? [] : [{ table, pin }, ...along];
    const isKept =
      pin !== undefined && !isWrittenMeanwhile((one) => pinned.some((own) => mayMove(one, own)), steps, at);
    const isSaid = of !== undefined && !isWrittenMeanwhile((one) => one.table === table, steps, at);
    if (isKept === (pin !== undefined) && isSaid === (of !== undefined)) return;
    const left = { ...bare, ...(isKept && { pin, ...(along.length > 0 && { along }) }), ...(isSaid && { of }) };
    step.use = isKept || isSaid ? { ...others, clears: left } : others;
  });
}

function isWrittenMeanwhile(isOf: (write: TableWrite) => boolean, steps: readonly Step[], at: number): boolean {
  const { exchange, session, begunAfter } = steps[at] as Step;
  const moves = ({ use: { writes } }: Step) => writes === 'all' || writes.some(isOf);
  const isMet = (place: number) => {
    const other = steps[place] as Step;
    return other.session !== session && (moves(other) || transactionOf(steps, place).some(moves));
  };
  for (let before = at - 1; before >= 0; before--) {
    if ((steps[before] as Step).exchange <= (begunAfter ?? exchange - 1)) break;
    if (isMet(before)) return true;
  }
  for (let behind = at + 1; behind < Math.min(at + AHEAD, steps.length); behind++) {
    const other = steps[behind] as Step;
    if ((other.begunAfter ?? other.exchange - 1) < exchange && isMet(behind)) return true;
  }
  return false;
}

/** What a commit is the end of, or some of it where that is much; none where a statement is none. */
function transactionOf(steps: readonly Step[], at: number): readonly Step[] {
  const { session, use } = steps[at] as Step;
  if (use.commits !== true && use.control?.kind !== 'commit' && use.control?.kind !== 'begin') return [];
  const own: Step[] = [];
  for (let before = at - 1; before >= Math.max(0, at - AHEAD); before--) {
    const one = steps[before] as Step;
    if (one.session !== session) continue;
    if (one.use.isOpen !== true) break;
    own.push(one);
  }
  return own;
}

/** Whether it may bring or take one of the rows. */
function mayMove({ table, pins = [], count }: TableWrite, { table: own, pin }: RowsOf): boolean {
  if (table !== own || (count?.by === 0 && count.sets?.includes(pin.column) !== true)) return false;
  const same = pins.find(({ column, values }) => column === pin.column && values.length > 0);
  return same === undefined || same.values.some((value) => pin.values.includes(value));
}
