// What a run says at its end of the statements that the recording has no answer to.

import type { Miss } from '../replay/misses/misses.ts';
import { missLines } from '../testing/run/miss-lines.ts';
import { diffMarks } from './diff-marks.ts';
import { plural } from './format.ts';

const SHOWN = 10;

/** Distinct misses in the order in which they came. */
export class MissReport {
  readonly #misses = new Map<string, { readonly miss: Miss; count: number }>();

  add(miss: Miss): void {
    const key = JSON.stringify([miss.reason, miss.command, miss.sql, miss.parameters, miss.database, miss.scope]);
    const known = this.#misses.get(key);
    if (known === undefined) this.#misses.set(key, { miss, count: 1 });
    else known.count++;
  }

  /** For people. */
  lines(): string[] {
    const all = [...this.#misses.values()];
    const shown = all.slice(0, SHOWN).flatMap(({ miss, count }) => missLines(miss, count, diffMarks, true));
    return all.length <= SHOWN ? shown : [...shown, `… and ${plural(all.length - SHOWN, 'other miss')}`];
  }
}
