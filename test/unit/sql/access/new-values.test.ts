import { expect, test } from 'vitest';
import { alteredBy } from '../../../../src/sql/access/new-values.ts';

test.each([
  ['SET NEW.updated_at = NOW()', ['updated_at']],
  ['BEGIN SET new . `A``b` = 1, NEW.c = OLD.d; IF NEW.e > 1 THEN SET NEW.c = 2; END IF; END', ['a`b', 'c', 'e']],
  ['SIGNAL SQLSTATE "45000"', []],
  ['SET `NEW`.a = 1', null],
  ['SET NEW /* c */ .a = 1', null],
  ['SET NEW.`a b` = 1', null],
  ['CALL p(NEW.a)', null],
] as const)('%s: %j', (body, columns) => {
  expect(alteredBy(body)).toEqual(columns);
});
