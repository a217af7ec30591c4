// Whether writes that commute by their words do so by what is known of their table.

import type { TableAccess } from '../../sql/access/access-shape.ts';
import type { Catalogue } from '../definitions/catalogue.ts';

/**
 * Whether what is added to a column leaves the condition as it was: not where another column follows it, which a definition
 * or a trigger makes, or which is an expression of a view.
 */
export function isInAnyOrder(catalogue: Catalogue, table: string, { pins }: TableAccess, commutes: string): boolean {
  if (!commutes.startsWith('add')) return true;
  if (!catalogue.keepsValues(table) || catalogue.viewOf(table) !== undefined || catalogue.hasGenerated(table))
    return false;
  // where nobody has said which columns there are, a row is told by its key at least
  return catalogue.factsOf(table) !== undefined || pins.length > 0;
}
