// Two texts as one, with what is gone and what is new marked: words and values as a whole, never pieces of them.

import { diffArrays } from 'diff';
import { type StatementSide, withBoundValues } from '../../identity/bound-values.ts';

const COMPARED_CHARS = 4000;
/** Two texts that have next to nothing in common stand one behind the other. */
const MOST_MS = 200;

export interface DiffMarks {
  gone(text: string): string;
  added(text: string): string;
}

/** As git marks words: [-gone-]{+new+}. */
export const PLAIN_MARKS: DiffMarks = { gone: (text) => `[-${text}-]`, added: (text) => `{+${text}+}` };

/** A quoted value or name with what is escaped in it, a word or number, a space, any other character. */
const token = /[xXbBnN]?'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|[\p{L}\p{N}_$]+(?:\.\p{N}+)*|\s+|./gsu;

/** Of statements, or of lists of values in JSON; what is longer than some thousand characters is cut. */
export function wordDiff(from: string, to: string, marks: DiffMarks): string {
  const [left, right] = [tokensOf(from), tokensOf(to)];
  const parts = diffArrays(left, right, { timeout: MOST_MS }) ?? [
    { removed: true, added: false, value: left },
    { removed: false, added: true, value: right },
  ];
  const text = parts
    .map(({ added, removed, value }) => {
      const part = value.join('');
      return added ? marks.added(part) : removed ? marks.gone(part) : part;
    })
    .join('');
  return Math.max(from.length, to.length) > COMPARED_CHARS ? `${text}…` : text;
}

function tokensOf(text: string): string[] {
  return text.slice(0, COMPARED_CHARS).match(token) ?? [];
}

/**
 * One statement against the other, with the values that are bound put in where they fit into both.
 * @returns `bound`: the values, where they could not be put in; null where there are none
 */
export function statementDiff(
  from: StatementSide,
  to: StatementSide,
  marks: DiffMarks,
): { readonly text: string; readonly bound: string | null } {
  const [there, here] = [withBoundValues(from), withBoundValues(to)];
  if (there !== null && here !== null) return { text: wordDiff(there, here, marks), bound: null };
  const isBound = from.parameters !== null || to.parameters !== null;
  const bound = isBound ? wordDiff(from.parameters ?? '', to.parameters ?? '', marks) : null;
  return { text: wordDiff(from.sql, to.sql, marks), bound };
}
