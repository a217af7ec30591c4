// A cell becomes the value that MySQL would read from the same text; what is no date or time is told, not guessed.

import { expect, test } from 'vitest';
import type { Cell } from '../../../src/script/answer.ts';
import { bytesOf, datetime, floating, textOf, time, wholeNumber } from '../../../src/script/cell-values.ts';
import { ScriptFailure } from '../../../src/script/script-failure.ts';

test.each<[Exclude<Cell, null>, bigint]>([
  [18446744073709551615n, 18446744073709551615n],
  [-1.9, -1n],
  [Number.NaN, 0n],
  [Number.NEGATIVE_INFINITY, 0n],
  ['  +007abc', 7n],
  ['-12.99', -12n],
  ['9007199254740993', 9007199254740993n],
  ['true', 1n],
  ['false', 0n],
  ['', 0n],
  ['x1', 0n],
  [Buffer.from('42'), 42n],
])('the whole number of %s', (cell, value) => {
  expect(wholeNumber(cell)).toBe(value);
});

test('a fraction is read as far as its digits go', () => {
  expect([floating('1.5e3x'), floating('x'), floating(-0.25), floating(7n)]).toEqual([1500, 0, -0.25, 7]);
});

test('bytes are kept as they are, and are UTF-8 where they are wanted as text', () => {
  expect(bytesOf(Uint8Array.of(0xff, 0x00))).toEqual(Buffer.of(0xff, 0x00));
  expect(bytesOf('ä')).toEqual(Buffer.of(0xc3, 0xa4));
  expect(textOf(Uint8Array.of(0xc3, 0xa4))).toBe('ä');
  expect(textOf(12n)).toBe('12');
});

test.each([
  ['2026-1-2', '2026-01-02 00:00:00'],
  ['2026-01-02T3:04', '2026-01-02 03:04:00'],
  ['2026-01-02T03:04:05.5Z', '2026-01-02 03:04:05.500000'],
  ['0000-00-00 00:00:00', '0000-00-00 00:00:00'],
])('the date %s', (text, value) => {
  expect(datetime(text)).toBe(value);
});

test.each([
  ['1:02', '01:02:00'],
  ['-838:59:59', '-838:59:59'],
  ['00:00:00.000001', '00:00:00.000001'],
  ['12:00:00.5', '12:00:00.500000'],
])('the time %s', (text, value) => {
  expect(time(text)).toBe(value);
});

test('what is neither is named in the error', () => {
  for (const text of ['', '26-01-02', '2026-01-02 ', '2026-01-02 03', 'NOW()']) {
    expect(() => datetime(text)).toThrow(ScriptFailure);
    expect(() => datetime(text)).toThrow(`'${text}' is no date`);
  }
  for (const text of ['', '12', '1000:00:00', '12:00:00.', '--1:00']) {
    expect(() => time(text)).toThrow(`'${text}' is no time`);
  }
});
