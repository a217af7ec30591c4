import { expect, test } from 'vitest';
import { nearestName } from '../../../src/cli/nearest-name.ts';

const NAMES = ['upstream', 'strict', 'max-queries', 'record'];

test.each([
  ['upstrem', 'upstream'],
  ['maxQueries', 'max-queries'],
  ['Strict', 'strict'],
  ['something-else', null],
])('%s was meant for %s', (name, meant) => expect(nearestName(name, NAMES)).toBe(meant));
