// Rows that are left behind where a recorded value comes to stand for another one are told no more.

import { expect, test } from 'vitest';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { noteLeft } from '../../../../../src/replay/volatile/finding/left-rows.ts';

test('nobody knows what a row that is left has in its column', () => {
  const values = new CarriedValues(true);
  const row = { table: 'users', column: 'id', exchange: 3, kind: 'token', recorded: 'one', live: 'two' } as const;
  noteLeft({ isHeld: false, left: [row] }, values);
  expect(values.stored.unknownIn(['users'])).toEqual([{ column: 'id', exchange: 3, recorded: 'one' }]);
});
