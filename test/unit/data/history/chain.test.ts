import { expect, test } from 'vitest';
import {
  appended,
  type Chain,
  chainFrom,
  type Link,
  versionOf,
  withoutBag,
} from '../../../../src/data/history/chain.ts';

const link = (id: number, commutes?: string): Link => ({ id, commutes, exchange: id });
const [one, two, three] = [link(1), link(2), link(3)];
const [addOne, addTwo] = [link(1, 'add n'), link(2, 'add n')];
const behind = (...links: readonly Link[]): Chain => links.reduce(appended, chainFrom(7));
const version = (...links: readonly Link[]) => versionOf(behind(...links));

test('the order of writes counts, and how often each was done', () => {
  expect(versionOf(chainFrom(7))).toBe(7);
  const versions = [[], [one], [two], [one, two], [two, one], [one, one], [one, two, three]];
  expect(new Set(versions.map((links) => version(...links))).size).toBe(versions.length);
});

test('what commutes is in no order with its like, but counts as often as it was done', () => {
  expect(version(addOne, addTwo)).toBe(version(addTwo, addOne));
  expect(version(addOne, addOne)).not.toBe(version(addOne));
  expect(version(addOne, addTwo, addOne)).toBe(version(addOne, addOne, addTwo));
  expect(version(addOne)).not.toBe(version(one));
});

test('another write, or one that commutes with others only, stands between', () => {
  expect(version(addOne, three, addTwo)).not.toBe(version(addTwo, three, addOne));
  const other = link(3, 'add m');
  expect(version(addOne, other, addTwo)).not.toBe(version(addOne, addTwo, other));
  expect(version(addOne)).not.toBe(version(link(1, 'add m')));
});

test('a write is blind to what commutes with it at the end only', () => {
  const bare = (commutes: string | undefined, ...links: readonly Link[]) =>
    versionOf(withoutBag(behind(...links), commutes));
  expect(bare('add n', three, addOne, addTwo)).toBe(version(three));
  expect(bare('add n', addOne, three)).toBe(version(addOne, three));
  expect(bare('add m', addOne)).toBe(version(addOne));
  expect(bare(undefined, one)).toBe(version(one));
});

test('the last write is known by its exchange, also where it is left out', () => {
  expect(chainFrom(7).last).toBe(0);
  expect([behind(one, two).last, behind(addOne, addTwo).last, behind(one, addTwo).last]).toEqual([2, 2, 2]);
  expect(withoutBag(behind(one, addTwo), 'add n').last).toBe(2);
});
