// What verify found, in lines without colours that its reports share.

import type { TableDrift, VerifyResult } from '../../tools/verify/verify-result.ts';
import { plural } from '../format.ts';

/** Whether anything is otherwise than recorded. */
export function isDrifting({ drifting, tables }: Pick<VerifyResult, 'drifting' | 'tables'>): boolean {
  return drifting > 0 || (tables ?? []).length > 0;
}

/** How much was compared, and why the rest was not. */
export function coverageLine({ compared, exchanges, skipped }: VerifyResult): string {
  const what = `compared ${compared} of ${plural(exchanges, 'exchange')}`;
  const left = exchanges - compared;
  if (left === 0) return what;
  const why = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  return `${what}; ${left} ${left === 1 ? 'was' : 'were'} not: ${why.join('; ')}`;
}

/** Null where enough was compared to speak of the whole. @param minShare in percent */
export function tooLittleLine({ share }: Pick<VerifyResult, 'share'>, minShare: number): string | null {
  if (share >= minShare) return null;
  const percent = Math.floor(share * 10) / 10;
  return `only ${percent} % of what can be asked was compared, less than --min-share ${minShare}: the rest is not known; lower it, or use --allow-writes where the server may be changed`;
}

/** What became of the table, then its columns and keys that went (-) and came (+). */
export function tableLines({ schema, table, kind, gone, added }: TableDrift): string[] {
  const name = `table ${schema}.${table}`;
  if (kind !== 'changed') return [`${name} ${kind === 'gone' ? 'is gone' : 'is new'}`];
  if (gone.length + added.length === 0) return [`${name} has its columns in another order`];
  return [`${name} has changed`, ...gone.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
}
