// Which differences somebody has seen: kept in the browser, by what they say, so that the next page of the same knows them.

import { signal } from '@preact/signals';
import type { PageChange } from '../src/page/page-data.ts';
import { store, stored } from './stored.ts';

const NAME = 'seen';
/** The oldest are forgotten. */
const MOST = 5000;

const marks = signal<readonly string[]>((stored(NAME) ?? '').split(' ').filter((mark) => mark !== ''));

export function isSeen(change: PageChange): boolean {
  return marks.value.includes(markOf(change));
}

export function seenAmong(changes: readonly PageChange[]): number {
  const known = new Set(marks.value);
  return changes.filter((change) => known.has(markOf(change))).length;
}

export function toggleSeen(change: PageChange): void {
  const mark = markOf(change);
  const others = marks.value.filter((each) => each !== mark);
  marks.value = others.length < marks.value.length ? others : [...others, mark].slice(-MOST);
  store(NAME, marks.value.join(' '));
}

const known = new WeakMap<PageChange, string>();

/** FNV-1a of 32 bits: two that are taken for one cost a look more. */
function markOf(change: PageChange): string {
  let mark = known.get(change);
  if (mark !== undefined) return mark;
  let hash = 0x811c9dc5;
  for (const unit of [change.kind, change.title, ...change.lines, JSON.stringify(change.cells ?? [])].join('\n')) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
  }
  mark = (hash >>> 0).toString(36);
  known.set(change, mark);
  return mark;
}
