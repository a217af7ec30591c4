// A statement with its parameters, less the values that are not the same at every run: what is left is equal for all that
// differ in nothing else.

import { canonicalDigest } from '../../../core/canonical-hash.ts';
import type { Dialect, ParameterValue } from '../../../core/command.ts';
import { formatParameters } from '../../../identity/format-parameters.ts';
import { readNames } from '../../../sql/values/brought-in.ts';
import {
  parameterContent,
  parameterPositions,
  readValues,
  type StatementValue,
} from '../../../sql/values/statement-values.ts';
import type { ActiveRule } from './volatile-rules.ts';

/** Why a value is no part of what counts, and what stands for it there. */
export interface Chosen {
  readonly rule: ActiveRule;
  /** Equal where one value may stand for the other. */
  readonly shape: string;
  /** As in FreshValue. */
  readonly aheadMs?: readonly number[] | undefined;
  /** Whether it is asked for here, and stored later only. */
  readonly isAsked?: true;
  /** Whether it is sent back as it was told: another one is not it. */
  readonly isTold?: true;
  /** Whether it is the clock, with which rows are compared. */
  readonly isNow?: true;
}

/** A value that is not the same at every run. */
export interface Slot extends Chosen {
  /** Place among the statement's values, from 1; of a name its place among the names, from -1 downwards. */
  readonly position: number;
  /** Index of the parameter; null where it is a literal or a name. */
  readonly parameter: number | null;
  /** A character per byte; a name without its quotes. */
  readonly content: string;
  /** A literal as it is written; null of a parameter and of a name. */
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

/** One value, and where it stands. */
export interface ValueAt {
  readonly position: number;
  readonly parameter: number | null;
  readonly content: string;
  /** Where its token begins; of a parameter its question mark; -1 where there is none. */
  readonly start: number;
  /** Whether bytes are meant: a binary parameter, a hexadecimal literal. */
  readonly isBinary: boolean;
}

/** Says which values are not the same at every run. */
export type Choose = (value: ValueAt) => Chosen | undefined;

/** Null where there is no such value. @param namesToo whether names may be some */
export function maskStatement(statement: StatementToMask, choose: Choose, namesToo: boolean): MaskedStatement | null {
  const { command, sql, parameters, dialect } = statement;
  const values = readValues(sql, dialect);
  const slots: Slot[] = [];
  const text = maskText(statement, values, namesToo, choose, slots);
  const shown = maskParameters(parameters ?? [], values, choose, slots);
  return slots.length === 0 ? null : { key: canonicalDigest(`${command} ${text}\n${shown}`), slots };
}

function maskText(
  { sql, dialect }: StatementToMask,
  values: readonly StatementValue[],
  namesToo: boolean,
  choose: Choose,
  slots: Slot[],
): string {
  let text = '';
  let done = 0;
  for (const { start, end, position, content, isBinary } of tokensOf(sql, values, namesToo ? dialect : null)) {
    const chosen = choose({ position, parameter: null, content, start, isBinary });
    if (chosen === undefined) continue;
    const token = position < 0 ? null : sql.subarray(start, end);
    slots.push({ ...chosen, position, parameter: null, content, token });
    text += `${sql.toString('latin1', done, start)}\0${chosen.shape}\0`;
    done = end;
  }
  return text + sql.toString('latin1', done);
}

interface TextToken {
  readonly start: number;
  readonly end: number;
  readonly position: number;
  readonly content: string;
  readonly isBinary: boolean;
}

/** Literals, and names where a dialect is given, in the order in which they stand. */
function tokensOf(sql: Buffer, values: readonly StatementValue[], dialect: Dialect | null): readonly TextToken[] {
  const literals = values.flatMap(({ start, end, kind, content }, index) =>
    kind === 'parameter' || kind === 'word'
      ? []
      : [{ start, end, position: index + 1, content, isBinary: kind === 'binary' }],
  );
  if (dialect === null) return literals;
  const names = readNames(sql, dialect).map(({ start, end, text }, index) => ({
    ...{ start, end, position: -1 - index, content: text, isBinary: false },
  }));
  return [...literals, ...names].sort((a, b) => a.start - b.start);
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
    const start = values[position - 1]?.start ?? -1;
    const isBinary = parameter.kind === 'blob';
    const chosen = content === null ? undefined : choose({ position, parameter: index, content, start, isBinary });
    if (chosen === undefined || content === null) return formatParameters([parameter]);
    slots.push({ ...chosen, position, parameter: index, content, token: null });
    return `${parameter.kind} \0${chosen.shape}\0`;
  });
  return shown.join();
}
