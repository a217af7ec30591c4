// The misses of a report with what to do about each.

import { adviceFor } from '../replay/misses/advice.ts';
import type { CountedMiss } from '../replay/session/journal.ts';
import { cutWithin } from './cut.ts';
import { missWithoutValues } from './no-values.ts';
import type { PageMiss } from './page-data.ts';

/** Of a page that is served: a file takes as many as have room. */
const MAX_MISSES = 1000;
/** All that differs is shown, but not a statement of 20 MB. */
const TEXT_CHARS = 50_000;

export function pageMisses(
  misses: readonly CountedMiss[],
  path: string,
  hasValues: boolean,
  most = MAX_MISSES,
): PageMiss[] {
  return misses.slice(0, most).map(({ miss, count }) => {
    const shown = cutWithin(hasValues ? miss : missWithoutValues(miss), TEXT_CHARS);
    return { miss: shown, count, advice: adviceFor(shown, path) };
  });
}
