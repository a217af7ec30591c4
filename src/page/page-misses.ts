// The misses of a report with what to do about each.

import { adviceFor } from '../replay/misses/advice.ts';
import type { CountedMiss } from '../replay/session/journal.ts';
import { missWithoutValues } from './no-values.ts';
import type { PageMiss } from './page-data.ts';

const MAX_MISSES = 1000;

export function pageMisses(misses: readonly CountedMiss[], path: string, hasValues: boolean): PageMiss[] {
  return misses.slice(0, MAX_MISSES).map(({ miss, count }) => {
    const shown = hasValues ? miss : missWithoutValues(miss);
    return { miss: shown, count, advice: adviceFor(shown, path) };
  });
}
