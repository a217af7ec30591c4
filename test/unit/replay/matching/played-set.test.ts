import { expect, test } from 'vitest';
import { PlayedSet } from '../../../../src/replay/matching/played-set.ts';

// both sides of a word's end, of the first allocation's end, and far beyond
const IDS = [1, 31, 32, 63, 64, 32_767, 32_768, 5_000_000];

test('has what was added and nothing beside it, at the ends of words too', () => {
  const played = new PlayedSet();
  for (const id of IDS) played.add(id);
  expect(IDS.filter((id) => !played.has(id))).toEqual([]);
  expect([2, 30, 33, 65, 32_766, 32_769, 4_999_999, 5_000_001, 900_000_000].filter((id) => played.has(id))).toEqual([]);
});

test('counts each once, however often it is added or taken away', () => {
  const played = new PlayedSet();
  for (const id of [...IDS, ...IDS]) played.add(id);
  expect(played.size).toBe(IDS.length);
  for (const id of [31, 31, 30, 900_000_000]) played.delete(id);
  expect([played.size, played.has(31), played.has(32), played.removals]).toEqual([IDS.length - 1, false, true, 1]);
});
