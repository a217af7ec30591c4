// A DELETE that ran while another session wrote the same rows does not tell which of the two came first.
import { expect, test } from 'vitest';
import type { TableWrite } from '../../../../src/core/data-use.ts';
import { withoutUncertain } from '../../../../src/store/sealing/written-meanwhile.ts';

const pin = (value: string) => ({ column: 'owner', values: [value] });
const clears = { table: 'db.t', pin: pin('#7'), rows: 0 };
const write = (changes: Partial<TableWrite>): TableWrite => ({ table: 'db.t', effect: 'change', ...changes });

/** Whether the DELETE still says that it has left none, where this was answered while it ran. */
function isCertain(other: TableWrite, { session = 2, begunAfter = 1 } = {}) {
  const steps = [
    { exchange: 2, session, begunAfter: 0, use: { reads: [], writes: [other] } },
    { exchange: 3, session: 1, begunAfter, use: { reads: [], writes: [], clears } },
  ];
  withoutUncertain(steps as never);
  return 'clears' in (steps[1]?.use ?? {});
}

test('rows that came meanwhile leave it uncertain', () => {
  expect(isCertain(write({}))).toBe(false);
  expect(isCertain(write({ pins: [pin('#7')] }))).toBe(false);
  expect(isCertain(write({ count: { by: 0, sets: ['owner'] } }))).toBe(false);
});

test('others do not, nor what came before it, or from the same session', () => {
  expect(isCertain(write({ pins: [pin('#8')] }))).toBe(true);
  expect(isCertain(write({ count: { by: 0, sets: ['v'] } }))).toBe(true);
  expect(isCertain({ ...write({}), table: 'db.u' })).toBe(true);
  expect(isCertain(write({}), { begunAfter: 2 })).toBe(true);
  expect(isCertain(write({}), { session: 1 })).toBe(true);
});

test('a commit meanwhile leaves it uncertain where such rows came in its transaction', () => {
  const isCertainBeside = (other: TableWrite) => {
    const commit = { kind: 'commit', name: '' } as const;
    const steps = [
      { exchange: 1, session: 2, begunAfter: 0, use: { reads: [], writes: [write({ pins: [pin('#7')] })] } },
      { exchange: 2, session: 2, begunAfter: 1, use: { reads: [], writes: [other], isOpen: true } },
      { exchange: 3, session: 1, begunAfter: 2, use: { reads: [], writes: [], clears } },
      { exchange: 4, session: 2, begunAfter: 2, use: { reads: [], writes: [], control: commit, isOpen: true } },
    ];
    withoutUncertain(steps as never);
    return 'clears' in (steps[2]?.use ?? {});
  };
  expect(isCertainBeside(write({ pins: [pin('#7')] }))).toBe(false);
  expect(isCertainBeside(write({ pins: [pin('#8')] }))).toBe(true);
});
