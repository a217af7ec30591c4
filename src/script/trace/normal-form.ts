// What counts of a statement when it is compared: as recordings are matched.

import { readStatement } from '../../sql/statement-reading.ts';

export function normalForm(statement: string): string {
  const text = statement.trim().replace(/;+$/, '');
  return readStatement(Buffer.from(text)).normal.toString('latin1');
}
