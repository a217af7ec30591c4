// Two texts as one, with what is gone and what is new marked by colours, or as git does it: [-gone-]{+new+}.

import { diffWordsWithSpace } from 'diff';
import pc from 'picocolors';

const COMPARED_CHARS = 2000;

export function wordDiff(from: string, to: string): string {
  return diffWordsWithSpace(from.slice(0, COMPARED_CHARS), to.slice(0, COMPARED_CHARS))
    .map(({ added, removed, value }) => {
      if (added) return pc.isColorSupported ? pc.green(value) : `{+${value}+}`;
      if (removed) return pc.isColorSupported ? pc.strikethrough(pc.red(value)) : `[-${value}-]`;
      return value;
    })
    .join('');
}
