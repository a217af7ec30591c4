// Which user variables have their values from data, by the statements of a recording.

import { expect, test } from 'vitest';
import { variablesOfData } from '../../../../src/store/reading/variables-of-data.ts';

test.for([
  ['SET @k = (SELECT n FROM t)', ['~.@k']],
  ['SELECT n, m INTO @K, @j FROM t', ['~.@k', '~.@j']],
  ['SELECT @k := n FROM t', ['~.@k']],
  ["SET @k = GET_LOCK('a', 0)", ['~.@k']],
  ["PREPARE s FROM 'SELECT n INTO @k FROM t'", ['~.@k']],
  ['SET @k = 1', []],
  ["SELECT n FROM t WHERE mail = 'a@b.c'", []],
  ['SELECT 6 INTO @k', []],
] as const)('%s', ([sql, names]) => {
  expect([...variablesOfData([sql])]).toEqual(names);
});

test('what is computed from such a variable is of data too, whichever statement comes first', () => {
  expect(variablesOfData(['SET @l = @j', 'SET @j = @k + 1', 'SET @k = (SELECT n FROM t)', 'SET @m = @x'])).toEqual(
    new Set(['~.@k', '~.@j', '~.@l']),
  );
});
