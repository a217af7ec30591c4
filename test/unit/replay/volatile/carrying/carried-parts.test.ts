import { expect, test } from 'vitest';
import { CarriedParts } from '../../../../../src/replay/volatile/carrying/carried-parts.ts';

const [A, B, C] = ['9f86d081884c7d65', '60303ae22b998861', 'fd61a03af4f77d87'];

function partsOf(pairs: Readonly<Record<string, string>>): CarriedParts {
  const parts = new CarriedParts();
  for (const [from, to] of Object.entries(pairs)) parts.add(from, to);
  return parts;
}

test('all that is known in a text is carried in one pass, two that change places too', () => {
  const parts = partsOf({ [A]: B, [B]: A });
  expect(parts.carry(`{"a": "${A}", "b": "${B}", "c": "${C}"}`)).toBe(`{"a": "${B}", "b": "${A}", "c": "${C}"}`);
  expect(parts.carry(`{"c": "${C}"}`)).toBeNull();
});

test('the longest counts, and no piece of a longer number or word', () => {
  const parts = partsOf({ [A]: B, [`P-${A}`]: `P-${C}`, '1764403200': '1795939200' });
  expect(parts.carry(`Duplicate entry 'P-${A}' for key`)).toBe(`Duplicate entry 'P-${C}' for key`);
  expect(parts.carry(`${A}0 0${A}`)).toBeNull();
  expect(parts.carry('17644032001 at1764403200')).toBe('17644032001 at1795939200');
});

test('what was taken out is found no more, what begins alike is', () => {
  const parts = partsOf({ [`${A}1`]: `${B}1`, [`${A}2`]: `${B}2` });
  parts.delete(`${A}1`);
  expect(parts.carry(`${A}1 ${A}2`)).toBe(`${A}1 ${B}2`);
  parts.clear();
  expect(parts.carry(`${A}2`)).toBeNull();
});

test('a text holds none of many values: a megabyte in less than a tenth of a second', () => {
  const pairs = Array.from({ length: 1000 }, (_, n) => [`${n}-${A}`, `${n}-${B}`] as const);
  const parts = partsOf(Object.fromEntries(pairs));
  const text = 'In the beginning there was a text. '.repeat(30_000);
  const start = process.cpuUsage();
  expect(parts.carry(text)).toBeNull();
  expect(process.cpuUsage(start).user).toBeLessThan(500_000);
});
