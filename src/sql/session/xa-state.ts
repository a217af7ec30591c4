// Where a session stands in a distributed transaction: within one COMMIT, ROLLBACK, BEGIN and most others are refused (1399). It is
// kept like a variable that a SET gave a value, of a name that no server has.
// https://dev.mysql.com/doc/refman/en/xa-states.html

import type { Setting } from './settings.ts';

export const XA_STATE = 'xa_state';
export const NO_XA = 'NONE';

const BEHIND: Readonly<Record<string, string>> = {
  START: 'ACTIVE',
  BEGIN: 'ACTIVE',
  END: 'IDLE',
  PREPARE: 'PREPARED',
  COMMIT: NO_XA,
  ROLLBACK: NO_XA,
};

/** @param sql that begins with XA and was carried out; null where it changes nothing */
export function xaSetting(sql: string): Setting | null {
  const [, word = ''] = /^\s*xa\s+(\w+)/i.exec(sql) ?? [];
  const value = BEHIND[word.toUpperCase()];
  return value === undefined ? null : { kind: 'variable', name: XA_STATE, value, isLiteral: true };
}

/** Whether a state's words say that one is open. */
export function isInXa(words: string): boolean {
  return words.includes(` ${XA_STATE}=`);
}
