// What a stored program does to the session that calls it, or fires it: no statement of the session's own shows it. It is told as
// tables that only the session sees are: `~.@name` is a user variable, `~.settings` all session variables.

import { readStatement } from '../statement-reading.ts';

/** All that SET gives a session beside user variables. */
export const SETTINGS = '~.settings';
/** Session variables that a program sets by their bare name; any other such name is one of its own. */
const BARE =
  /^(?:sql_|time_zone|timestamp|character_set_|collation_|group_concat|foreign_key|unique_checks|lc_|div_precision|transaction|tx_|insert_id|last_insert_id|auto_increment_|optimizer_|max_|rand_seed|default_|explicit_|big_tables|old_|innodb_)/;

/** As a session's own table. @param name of a user variable */
export function variableTable(name: string): string {
  return `~.@${name.toLowerCase()}`;
}

/** Whether it is no table, but something that a session holds. */
export function isHeld(table: string): boolean {
  return table.startsWith('~.');
}

/** Of a trigger, which says in one list what it touches: what it reads of the session has `?` behind it. */
export function asRead(name: string): string {
  return isHeld(name) ? `${name}?` : name;
}

/** Locks that it takes by name are nobody's to know. */
export function takesLock(statement: string): boolean {
  return /\b(?:get|release|is_free|is_used)_lock\b|\brelease_all_locks\b/i.test(statement);
}

/** Adds what one statement of a body reads and gives to its session. */
export function noteHidden(statement: string, reads: Set<string>, writes: Set<string>): void {
  const { settings, effects, dependencies } = readStatement(Buffer.from(statement));
  for (const setting of settings) {
    if (setting.kind === 'user') writes.add(variableTable(setting.name));
    else if (setting.kind !== 'variable' || BARE.test(setting.name) || isMarked(statement)) writes.add(SETTINGS);
  }
  for (const effect of effects) if (effect.kind === 'assigned') writes.add(variableTable(effect.name));
  for (const name of dependencies.userVariables) reads.add(variableTable(name));
}

function isMarked(statement: string): boolean {
  return /@@|\bset\s+(?:session|local)\b/i.test(statement);
}
