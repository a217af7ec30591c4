// What a run says at its end of the statements that the recording has no answer to.

import type { Miss } from '../replay/misses.ts';
import { plural } from './format.ts';
import { wordDiff } from './word-diff.ts';

const SHOWN = 10;

/** Distinct misses in the order in which they came. */
export class MissReport {
  readonly #misses = new Map<string, { readonly miss: Miss; count: number }>();

  add(miss: Miss): void {
    const key = JSON.stringify([miss.reason, miss.command, miss.sql, miss.parameters, miss.database]);
    const known = this.#misses.get(key);
    if (known === undefined) this.#misses.set(key, { miss, count: 1 });
    else known.count++;
  }

  /** For people; what was asked is marked {+…+}, what was recorded [-…-], as git does it, or by colours. */
  lines(): string[] {
    const all = [...this.#misses.values()];
    const shown = all.slice(0, SHOWN).flatMap(({ miss, count }) => missLines(miss, count));
    return all.length <= SHOWN ? shown : [...shown, `… and ${plural(all.length - SHOWN, 'other miss')}`];
  }
}

const WHAT: Readonly<Record<string, string>> = {
  unknown: 'was never recorded',
  'parameter differs': 'was recorded with other parameters',
  'other state': 'was recorded in another state of the session',
  'out of order': 'was recorded at another place',
  redacted: 'was recorded with a secret in its answer',
  exhausted: 'was asked more often than recorded',
  incomplete: 'was recorded only in part',
  'other file': 'was recorded with another file',
};

function missLines(miss: Miss, count: number): string[] {
  const { reason, command, sql, parameters, database, nearest } = miss;
  const times = count === 1 ? '' : `, ${count} times`;
  const where = database === '' ? '' : ` in ${database}`;
  const head = `miss: this ${WHAT[reason] ?? reason}${where}${times}:`;
  const bound = parameters === null ? [] : [`    with ${parameters}`];
  if (sql === null) return [head, `    ${command}`];
  if (nearest === null) return [head, ...indented(sql), ...bound];
  const from = `    (marked against exchange ${nearest.exchange}; ${nearest.difference})`;
  return [head, ...indented(wordDiff(nearest.sql, sql)), ...bound, from];
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
