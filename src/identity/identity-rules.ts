// What does not count when two statements are compared, in words: the documentation shows it, a recording names it.
// A statement that differs only so gets the same answer from the server; wherever that is not certain, bytes count: a
// miss is better than a wrong answer.

/** Version of the rules; a recording names it. It changes when any statement's normal form changes. */
export const RULES = 'sql-2';

/**
 * Version of the words of a session's state; a recording names it since `state-2`. It changes when any statement gets other
 * words than before.
 */
export const STATE_RULES = 'state-3';

/**
 * The rules by name, each with the sentence that documents it. A "gap" is a run of whitespace and comments.
 * @public
 */
export const RULE_DESCRIPTIONS = {
  gaps: 'A gap between two tokens counts as one space; before a comma, and at either end of the statement, as none.',
  'column-names':
    "From SELECT to its FROM, gaps inside and behind an expression without AS count by bytes, since the expression's text is its column's name; the same after RETURNING, and after VALUES outside INSERT and REPLACE. A column's name alone is none.",
  'function-calls': 'A comment between a word and ( counts, since the server no longer sees a function call there.',
  semicolons:
    'Semicolons and whitespace at the end do not count; an empty statement made of comments counts as one that holds an empty comment.',
  keywords: `Letter case does not count in reserved keywords outside of column names; it counts everywhere else.`,
  literals: 'Literals, names and variables count by bytes.',
  hints: 'Optimizer hints count by bytes.',
  'executable-comments': 'From an executable comment (/*! or /*M!) on, gaps and letter case count.',
  definitions:
    'From CREATE or ALTER on, gaps and letter case count, since the server keeps the text of what it defines.',
  unterminated: 'A literal or comment without an end counts by bytes, with everything behind it.',
} as const;
