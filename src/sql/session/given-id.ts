// Whose id an answer tells: one that the server made, or one that the statement gave.

import type { ParameterValue } from '../../core/command.ts';

/** Whether the statement may have given the id itself, by a value or a query. */
export function mayBeGiven(id: bigint, sql: Buffer, parameters: readonly ParameterValue[] | null): boolean {
  const text = sql.toString('latin1');
  if (!/^\s*(?:insert|replace|load)\b/i.test(text) || /\blast_insert_id\s*\(\s*[^\s)]/i.test(text)) return false;
  if (/\bselect\b|^\s*load\b/i.test(text) || new RegExp(`(?<![\\d.])${id}(?![\\d.])`).test(text)) return true;
  return parameters?.some((one) => 'value' in one && String(one.value) === String(id)) === true;
}
