// What a run says of a scope that asked too much.

import type { OverBudget } from '../serve/replay-report.ts';
import { plural } from './format.ts';

export function budgetLine({ scope, statements, budget }: OverBudget): string {
  const where = scope === '' ? '' : ` in ${scope}`;
  return `over budget: ${plural(statements, 'statement')}${where}, and ${budget} are allowed`;
}
