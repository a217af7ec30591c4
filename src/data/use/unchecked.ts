// Whether a session looks at foreign keys, and whether that makes a difference.

import type { DataUse } from '../../core/data-use.ts';
import type { Catalogue } from '../definitions/catalogue.ts';

/** https://dev.mysql.com/doc/refman/en/create-table-foreign-keys.html#foreign-key-checks */
const UNCHECKED = /\bforeign_key_checks='(?:0|OFF)'/i;

/** Whether they neither stand in the way of a row nor take others along. @param state the session's, in words */
export function isUnchecked(state: string): boolean {
  return UNCHECKED.test(state);
}

/** The same state where they are looked at. */
export function asChecked(state: string): string {
  return state.replace(/ ?\bforeign_key_checks='(?:0|OFF)'/i, '');
}

/** Whether no foreign key names what a write that went well has written. @param sets columns that rows get anew, `adds`: all; null: any */
export function isUntied({ writes }: DataUse, sets: readonly string[] | 'adds' | null, catalogue: Catalogue): boolean {
  if (writes === 'all' || writes.length === 0) return false;
  const columns = sets === null || sets === 'adds' || sets.length === 0 || writes.length > 1 ? null : sets;
  return writes.every(({ table }) => {
    const tied = catalogue.tied.of(table);
    // a column may follow others, or be given by a trigger
    const isAsSaid = catalogue.keepsValues(table) && !catalogue.hasGenerated(table);
    const isOther = isAsSaid && columns?.every((one) => !tied.has(one)) === true;
    return catalogue.isKnown(table) && (tied.size === 0 || isOther);
  });
}

/** Statements that do the same either way where they go well: what they leave does not follow from foreign keys. */
const EITHER_WAY = /^(?:(?:create|drop) (?:temporary )?table|truncate)\b(?!.*\bselect\b)/is;

/** @param sql in its normal form @param sets as of `isUntied` */
export function isSameEitherWay({ writes }: DataUse, sql: string, sets: readonly string[] | 'adds' | null): boolean {
  return (sets === 'adds' && writes.length === 1) || EITHER_WAY.test(sql);
}
