// A command as it was when it was recorded: the same but for values that stand for recorded ones.

import type { Command, ParameterValue } from '../../core/command.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import {
  literalLike,
  parameterContent,
  parameterLike,
  parameterPositions,
  readValues,
  replaceValues,
  type StatementValue,
} from '../../sql/statement-values.ts';
import type { Carrier } from './carried-values.ts';
import type { Slot } from './masked-statement.ts';

/**
 * The command with what is known of its values; the command itself where nothing is.
 * @param slots its values that rules cover: these are known however short they are
 */
export function inRecordedForm(command: Command, carrier: Carrier, slots: readonly Slot[]): Command {
  const form = changed(command, (content, position, parameter) => {
    const isCovered = slots.some((slot) => slot.position === position && slot.parameter === parameter);
    const other = (isCovered ? carrier.exactly(content) : undefined) ?? carrier.carry(content);
    return other === null ? null : { content: other, token: null };
  });
  return withRecordedVariables(form, carrier);
}

/** User variables hold live values too, and the state by which an answer is found the recorded ones. */
function withRecordedVariables(command: Command, carrier: Carrier): Command {
  const { code, name, payload, sql, parameters, statement, database, dialect, state, context } = command;
  if (context.userVariables.size === 0) return command;
  const entries = [...context.userVariables].map(([key, value]) => [key, carrier.carry(value) ?? value] as const);
  if (entries.every(([key, value]) => context.userVariables.get(key) === value)) return command;
  const recorded = { ...context, userVariables: new Map(entries) };
  const parametersKey = command.parametersKey ?? null;
  return {
    ...{ code, name, payload, sql, parameters, parametersKey, statement, database, dialect, state },
    context: recorded,
  };
}

/** The command with the recorded values in its slots; null where one of them cannot stand there. */
export function withRecordedValues(command: Command, live: readonly Slot[], recorded: readonly Slot[]): Command | null {
  let isPossible = true;
  const contents = new Map(live.map((slot, at) => [slotKey(slot.position, slot.parameter), recorded[at]]));
  const form = changed(
    command,
    (content, position, parameter) => {
      const other = contents.get(slotKey(position, parameter));
      return other === undefined || other.content === content ? null : other;
    },
    () => {
      isPossible = false;
    },
  );
  return isPossible ? form : null;
}

/** All values of a command, a character per byte: literals in their order, then parameters. */
export function valuesOf({ sql, dialect, parameters }: Command): readonly string[] {
  if (sql === null) return [];
  const literals = readValues(readStatement(sql, dialect).normal, dialect).map(({ content }) => content);
  return [...literals, ...(parameters ?? []).map((parameter) => parameterContent(parameter) ?? '')];
}

/** What stands in place of a value, a literal as it is written where that is known. @param position in the statement, from 1 */
type Change = (content: string, position: number, parameter: number | null) => Replacement | null;

type Replacement = Pick<Slot, 'content' | 'token'>;

function changed(command: Command, change: Change, refuse: () => void = () => undefined): Command {
  if (command.sql === null) return command;
  const { dialect, code, name, payload, database, state, context } = command;
  const { normal } = readStatement(command.sql, dialect);
  const values = readValues(normal, dialect);
  const literals = changedLiterals(normal, values, command, change, refuse);
  const parameters = changedParameters(command.parameters, values, change, refuse);
  if (literals.length === 0 && parameters === command.parameters) return command;
  const sql = literals.length === 0 ? command.sql : replaceValues(normal, literals);
  const statement = command.statement === null ? null : { ...command.statement, sql };
  return { code, name, payload, sql, parameters, parametersKey: null, statement, database, dialect, state, context };
}

interface ChangedLiteral {
  readonly value: StatementValue;
  readonly token: Buffer;
}

function changedLiterals(
  sql: Buffer,
  values: readonly StatementValue[],
  { dialect }: Command,
  change: Change,
  refuse: () => void,
): readonly ChangedLiteral[] {
  return values.flatMap((value, index) => {
    if (value.kind === 'parameter' || value.kind === 'word') return [];
    const other = change(value.content, index + 1, null);
    if (other === null) return [];
    const token = other.token ?? literalLike(sql, value, other.content, dialect);
    if (token === null) refuse();
    return token === null ? [] : [{ value, token }];
  });
}

function changedParameters(
  parameters: readonly ParameterValue[] | null,
  values: readonly StatementValue[],
  change: Change,
  refuse: () => void,
): readonly ParameterValue[] | null {
  if (parameters === null) return null;
  const positions = parameterPositions(values);
  let isChanged = false;
  const others = parameters.map((parameter, index) => {
    const content = parameterContent(parameter);
    const position = positions[index % positions.length] ?? index + 1;
    const other = content === null ? null : change(content, position, index);
    if (other === null) return parameter;
    const value = parameterLike(parameter, other.content);
    if (value === null) refuse();
    isChanged ||= value !== null;
    return value ?? parameter;
  });
  return isChanged ? others : parameters;
}

function slotKey(position: number, parameter: number | null): string {
  return `${position} ${parameter}`;
}
