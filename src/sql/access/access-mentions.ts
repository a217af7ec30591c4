// Tables as a statement mentions them, and what its conditions pin of them.

import type { Column, ColumnPin, Constant, QueryColumn } from './access-terms.ts';
import { type Bound, boundKey, constantKey, type Pin, type PinValue } from './constant-key.ts';

/** One mention of a table while it is read. */
export interface Mention {
  readonly schema: string | null;
  readonly name: string;
  /** By which columns call it, in lower case. */
  alias: string;
  pins: readonly Pin[];
  bounds: readonly Bound[];
  links: readonly MentionLink[];
  /** No row meets the condition that all of them must meet. */
  isNever?: boolean;
}

/** As `ColumnLink`. */
export interface MentionLink {
  readonly column: string;
  readonly of: object;
  readonly ofColumn: string;
}

/** The tables of one FROM. */
export interface From {
  readonly tables: Mention[];
  /** Whether rows come from anything else as well: a query, a function, a name of WITH. */
  hasOthers: boolean;
}

/** What holds for one column holds for the other. */
export function linkIn({ tables }: From, one: Column, other: Column): void {
  const [a, more] = tables.filter(({ alias }) => alias === one.table);
  const [b, others] = tables.filter(({ alias }) => alias === other.table);
  if (a === undefined || b === undefined || more !== undefined || others !== undefined || a === b) return;
  a.links = [...a.links, { column: one.column, of: b, ofColumn: other.column }];
  b.links = [...b.links, { column: other.column, of: a, ofColumn: one.column }];
}

/** A column of the last of these, that of a query within the others, equals one of a table of theirs. */
function linkOut(froms: readonly From[], one: Column, other: Column): void {
  const own = froms.at(-1);
  const [a, more] = own?.tables.filter(({ alias }) => alias === one.table) ?? [];
  if (a === undefined || more !== undefined) return;
  for (const from of froms.toReversed()) {
    const [b, others] = from.tables.filter(({ alias }) => alias === other.table);
    if (b !== undefined && others === undefined && from !== own) {
      a.links = [...a.links, { column: one.column, of: b, ofColumn: other.column }];
    }
    // what has another name there may be the one that is meant
    if (b !== undefined || from.hasOthers) return;
  }
}

/**
 * What a condition pins of the tables of the last of these; in a query within the others a column alone may be one of theirs.
 * @param isNested whether there may be a query around it
 */
export function pinIn(froms: readonly From[], pins: readonly ColumnPin[], isNested: boolean): void {
  const from = froms.at(-1);
  if (from === undefined) return;
  for (const { table, column, values, how, equals, among, isNever } of pins) {
    if (isNever === true) {
      for (const mention of from.tables) mention.isNever = true;
      continue;
    }
    if (equals !== undefined) {
      linkIn(from, { table, column }, equals);
      linkOut(froms, { table, column }, equals);
      linkOut(froms, equals, { table, column });
      continue;
    }
    const named = from.tables.filter(({ alias }) => alias === table);
    const isOnly = table === '' && from.tables.length === 1 && !from.hasOthers;
    const mention = isOnly ? from.tables[0] : named.length === 1 ? named[0] : undefined;
    if (mention === undefined) continue;
    if (isOnly && isNested) {
      const keys = how === undefined && values.length > 0 ? pinValues(values) : null;
      if (keys !== null) mention.pins = [...mention.pins, { column, values: keys, isIfOwn: true }];
      continue;
    }
    if (among !== undefined) {
      mention.links = [...mention.links, { column, of: among.mention, ofColumn: among.column }];
      continue;
    }
    if (how !== undefined) {
      const [value] = boundValues(values, how);
      if (value !== undefined) mention.bounds = [...mention.bounds, { column, how, value }];
      continue;
    }
    const keys = pinValues(values);
    if (keys !== null) mention.pins = [...mention.pins, { column, values: keys }];
  }
}

/**
 * What an UPDATE's condition pins of columns that it gives constants: a row that is given what it has stays the row that it is.
 * @param given by column; null where that is no constant
 */
export function keepIn(
  { tables, hasOthers }: From,
  pins: readonly ColumnPin[],
  given: ReadonlyMap<string, readonly PinValue[] | null>,
): void {
  const [mention, other] = tables;
  if (mention === undefined || other !== undefined || hasOthers) return;
  for (const { column, values, how, equals, among } of pins) {
    if (how !== undefined || equals !== undefined || among !== undefined || values.length !== 1) continue;
    const [value] = pinValues(values) ?? [];
    const [to] = given.get(column) ?? [];
    if (value === undefined || to === undefined) continue;
    // of two constants it is known here whether they are one
    const areKnown = 'key' in value && 'key' in to;
    if (areKnown && value.key !== to.key) continue;
    mention.pins = [...mention.pins, { column, values: [value], ...(!areKnown && { given: to }) }];
  }
}

/** The column of the only table that a query gives. */
export function givenBy({ tables, hasOthers }: From, column: Column | null): QueryColumn | null {
  const [mention, more] = tables;
  if (column === null || mention === undefined || more !== undefined || hasOthers) return null;
  return column.table === '' || column.table === mention.alias ? { mention, column: column.column } : null;
}

/** Null where one of them has no key. */
export function pinValues(values: readonly Constant[]): readonly PinValue[] | null {
  const keys: PinValue[] = [];
  for (const value of values) {
    if (value.kind === 'parameter') keys.push({ parameter: value.parameter });
    else {
      const key = constantKey(value.content, value.kind);
      if (key === null) return null;
      keys.push(value.kind === 'string' ? { key, text: value.content } : { key });
    }
  }
  return keys;
}

function boundValues(values: readonly Constant[], how: Bound['how']): readonly PinValue[] {
  return values.flatMap((value) => {
    if (value.kind === 'parameter') return { parameter: value.parameter };
    const key = boundKey(value.content, how, value.kind);
    return key === null ? [] : { key };
  });
}
