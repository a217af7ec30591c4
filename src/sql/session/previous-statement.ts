// The statement before, as what is asked behind it needs to know it: what it warned of, whether it wrote, what it found.

import { NO_FACTS, type PreviousStatement } from '../../core/command.ts';

const WRITES = /^\s*(?:insert|replace|update|delete|load)\b/i;
/** Stands for a statement that warned of nothing. */
export const NO_WARNINGS: PreviousStatement = {
  sql: Buffer.alloc(0),
  isAboutValues: false,
  parameters: null,
  facts: { ...NO_FACTS, outcome: 'ok' },
};

/** What the warnings of the moment are of. */
export function aboutOf(previous: PreviousStatement | null): PreviousStatement | null {
  return previous?.about === undefined ? previous : previous.about;
}

/** It warned of nothing itself. */
export function hasNoPart({ outcome, warnings }: PreviousStatement['facts']): boolean {
  return outcome !== 'error' && (warnings ?? 0) === 0;
}

/** INSERT, REPLACE, UPDATE, DELETE, LOAD. */
export function writes(sql: Buffer): boolean {
  // by far the most begin with another letter
  return ((sql[0] ?? 0) | 0x20) !== 0x73 && WRITES.test(sql.toString('latin1', 0, 16));
}

/** What FOUND_ROWS() and ROW_COUNT() tell of, in words. */
export function toldOf(statement: PreviousStatement | null): string {
  if (statement === null) return '';
  const { sql, parameters, facts } = statement;
  const values = parameters?.map((one) => ('value' in one ? String(one.value) : 'NULL')) ?? [];
  return [sql.toString('latin1'), facts.outcome, facts.rows, facts.affectedRows, ...values].join(' ');
}
