// A miss for people: what was asked, marked against the recorded statement that is most alike.

import type { Miss, MissReason } from '../../replay/misses/misses.ts';
import { type DiffMarks, wordDiff } from '../../tools/diff/word-diff.ts';

const WHAT: Readonly<Record<Exclude<MissReason, 'unknown scope'>, string>> = {
  unknown: 'was never recorded',
  'parameter differs': 'was recorded with other parameters',
  'other state': 'was recorded under other session settings',
  'out of order': 'was recorded at another place',
  'other data': 'was recorded behind other writes',
  redacted: 'was recorded with a secret in its answer',
  exhausted: 'was asked more often than recorded',
  incomplete: 'was recorded only in part',
  'other file': 'was recorded with another file',
  'unknown login': 'was never recorded',
};

/**
 * @param count how often it came
 * @param isTestNamed whether the scope it was asked in is told, which is the test's name: where nothing else says it
 */
export function missLines(miss: Miss, count: number, marks: DiffMarks, isTestNamed = false): string[] {
  const { reason, command, sql, parameters, database, nearest } = miss;
  const times = count === 1 ? '' : `, ${count} times`;
  if (reason === 'unknown scope') return [`miss: ${scopeLine(miss)}${times}:`, ...indented(sql ?? command)];
  const where = database === '' ? '' : ` in ${database}`;
  const by = isTestNamed && miss.scope !== '' ? `, asked by '${miss.scope}'` : '';
  const head = `miss: this ${WHAT[reason]}${where}${by}${times}:`;
  if (sql === null || nearest === null) return [head, ...indented(sql ?? command), ...bound(parameters)];
  const values = parameters === null ? null : wordDiff(nearest.parameters ?? '', parameters, marks);
  const from = `    (marked against exchange ${nearest.exchange}; ${nearest.difference})`;
  return [head, ...indented(wordDiff(nearest.sql, sql, marks)), ...bound(values), from];
}

function scopeLine({ scope, nearestScopes }: Miss): string {
  const names = nearestScopes.map((name) => `'${name}'`).join(', ');
  const advice = names === '' ? 'it has no named scopes' : `those most alike are ${names}`;
  return `the recording has no scope '${scope}'; ${advice}; asked in it`;
}

function bound(parameters: string | null): string[] {
  return parameters === null ? [] : [`    with ${parameters}`];
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
