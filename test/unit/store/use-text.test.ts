import { expect, test } from 'vitest';
import { likeOf, UseTexts, useJson } from '../../../src/store/use-text.ts';

const pins = (values: readonly string[], column = 'id') => [{ column, values }];
const read = (...values: string[]) => ({ reads: [{ table: 'shop.t', pins: pins(values) }], writes: [] });
const change = (read: readonly string[], written: readonly string[]) => ({
  reads: [{ table: 'shop.t', pins: pins(read) }],
  writes: [{ table: 'shop.t', effect: 'change', pins: pins(written) }],
});
const odd = `'"values":["x"],\\ 😀 \ud800 \u2028 ]["`;

test('what differs from another in its values alone is kept as these, and read as it was', () => {
  const texts = new UseTexts();
  const uses = [
    read('#1'),
    read('#2'),
    read('#2', '#3'),
    read(),
    read(odd),
    { reads: 'all', writes: [] },
    change(['#1'], ['#1']),
    change(['#7'], ['#7']),
    change(['#7'], ['#8', odd]),
    { reads: [{ table: odd, pins: pins([odd], odd) }], writes: [] },
    { reads: [{ table: odd, pins: pins(['#4'], odd) }], writes: [] },
    { reads: [{ table: 'shop.t', pins: [...pins(['#4']), ...pins([], 'n')] }], writes: [] },
    { reads: [{ table: 'shop.t', pins: [...pins([]), ...pins(['#5'], 'n')] }], writes: [] },
  ].map((use) => JSON.stringify(use));
  const kept = uses.map((json, at) => texts.add(at + 1, json));
  expect(kept.map(useJson)).toEqual(uses);
  const likes = kept.map(({ own }) => likeOf(own));
  expect(likes).toEqual([null, 1, 1, 1, 1, null, null, 7, 7, null, 10, null, 12]);
  kept.forEach(({ like }, at) => {
    expect(like).toBe(uses[(likes[at] ?? 0) - 1] ?? '');
  });
  expect(kept[1]?.own).toBe('1[["#2"]]');
  expect(kept[7]?.own).toBe('7[["#7"]]');
});

test('texts that are none of ours are refused or stay as they are', () => {
  expect(() => useJson({ own: '1[{', like: '{}' })).not.toThrow();
  expect(() => useJson({ own: '1[{]', like: '{}' })).toThrow(SyntaxError);
  expect(likeOf('{')).toBeNull();
  expect(() => JSON.parse(useJson({ own: '1[]', like: JSON.stringify(read('#1')) }))).toThrow(SyntaxError);
});
