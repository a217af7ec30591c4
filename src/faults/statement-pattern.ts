// The pattern by which a fault knows its statements.

import { Pattern } from '../core/pattern.ts';

/** Of text, upper and lower case are the same. @throws MockError `USAGE` */
export function toPattern(statement: string | RegExp): Pattern {
  return typeof statement === 'string' ? new Pattern(statement, 'i') : Pattern.of(statement);
}
