// One write to a table, and what it comes to where the table is as it is.

import type { MadeIndex, PinnedRows, WriteEffect } from '../core/data-use.ts';
import { chainFrom, type Link } from './chain.ts';
import { type Definition, redefined } from './made-index.ts';
import { mix } from './mix.ts';

/** As the recording, or a scope of it, found the table. */
export const INITIAL = 0;
export const EMPTY = 1;
export const DROPPED = 2;
export const THERE = 3;

export interface TableLink extends Link {
  readonly effect: WriteEffect;
  readonly pins: readonly PinnedRows[];
  readonly mixes: readonly string[] | 'all';
  readonly index?: MadeIndex | undefined;
  readonly kind?: 'table' | 'view' | undefined;
  /** It has made what was not there at the beginning. */
  readonly isFirst?: boolean;
}

/** One that is there already is not made: null. */
export function effectOn({ base, indexes }: Definition, link: TableLink): TableLink | null {
  const { effect } = link;
  if (effect !== 'create absent' && effect !== 'keep') return link;
  if (indexes !== undefined) return null;
  const isAbsent = base === DROPPED || (effect === 'create absent' && base === INITIAL);
  return isAbsent ? { ...link, effect: 'create', isFirst: effect === 'create absent' && base === INITIAL } : null;
}

export function defined(definition: Definition, link: TableLink): Definition {
  const next = changed(definition, link);
  if (next === definition) return next;
  const wasAbsent = definition.wasAbsent === true || link.isFirst === true;
  const kind = link.effect === 'create' ? link.kind : link.effect === 'define' ? definition.kind : undefined;
  return { ...next, ...(wasAbsent && { wasAbsent }), ...(kind !== undefined && { kind }) };
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

/** The version of a table of which nothing counts but that it is not there, or is there. */
export function existenceVersion(isThere: boolean): number {
  return mix(THERE, isThere ? THERE : DROPPED);
}
