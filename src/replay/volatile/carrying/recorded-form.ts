// A command as it was when it was recorded: the same but for values that stand for recorded ones.

import type { Command, ParameterValue } from '../../../core/command.ts';
import { heldWith } from '../../../sql/session/user-variable.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { readNames } from '../../../sql/values/brought-in.ts';
import {
  literalLike,
  parameterContent,
  parameterLike,
  parameterPositions,
  readValues,
  replaceValues,
  type StatementValue,
} from '../../../sql/values/statement-values.ts';
import type { Slot } from '../values/masked-statement.ts';
import { readMoment } from '../values/volatile-kinds.ts';
import type { CarriedValues } from './carried-values.ts';
import type { Carrier } from './carrier.ts';

/**
 * The command with what is known of its values; the command itself where nothing is.
 * @param slots its values that rules cover: these are known however short they are
 */
export function inRecordedForm(
  command: Command,
  { toRecorded: carrier, toLive, ids }: CarriedValues,
  slots: readonly Slot[],
): Command {
  const idOf = ids.recordedOf(command);
  const change: Change = (content, position, parameter) => {
    const id = position > 0 ? idOf?.(content, position) : null;
    if (id != null) return { content: id, token: null };
    const isCovered = slots.some((slot) => slot.position === position && slot.parameter === parameter);
    const other = position < 0 ? carrier.name(content) : isCovered ? carrier.exactly(content) : undefined;
    const carried = other ?? (position < 0 ? null : carrier.carry(content));
    if (carried !== null) return { content: carried, token: null };
    return position > 0 && isTaken(content, toLive) ? { content: nowhere(content), token: null } : null;
  };
  return withRecordedContext(changed(command, change, carrier.hasNames), carrier);
}

/** A value of the same kind that is found nowhere. */
function nowhere(content: string): string {
  if (/^\d+$/.test(content)) return content.replace(/^./, '999999999');
  return readMoment(content) === null ? `${content}\0` : content.replace(/^\d{4}/, '0999');
}

/** Whether the recording has this value, but another one stands for it now: who asks for it asks for what there is not. */
function isTaken(content: string, toLive: Carrier): boolean {
  const live = toLive.carry(content);
  return live !== null && live !== content;
}

/** The session holds live values and names too, and the state by which an answer is found the recorded ones. */
function withRecordedContext(command: Command, carrier: Carrier): Command {
  const { code, name, payload, sql, parameters, statement, dialect, state, context } = command;
  const database = carrier.name(command.database) ?? command.database;
  const variables = carriedMap(context.userVariables, (value) =>
    heldWith(value, (content) => carrier.carry(content) ?? null),
  );
  const prepared = carrier.hasNames ? renamedMap(context.prepared, carrier) : context.prepared;
  const temporaryTables = carrier.hasNames ? renamedSet(context.temporaryTables, carrier) : context.temporaryTables;
  const isSame = variables === context.userVariables && prepared === context.prepared;
  if (isSame && temporaryTables === context.temporaryTables && database === command.database) return command;
  const parametersKey = command.parametersKey ?? null;
  return {
    ...{ code, name, payload, sql, parameters, parametersKey, database, dialect, state },
    statement:
      statement === null ? null : { ...statement, database: carrier.name(statement.database) ?? statement.database },
    context: { ...context, userVariables: variables, prepared, temporaryTables },
  };
}

/** The map itself where nothing of it changes. */
function carriedMap(map: ReadonlyMap<string, string>, carry: (value: string) => string): ReadonlyMap<string, string> {
  const entries = [...map].map(([key, value]) => [key, carry(value)] as const);
  return entries.every(([key, value]) => map.get(key) === value) ? map : new Map(entries);
}

function renamedMap(map: ReadonlyMap<string, string>, carrier: Carrier): ReadonlyMap<string, string> {
  const entries = [...map].map(([key, value]) => [carrier.name(key) ?? key, value] as const);
  return entries.every(([key]) => map.has(key)) ? map : new Map(entries);
}

function renamedSet(set: ReadonlySet<string>, carrier: Carrier): ReadonlySet<string> {
  const names = [...set].map((name) => carrier.name(name) ?? name);
  return names.every((name) => set.has(name)) ? set : new Set(names);
}

/** The command with the recorded values in its slots; null where one of them cannot stand there. */
export function withRecordedValues(command: Command, live: readonly Slot[], recorded: readonly Slot[]): Command | null {
  let isPossible = true;
  const contents = new Map(live.map((slot, at) => [slotKey(slot.position, slot.parameter), recorded[at]]));
  const change: Change = (content, position, parameter) => {
    const other = contents.get(slotKey(position, parameter));
    return other === undefined || other.content === content ? null : other;
  };
  const namesToo = live.some(({ position }) => position < 0);
  const form = changed(command, change, namesToo, () => {
    isPossible = false;
  });
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

/** @param namesToo whether names may be changed @param refuse hears that a value cannot stand there */
function changed(command: Command, change: Change, namesToo: boolean, refuse: () => void = () => undefined): Command {
  if (command.sql === null) return command;
  const { dialect, code, name, payload, database, state, context } = command;
  const { normal } = readStatement(command.sql, dialect);
  const values = readValues(normal, dialect);
  const literals = changedLiterals(normal, values, command, change, refuse);
  const names = namesToo ? changedNames(normal, command, change) : [];
  const parameters = changedParameters(command.parameters, values, change, refuse);
  const changes = names.length === 0 ? literals : [...literals, ...names].sort((a, b) => a.value.start - b.value.start);
  if (changes.length === 0 && parameters === command.parameters) return command;
  const sql = changes.length === 0 ? command.sql : replaceValues(normal, changes);
  const statement = command.statement === null ? null : { ...command.statement, sql };
  return { code, name, payload, sql, parameters, parametersKey: null, statement, database, dialect, state, context };
}

interface Changed {
  readonly value: Pick<StatementValue, 'start' | 'end'>;
  readonly token: Buffer;
}

function changedLiterals(
  sql: Buffer,
  values: readonly StatementValue[],
  { dialect }: Command,
  change: Change,
  refuse: () => void,
): readonly Changed[] {
  return values.flatMap((value, index) => {
    if (value.kind === 'parameter' || value.kind === 'word') return [];
    const other = change(value.content, index + 1, null);
    if (other === null) return [];
    const token = other.token ?? literalLike(sql, value, other.content, dialect);
    if (token === null) refuse();
    return token === null ? [] : [{ value, token }];
  });
}

/** Names keep their quotes. */
function changedNames(sql: Buffer, { dialect }: Command, change: Change): readonly Changed[] {
  return readNames(sql, dialect).flatMap((value, index) => {
    const other = change(value.text, -1 - index, null)?.content;
    if (other === undefined) return [];
    const quote = /[`"]/.exec(sql.toString('latin1', value.start, value.start + 1))?.[0] ?? '';
    return [{ value, token: Buffer.from(`${quote}${other.replaceAll('`', '``')}${quote}`, 'latin1') }];
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
