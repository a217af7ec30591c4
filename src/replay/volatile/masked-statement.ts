// A statement with its parameters, less the values that rules say are not the same at every run: what is left is equal
// for all that differ in nothing else.

import { canonicalDigest } from '../../core/canonical-hash.ts';
import type { Dialect, ParameterValue } from '../../core/command.ts';
import { formatParameters } from '../../identity/format-parameters.ts';
import { parameterContent, parameterPositions, readValues, type StatementValue } from '../../sql/statement-values.ts';
import { isOfKind, withoutUuids } from './volatile-kinds.ts';
import type { ActiveRule } from './volatile-rules.ts';

/** A value that a rule covers. */
export interface Slot {
  readonly rule: ActiveRule;
  /** Place among the statement's values, from 1. */
  readonly position: number;
  /** Index of the parameter; null where it is a literal. */
  readonly parameter: number | null;
  /** A character per byte. */
  readonly content: string;
  /** A literal as it is written; null of a parameter. */
  readonly token: Buffer | null;
}

export interface MaskedStatement {
  readonly key: string;
  readonly slots: readonly Slot[];
}

export interface StatementToMask {
  readonly command: string;
  /** In its normal form. */
  readonly sql: Buffer;
  readonly parameters: readonly ParameterValue[] | null;
  readonly dialect: Dialect;
}

/**
 * Null where no rule covers any of its values.
 * @param rules those that cover the statement; of two that cover a value the first counts
 * @param warn hears of two rules that contradict each other
 */
export function maskStatement(
  statement: StatementToMask,
  rules: readonly ActiveRule[],
  warn: (message: string) => void,
): MaskedStatement | null {
  const values = readValues(statement.sql, statement.dialect);
  const slots: Slot[] = [];
  const choose: Choose = (position, content) => ruleFor(rules, position, content, warn);
  const sql = maskLiterals(statement.sql, values, choose, slots);
  const shown = maskParameters(statement.parameters ?? [], values, choose, slots);
  return slots.length === 0 ? null : { key: canonicalDigest(`${statement.command} ${sql}\n${shown}`), slots };
}

type Choose = (position: number, content: string) => ActiveRule | undefined;

function maskLiterals(sql: Buffer, values: readonly StatementValue[], choose: Choose, slots: Slot[]): string {
  let text = '';
  let done = 0;
  values.forEach(({ start, end, kind, content }, index) => {
    if (kind === 'parameter' || kind === 'word') return;
    const rule = choose(index + 1, content);
    if (rule === undefined) return;
    slots.push({ rule, position: index + 1, parameter: null, content, token: sql.subarray(start, end) });
    text += `${sql.toString('latin1', done, start)}${placeholder(rule, content)}`;
    done = end;
  });
  return text + sql.toString('latin1', done);
}

function maskParameters(
  parameters: readonly ParameterValue[],
  values: readonly StatementValue[],
  choose: Choose,
  slots: Slot[],
): string {
  const positions = parameterPositions(values);
  const shown = parameters.map((parameter, index) => {
    // a bulk command has the parameters of many rows
    const position = positions[index % positions.length] ?? index + 1;
    const content = parameterContent(parameter);
    const rule = content === null ? undefined : choose(position, content);
    if (rule === undefined || content === null) return formatParameters([parameter]);
    slots.push({ rule, position, parameter: index, content, token: null });
    return `${parameter.kind} ${placeholder(rule, content)}`;
  });
  return shown.join();
}

/** Around a UUID everything counts. */
function placeholder({ kind }: ActiveRule, content: string): string {
  return kind === 'uuid' ? `\0uuid ${withoutUuids(content)}\0` : `\0${kind}\0`;
}

function ruleFor(
  rules: readonly ActiveRule[],
  position: number,
  content: string,
  warn: (message: string) => void,
): ActiveRule | undefined {
  const [first, ...others] = rules.filter((rule) => rule.coversValue(position) && isOfKind(rule.kind, content));
  const other = others.find(({ kind, carries }) => carries && kind !== first?.kind);
  if (first !== undefined && other !== undefined) {
    const counts = `${first.name} (${first.where}) counts`;
    warn(`${other.where}: ${other.name} contradicts: value ${position} is ${other.kind} and ${first.kind}; ${counts}`);
  }
  return first;
}
