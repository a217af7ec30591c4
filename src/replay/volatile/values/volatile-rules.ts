// Which values of which statements are not the same at every run, as users say it: in rules, or in a comment of the
// statement itself, `/* mock.ignore uuid, timestamp 3 */`.

import { MockError, messageOf } from '../../../core/errors.ts';
import { Pattern } from '../../../core/pattern.ts';
import { LOCAL_LOAD } from '../../../sql/local-load.ts';
import { NAMED_KINDS, type NamedKind } from '../../../sql/values/named.ts';
import { VOLATILE_KINDS, type VolatileKind } from './volatile-kinds.ts';

/** A rule as it is written. */
export interface VolatileRule {
  /** For messages; default `rule 1` and so on. */
  readonly name?: string;
  /** A regular expression, upper and lower case the same; default: every statement. */
  readonly statement?: string;
  /** Places among the statement's values (literals, parameters and NULLs), from 1; default: all of this kind. */
  readonly positions?: readonly number[];
  readonly kind: VolatileKind;
  /**
   * `writes`: only where a statement stores the value (INSERT, REPLACE, UPDATE … SET, SET @x), the default; what only reads
   * has it from there. `anywhere`: also in a condition, whose value then stands for the recorded one though nobody wrote it.
   */
  readonly in?: 'writes' | 'anywhere';
  /**
   * The rule is about names of this kind, where a statement makes or drops them, and about no value; its kind is `any`. Without
   * one a name counts as new only where it holds a number or an identity.
   */
  readonly names?: NamedKind | 'any';
}

/** Where a rule stands that nobody wrote. */
export const BY_DEFAULT = 'by default';

/** A rule that is ready to be asked, and what it has done. */
export class ActiveRule {
  readonly name: string;
  /** Where it stands, for messages: `mock.config.yaml:3`. */
  readonly where: string;
  readonly kind: VolatileKind;
  /** Whether its values stand for others beyond the statement itself; such a rule goes before one without. */
  readonly carries: boolean;
  readonly isAnywhere: boolean;
  /** Null for a rule about values. */
  readonly names: NamedKind | 'any' | null;
  /** No user's rule: the value looks as made anew. */
  readonly isDefault: boolean;
  readonly #pattern: Pick<Pattern, 'test'> | null;
  readonly #positions: ReadonlySet<number> | null;
  /** Values that it made stand for others. */
  uses = 0;

  /** @param own a pattern of ours in place of the rule's @throws MockError `USAGE` where the pattern is none */
  constructor(rule: VolatileRule, name: string, where: string, carries = true, own: RegExp | null = null) {
    this.name = rule.name ?? name;
    this.where = where;
    this.kind = rule.kind;
    this.carries = carries;
    this.isDefault = where === BY_DEFAULT;
    this.isAnywhere = rule.in === 'anywhere';
    this.names = rule.names ?? null;
    this.#positions = rule.positions === undefined ? null : new Set(rule.positions);
    try {
      this.#pattern = own ?? (rule.statement === undefined ? null : new Pattern(rule.statement, 'i'));
    } catch (cause) {
      throw new MockError('USAGE', `${where}: ${this.name}: ${messageOf(cause)}`, { cause });
    }
  }

  covers(sql: string): boolean {
    return this.#pattern === null || this.#pattern.test(sql);
  }

  /** @param position of a value, from 1 */
  coversValue(position: number): boolean {
    return this.names === null && this.#isPosition(position);
  }

  coversName(kind: NamedKind): boolean {
    return this.names === 'any' || this.names === kind;
  }

  #isPosition(position: number): boolean {
    return this.#positions === null || this.#positions.has(position);
  }
}

/**
 * Makes rules ready.
 * @param whereOf the place of a rule by its index, for messages
 * @throws MockError `USAGE` that names the rule and its place: an unknown kind, a pattern that is none, a rule for
 *   everything, one for what a statement only reads, two that contradict each other
 */
export function activateRules(
  rules: readonly VolatileRule[],
  whereOf: (index: number) => string = (index) => `volatile[${index}]`,
): readonly ActiveRule[] {
  const active = rules.map((rule, index) => activate(rule, index, whereOf(index)));
  rules.forEach((rule, index) => {
    const other = rules.findIndex((one, at) => at < index && isContradiction(one, rule));
    if (other < 0) return;
    const [first, second] = [active[other] as ActiveRule, active[index] as ActiveRule];
    const [one, two] = first.kind === second.kind ? [reachOf(first), reachOf(second)] : [first.kind, second.kind];
    const kinds = `${one} at ${first.where}, ${two} at ${second.where}`;
    throw usage(second, `contradicts ${first.name}: the same values are ${kinds}; keep one of them`);
  });
  return active;
}

function activate(rule: VolatileRule, index: number, where: string): ActiveRule {
  const active = new ActiveRule(rule, `rule ${index + 1}`, where);
  if (!VOLATILE_KINDS.includes(rule.kind)) {
    throw usage(active, `there is no kind ${JSON.stringify(rule.kind)}; use one of ${VOLATILE_KINDS.join(', ')}`);
  }
  if (rule.names !== undefined) return activateForNames(rule, active);
  if (rule.in !== 'anywhere' && isOnlyRead(rule.statement ?? '')) {
    const what = 'would bind what is only read, and nothing is stored there';
    throw usage(active, `${what}; make the rule for the statement that stores it, or say in: anywhere`);
  }
  if (rule.kind === 'any' && rule.positions === undefined) {
    throw usage(active, 'any would ignore every value; say which by positions, such as [1]');
  }
  return active;
}

function activateForNames({ kind, names, positions, in: reach }: VolatileRule, active: ActiveRule): ActiveRule {
  if (names !== 'any' && !NAMED_KINDS.some((one) => one === names)) {
    const known = [...NAMED_KINDS, 'any'].join(', ');
    throw usage(active, `there are no names of the kind ${JSON.stringify(names)}; use one of ${known}`);
  }
  if (kind !== 'any') throw usage(active, `names are of no kind of value: say kind: any, not ${kind}`);
  if (positions !== undefined) throw usage(active, 'names have no positions among the values: leave positions away');
  if (reach !== undefined) throw usage(active, 'names count where a statement makes or drops them: leave in away');
  return active;
}

const reachOf = ({ isAnywhere }: ActiveRule) => (isAnywhere ? 'in: anywhere' : 'in: writes');

/** Statements in which a value is never stored, by how they begin; where a pattern has alternatives, nobody can tell. */
const READING = /^\^\(?(?:select|delete|show|with|call|do|explain|describe|desc|handler|table|values)(?=$|[^\w|?*+])/i;

function isOnlyRead(pattern: string): boolean {
  return !pattern.includes('|') && READING.test(pattern);
}

function usage({ where, name }: ActiveRule, what: string): MockError {
  return new MockError('USAGE', `${where}: ${name}: ${what}`);
}

/** By pattern alone nobody can tell whether two meet in a statement; the same pattern does. */
function isContradiction(one: VolatileRule, other: VolatileRule): boolean {
  if (one.statement !== other.statement || (one.names ?? null) !== (other.names ?? null)) return false;
  if (one.kind === other.kind)
    return meet(one.positions, other.positions) && (one.in ?? 'writes') !== (other.in ?? 'writes');
  const isOneTime = TIMES.has(one.kind) && TIMES.has(other.kind);
  return isOneTime ? meet(one.positions, other.positions) : meet(one.positions ?? [], other.positions ?? []);
}

/** Kinds that look alike. */
const TIMES: ReadonlySet<VolatileKind> = new Set(['timestamp', 'clock']);

/** @param one absent for every position */
function meet(one: readonly number[] | undefined, other: readonly number[] | undefined): boolean {
  return one === undefined || other === undefined || one.some((position) => other.includes(position));
}

/** What a client calls the file that it is asked for is its own affair: the file's content is what counts. */
export function fileNameRule(): ActiveRule {
  const rule = { kind: 'any', positions: [1], in: 'anywhere' } as const;
  return new ActiveRule(rule, 'the name of a local file', 'always', false, LOCAL_LOAD);
}

const comment = /\/\*\s*mock\.ignore\s([^*]*)\*\//g;
const item = /^([a-z]+)(?:\s+(\d+))?$/;

/** What a statement's own comments say; what they say wrongly goes to `refuse`. */
export function rulesInComments(sql: string, refuse: (message: string) => void): readonly ActiveRule[] {
  if (!sql.includes('mock.ignore')) return [];
  return [...sql.matchAll(comment)].flatMap(([text, list = '']) =>
    list.split(',').flatMap((one) => {
      const [, kind, position] = item.exec(one.trim().toLowerCase()) ?? [];
      const known = VOLATILE_KINDS.find((name) => name === kind);
      if (known === undefined || (known === 'any' && position === undefined)) {
        refuse(
          `${text}: ${JSON.stringify(one.trim())} is none of: ${VOLATILE_KINDS.join(', ')}, with a place such as any 2`,
        );
        return [];
      }
      const positions = position === undefined ? {} : { positions: [Number(position)] };
      return [new ActiveRule({ kind: known, in: 'anywhere', ...positions }, text, 'a comment')];
    }),
  );
}
