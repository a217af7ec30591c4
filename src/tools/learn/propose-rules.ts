// Rules that let the second run's statements be answered from the first one's recording, each with its evidence, and as
// YAML to be copied into `mock.config.yaml` or a file for --rules.

import { stringify } from 'yaml';
import { escapedPattern } from '../../core/escaped-pattern.ts';
import type { VolatileRule } from '../../replay/volatile/values/volatile-rules.ts';
import type { NamedKind } from '../../sql/values/named.ts';
import { kindOfRule, type Why } from './explain-values.ts';

/** One place at which a statement of both runs held two values. */
export interface DifferingValue {
  /** As the first run asked it, in its normal form. */
  readonly sql: string;
  /** Among the statement's values, from 1; of a name among its names, from -1 downwards. */
  readonly position: number;
  readonly why: Why;
  /** Of what it is the name; absent for a value. */
  readonly names?: NamedKind;
  /** Whether the statement stores it. */
  readonly isStored: boolean;
  readonly one: { readonly exchange: number; readonly content: string };
  readonly other: { readonly exchange: number; readonly content: string };
}

export interface ProposedRule {
  readonly rule: VolatileRule;
  readonly why: Why;
  /** How many differences it is drawn from; the first of them. */
  readonly count: number;
  readonly evidence: DifferingValue;
}

/** Longest beginning of a statement that becomes a pattern. */
const PATTERN_CHARS = 80;

/** One rule for each place of each statement and for each kind of name, those that explain most first. */
export function proposeRules(differences: readonly DifferingValue[]): readonly ProposedRule[] {
  const groups = new Map<string, DifferingValue[]>();
  for (const difference of differences) {
    // what the server made comes with its answers, not from the program
    if (difference.why === 'server-made') continue;
    const { sql, position, why, names } = difference;
    const key = names === undefined ? `${beginning(sql)}\n${position}\n${why}` : `\n${names}`;
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length).map(propose);
}

function propose(group: readonly DifferingValue[]): ProposedRule {
  const evidence = group[0];
  if (evidence === undefined) throw new RangeError('a group of differences has at least one');
  const contents = group.flatMap(({ one, other }) => [one.content, other.content]);
  const { names } = evidence;
  if (names !== undefined) {
    const rule = { statement: statementsOf(group), kind: 'any' as const, names };
    return { rule, why: evidence.why, count: group.length, evidence };
  }
  const isAnywhere = group.some(({ isStored }) => !isStored);
  const rule: VolatileRule = {
    statement: `^${escapedPattern(beginning(evidence.sql))}`,
    positions: [evidence.position],
    kind: kindOfRule(evidence.why, contents),
    ...(isAnywhere ? { in: 'anywhere' as const } : {}),
  };
  return { rule, why: evidence.why, count: group.length, evidence };
}

/** What a rule is called behind its number. */
export function ruleNameOf({ why, evidence }: Omit<ProposedRule, 'rule'>): string {
  return evidence.names === undefined ? why : `${evidence.names} names`;
}

/** A pattern for the statements that name such things, up to what all of the names begin with. */
function statementsOf(group: readonly DifferingValue[]): string {
  const contents = group.flatMap(({ one, other }) => [one.content, other.content]);
  const common = contents.reduce((begin, content) => {
    let length = 0;
    while (length < begin.length && begin[length] === content[length]) length++;
    return begin.slice(0, length);
  });
  const heads = new Set(
    group.map(({ sql, one }) => escapedPattern(sql.slice(0, Math.max(0, sql.indexOf(one.content))))),
  );
  return `^(?:${[...heads].join('|')})${escapedPattern(common)}`;
}

/** As a file for --rules, with the evidence as comments. */
export function rulesAsYaml(rules: readonly ProposedRule[]): string {
  const blocks = rules.map(({ rule, count, evidence }) => {
    const { one, other } = evidence;
    const said = `# ${count} ${count === 1 ? 'place' : 'places'}, first: exchange ${one.exchange} ${shown(one.content)}, then ${other.exchange} ${shown(other.content)}`;
    const [first = '', ...rest] = stringify(rule).trimEnd().split('\n');
    return [`  ${said}`, `  - ${first}`, ...rest.map((line) => `    ${line}`)].join('\n');
  });
  return `volatile:\n${blocks.join('\n')}\n`;
}

/** The statement up to its first value. */
function beginning(sql: string): string {
  const end = /[?'"0-9]|0x/i.exec(sql.slice(1));
  return sql.slice(0, Math.min(end === null ? sql.length : end.index + 1, PATTERN_CHARS)).trimEnd();
}

/** Short, and of one line. */
function shown(content: string): string {
  const text = Buffer.from(content, 'latin1').toString('utf8');
  const isText = !text.includes('\ufffd') && !/\p{Cc}/u.test(text);
  const line = isText ? JSON.stringify(text) : `0x${Buffer.from(content, 'latin1').toString('hex')}`;
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
