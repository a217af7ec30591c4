// What a server makes of a value by a function, where that is certain: its digest, its letters the other way round.

import { createHash } from 'node:crypto';
import type { FunctionCall } from '../../../sql/values/value-uses.ts';

/** Null where it is not certain: of other functions, arguments that are no plain numbers, and text that is not ASCII. */
export function derived(value: string, { name, others }: FunctionCall): string | null {
  if (!/^[\x20-\x7e]*$/.test(value)) return null;
  const numbers = others.map((one) => (/^-?\d{1,9}$/.test(one) ? Number(one) : Number.NaN));
  if (numbers.some(Number.isNaN)) return null;
  const make = MAKERS[name];
  const [from = Number.NaN, count = Number.POSITIVE_INFINITY] = numbers;
  if (make === undefined || make.others[0] > numbers.length || make.others[1] < numbers.length) return null;
  return make.of(value, from, count);
}

interface Maker {
  /** How many other arguments it takes. */
  readonly others: readonly [least: number, most: number];
  readonly of: (value: string, from: number, count: number) => string | null;
}

const one = (of: (value: string) => string): Maker => ({ others: [0, 0], of });
const digest = (algorithm: string) => one((value) => createHash(algorithm).update(value, 'latin1').digest('hex'));
const SHA2 = new Set([224, 256, 384, 512]);
const part: Maker = {
  others: [1, 2],
  of: (value, from, count) => {
    const start = from > 0 ? from - 1 : from < 0 ? value.length + from : value.length;
    return start < 0 || count <= 0 ? '' : value.slice(start, start + count);
  },
};
const upper = one((value) => value.toUpperCase());
const lower = one((value) => value.toLowerCase());

const MAKERS: Readonly<Record<string, Maker>> = {
  md5: digest('md5'),
  sha: digest('sha1'),
  sha1: digest('sha1'),
  sha2: {
    others: [1, 1],
    of: (value, bits) => {
      const length = bits === 0 ? 256 : bits;
      return SHA2.has(length) ? createHash(`sha${length}`).update(value, 'latin1').digest('hex') : null;
    },
  },
  reverse: one((value) => [...value].reverse().join('')),
  upper,
  ucase: upper,
  lower,
  lcase: lower,
  left: { others: [1, 1], of: (value, count) => value.slice(0, Math.max(0, count)) },
  right: { others: [1, 1], of: (value, count) => (count <= 0 ? '' : value.slice(-count)) },
  substring: part,
  substr: part,
  mid: part,
};
