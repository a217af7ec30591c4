// Which rule is about which parameter of a statement: one that names it, else that of the column it is compared with or
// stored in.

import type { Command } from '../../core/command.ts';
import type { Masker } from './masker.ts';
import type { Rule } from './rules.ts';
import { statementValues } from './statement-values.ts';

/** @param at place of the parameter, from 0; a bulk command has the parameters of many rows, one after the other */
export function parameterRule(
  { sql, dialect }: Pick<Command, 'sql' | 'dialect'>,
  at: number,
  masker: Masker,
): Rule | null {
  if (sql === null) return null;
  const { values, names } = statementValues(sql, dialect);
  const placeholders = values.filter(({ kind }) => kind === 'parameter');
  const place = placeholders.length === 0 ? at : at % placeholders.length;
  const named = masker.ruleOfParameter(sql.toString('utf8'), place + 1);
  if (named !== null) return named;
  const placeholder = placeholders[place];
  return placeholder === undefined ? null : masker.ruleOfName(placeholder.column, names);
}
