import { expect, test } from 'vitest';
import { budgetLine } from '../../../src/cli/budget-line.ts';

test('a scope is named where there is one', () => {
  expect(budgetLine({ scope: 'orders', statements: 12, budget: 10 })).toBe(
    'over budget: 12 statements in orders, and 10 are allowed',
  );
  expect(budgetLine({ scope: '', statements: 1, budget: 0 })).toBe('over budget: 1 statement, and 0 are allowed');
});
