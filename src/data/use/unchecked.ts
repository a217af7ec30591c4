// Whether a session looks at foreign keys.

/** https://dev.mysql.com/doc/refman/en/create-table-foreign-keys.html#foreign-key-checks */
const UNCHECKED = /\bforeign_key_checks='(?:0|OFF)'/i;

/** Whether they neither stand in the way of a row nor take others along. @param state the session's, in words */
export function isUnchecked(state: string): boolean {
  return UNCHECKED.test(state);
}
