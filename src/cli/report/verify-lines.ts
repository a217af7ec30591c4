// What verify found, in lines without colours that its reports share.

import type { TableDrift, VerifyResult } from '../../tools/verify/verify-result.ts';

/** Whether anything is otherwise than recorded. */
export function isDrifting({ drifting, tables }: Pick<VerifyResult, 'drifting' | 'tables'>): boolean {
  return drifting > 0 || (tables ?? []).length > 0;
}

/** What became of the table, then its columns and keys that went (-) and came (+). */
export function tableLines({ schema, table, kind, gone, added }: TableDrift): string[] {
  const name = `table ${schema}.${table}`;
  if (kind !== 'changed') return [`${name} ${kind === 'gone' ? 'is gone' : 'is new'}`];
  if (gone.length + added.length === 0) return [`${name} has its columns in another order`];
  return [`${name} has changed`, ...gone.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}
