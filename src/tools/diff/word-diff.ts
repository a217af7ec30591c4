// Two texts as one, with what is gone and what is new marked.

import { diffWordsWithSpace } from 'diff';

const COMPARED_CHARS = 2000;

export interface DiffMarks {
  gone(text: string): string;
  added(text: string): string;
}

/** As git marks words: [-gone-]{+new+}. */
export const PLAIN_MARKS: DiffMarks = { gone: (text) => `[-${text}-]`, added: (text) => `{+${text}+}` };

export function wordDiff(from: string, to: string, marks: DiffMarks): string {
  return diffWordsWithSpace(from.slice(0, COMPARED_CHARS), to.slice(0, COMPARED_CHARS))
    .map(({ added, removed, value }) => (added ? marks.added(value) : removed ? marks.gone(value) : value))
    .join('');
}
