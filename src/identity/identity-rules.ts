// Versions of what does not count when two statements are compared. The rules one by one are in docs/matching.md: a statement
// that differs only so gets the same answer from the server; wherever that is not certain, bytes count.

/** Version of the rules; a recording names it. It changes when any statement's normal form changes. */
export const RULES = 'sql-2';

/**
 * Version of the words of a session's state; a recording names it since `state-2`. It changes when any statement gets other
 * words than before.
 */
export const STATE_RULES = 'state-3';
