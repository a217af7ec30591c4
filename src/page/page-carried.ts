// Values of a run beside the recorded ones that they stood for.

import type { Substitution } from '../replay/volatile/values/substitution.ts';
import { cutText } from './cut.ts';
import type { PageCarried } from './page-data.ts';

const VALUE_CHARS = 200;

export function pageCarried(substituted: readonly Substitution[]): PageCarried[] {
  return substituted.map(({ exchange, place, recorded, live }) => {
    return { exchange, place, recorded: cutText(recorded, VALUE_CHARS), live: cutText(live, VALUE_CHARS) };
  });
}
