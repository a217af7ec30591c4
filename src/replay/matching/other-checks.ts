// What is told the same whether foreign keys and unique values are checked or not (`SET foreign_key_checks = 0`): what only reads, and
// what went well with the checks and took no other table's rows along. So who leaves them off, since what should have set them again
// was missed, goes on.
// https://dev.mysql.com/doc/refman/en/server-system-variables.html#sysvar_foreign_key_checks

import { type DataUse, hasEffect } from '../../core/data-use.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import type { StatementReading } from '../../sql/statement-reading.ts';

const WORDS = / (?:foreign_key_checks|unique_checks)='(?:0|OFF)'/gi;

/** The same state with all checks; null where none is off. */
function withChecks(state: string): string | null {
  const checked = state.replace(WORDS, '');
  return checked === state ? null : checked;
}

type IsSame = (
  reading: Pick<StatementReading, 'keyword' | 'isRead' | 'dependencies'>,
  use: DataUse,
  response: Pick<RecordedResponse, 'outcome' | 'warnings'>,
) => boolean;

/** States with other checks, and whether what was answered there is the answer here. */
export function* otherChecks(state: string): Generator<readonly [string, IsSame]> {
  const [checked, unchecked] = [withChecks(state), withoutChecks(state)];
  if (checked !== null) yield [checked, isSameUnchecked];
  if (unchecked !== null) yield [unchecked, isSameChecked];
}

const SETTING = /^[a-z_]+$/;

/** The same state with no look at foreign keys; null where there is none already. */
function withoutChecks(state: string): string | null {
  if (/ foreign_key_checks='/i.test(state)) return null;
  const words = [...state.matchAll(/([^\s=]+)=(?:'[^']*'|\S*)/g)];
  const first = words.findIndex(([, name]) => name === 'charset') + 1;
  const isBefore = ([word, name = '']: readonly string[]) =>
    word?.endsWith("'") === true && SETTING.test(name) && name < 'foreign_key_checks';
  const at = words.findIndex((word, index) => index >= first && !isBefore(word));
  const all = words.map(([word]) => word);
  all.splice(at < 0 ? all.length : at, 0, "foreign_key_checks='0'");
  return first === 0 ? null : all.join(' ');
}

/** Whether what was answered with no look at foreign keys is the answer with one. @param use what that did with data */
function isSameChecked(
  { isRead, dependencies }: Pick<StatementReading, 'isRead' | 'dependencies'>,
  use: DataUse,
  { outcome }: Pick<RecordedResponse, 'outcome'>,
): boolean {
  const { systemVariables } = dependencies;
  if (outcome === 'error' || systemVariables === 'all' || systemVariables.length > 0) return false;
  return isRead ? !hasEffect(use) : use.isUntied === true;
}

/** Statements that add, change or delete rows. How an ALTER is done depends on the checks, and so does what it says. */
const OF_ROWS: ReadonlySet<string> = new Set(['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'TRUNCATE']);

/** Whether what was answered with the checks is the answer without them. @param use what that did with data */
function isSameUnchecked(
  { keyword, isRead, dependencies }: Pick<StatementReading, 'keyword' | 'isRead' | 'dependencies'>,
  use: DataUse,
  { outcome, warnings }: Pick<RecordedResponse, 'outcome' | 'warnings'>,
): boolean {
  if (outcome === 'error' || dependencies.systemVariables === 'all' || dependencies.systemVariables.length > 0) {
    return false;
  }
  if (isRead) return !hasEffect(use);
  if (!OF_ROWS.has(keyword) || use.writes === 'all' || (warnings ?? 0) > 0) return false;
  const [first, ...others] = use.writes;
  return others.every(({ table }) => table === first?.table);
}
