// One write to a table, and what it comes to where the table is as it is.

import type {
  Beginning,
  MadeIndex,
  ObjectKind,
  PinnedRows,
  RowCount,
  TableUse,
  WriteEffect,
  WrittenValues,
} from '../../core/data-use.ts';
import { chainFrom, type Link, versionOf } from '../history/chain.ts';
import { mix } from '../history/mix.ts';
import type { Moment } from '../history/timed.ts';
import { type Definition, redefined } from '../use/made-index.ts';

/** As the recording, or a scope of it, found the table. */
export const INITIAL = 0;
export const EMPTY = 1;
export const DROPPED = 2;
export const THERE = 3;
export const OTHER = 6;

export interface TableLink extends Link {
  readonly effect: WriteEffect;
  readonly pins: readonly PinnedRows[];
  readonly mixes: readonly string[] | 'all';
  readonly index?: MadeIndex | undefined;
  readonly kind?: ObjectKind | undefined;
  readonly shown?: string | undefined;
  readonly begins?: Beginning | undefined;
  readonly isUnsure?: boolean | undefined;
  readonly fills?: boolean | undefined;
  readonly isAnew?: boolean | undefined;
  readonly leavesNothing?: boolean | undefined;
  readonly count?: RowCount | undefined;
  /** Columns with whose constants no row was there before, though others may come. */
  readonly first?: readonly string[] | undefined;
  /** The column of whose pin it leaves no row. */
  readonly clears?: string | undefined;
  /** There was none. */
  readonly isNone?: boolean;
  /** What all rows have together that it throws away, and no other. */
  readonly gone?: readonly WrittenValues[] | undefined;
  /** Where it came with a commit: when it was asked. */
  readonly askedAt?: Moment | undefined;
  /** It has made what was not there at the beginning. */
  readonly isFirst?: boolean;
}

/** One that is there already is not made, and what is something else is not dropped: null. */
export function effectOn(definition: Definition, link: TableLink): TableLink | null {
  const { base, indexes } = definition;
  const { effect } = link;
  if (effect === 'drop' && link.kind !== undefined) {
    const kind = kindOf(definition, link.begins);
    if (kind === 'unknown' && link.isUnsure === true) return { ...link, effect: 'define', kind: undefined };
    return kind === 'unknown' || kind === null || kind === link.kind ? link : null;
  }
  // OPTIMIZE of what is not there makes nothing
  if (effect === 'define' && link.isUnsure !== true && base === DROPPED && indexes === undefined) return null;
  if (effect !== 'create absent' && effect !== 'keep') return link;
  if (indexes !== undefined) return null;
  const isFirst =
    base === INITIAL && (link.begins === undefined ? effect === 'create absent' : link.begins === 'absent');
  const isAbsent = base === DROPPED || isFirst || (effect === 'create absent' && definition.isUnsure === true);
  return isAbsent ? { ...link, effect: 'create', isFirst } : null;
}

export function defined(definition: Definition, link: TableLink): Definition {
  const next = changed(definition, link);
  if (next === definition) return next;
  const isSpared = link.effect === 'drop' && link.begins === 'absent' && definition.base === INITIAL;
  const wasAbsent = definition.wasAbsent === true || link.isFirst === true || isSpared;
  const kind =
    link.effect === 'create' ? link.kind : link.effect === 'define' ? (definition.kind ?? link.kind) : undefined;
  const shown = link.effect === 'create' ? link.shown : link.effect === 'define' ? definition.shown : undefined;
  const isUnsure = link.effect === 'define' && (link.isUnsure === true || definition.isUnsure === true);
  return {
    ...next,
    ...(wasAbsent && { wasAbsent }),
    ...(link.effect === 'drop' && link.leavesNothing === true && { isAsNever: true }),
    ...(kind !== undefined && { kind }),
    ...(shown !== undefined && { shown }),
    ...(isUnsure && { isUnsure }),
  };
}

function changed(definition: Definition, link: TableLink): Definition {
  switch (link.effect) {
    case 'create':
      return chainFrom(mix(THERE, link.id), link.exchange);
    case 'drop':
      return chainFrom(DROPPED, link.exchange);
    case 'define':
      return redefined(definition, link, link.index);
    default:
      return definition;
  }
}

export function forgets({ effect }: TableLink): boolean {
  return effect === 'empty' || effect === 'create' || effect === 'drop';
}

/** Whether a table is there, for certain, which has no row. */
export function isEmptied({ effect, fills, isUnsure }: TableLink): boolean {
  return (effect === 'empty' || effect === 'create') && fills !== true && isUnsure !== true;
}

/** What stands under the name; null where nothing does, or nobody knows of the beginning. */
function kindOf(
  { base, indexes, kind, isUnsure }: Definition,
  begins: Beginning | undefined,
): ObjectKind | 'unknown' | null {
  if (isUnsure === true) return 'unknown';
  if (indexes !== undefined) return 'table';
  if (base === DROPPED) return null;
  if (base === INITIAL) return begins === undefined || begins === 'absent' ? null : begins;
  return kind ?? 'unknown';
}

/** The version of a definition of which nothing counts but whether it is something else than this. */
export function otherVersion(
  definition: Definition,
  { otherThan, begins }: Pick<TableUse, 'otherThan' | 'begins'>,
): number {
  const kind = kindOf(definition, begins);
  if (kind === 'unknown') return versionOf(definition);
  return kind === null || kind === otherThan ? 0 : OTHER;
}

/** Whether it was dropped, and nothing made it since. */
export function isGone({ base, indexes }: Definition): boolean {
  return base === DROPPED && indexes === undefined;
}

/** What the version of a table is made of where nothing counts but whether it is there. */
export function existenceOf(definition: Definition, begins?: Beginning): number {
  const { base, indexes, isUnsure } = definition;
  if (isUnsure === true) return versionOf(definition);
  if (indexes !== undefined) return THERE;
  // what was not there at the beginning is as what was dropped, and a database that was as one that was made
  if (base === INITIAL && begins !== undefined) return begins === 'absent' ? DROPPED : THERE;
  return base === INITIAL || base === DROPPED ? base : THERE;
}
