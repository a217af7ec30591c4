// A miss for people: what was asked, marked against the recorded statement that is most alike.

import { freshRuleFor } from '../../replay/misses/fresh-rule.ts';
import type { Miss, MissReason } from '../../replay/misses/misses.ts';
import { type DiffMarks, statementDiff } from '../../tools/diff/word-diff.ts';

const WHAT: Readonly<Record<Exclude<MissReason, 'unknown scope'>, string>> = {
  unknown: 'was never recorded',
  'parameter differs': 'was recorded with other parameters',
  'other state': 'was recorded under other session settings',
  'out of order': 'was recorded at another place',
  'other data': 'was recorded behind other writes',
  'new values': 'depends on values that are new at every run',
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
  const from = `    (marked against exchange ${nearest.exchange}; ${nearest.difference})`;
  const { text, bound: values } = statementDiff(nearest, { sql, parameters }, marks);
  return [head, ...indented(text), ...bound(values), from, ...ruleLines(miss)];
}

/** What would have answered it, to be copied. */
function ruleLines(miss: Miss): string[] {
  const rule = freshRuleFor(miss);
  if (rule === null) return [];
  return [
    `    ${rule.what}; for mock.config.yaml, or a file for --rules:`,
    ...rule.yaml.map((line) => `      ${line}`),
  ];
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
