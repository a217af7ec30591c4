import { expect, test } from 'vitest';
import { NO_USE } from '../../../../src/core/data-use.ts';
import { RecentWrites, withRecent } from '../../../../src/data/versions/recent-writes.ts';

test('the last thousand at least are kept, and no more than twice as many', () => {
  const list = Array.from({ length: 2500 }, (_, exchange) => ({ use: NO_USE, identity: 0, exchange }));
  const recent = new RecentWrites();
  for (const one of list) recent.push([one]);
  expect(recent.all.at(-1)?.exchange).toBe(2499);
  expect(recent.all.length).toBeGreaterThanOrEqual(1000);
  expect(recent.all.length).toBeLessThanOrEqual(2000);
  expect(withRecent(list, list.slice(0, 1)).map(({ exchange }) => exchange)).toHaveLength(1000);
});
