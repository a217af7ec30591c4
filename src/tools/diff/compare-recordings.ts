// What two recordings differ in: exchanges that are there on one side only, answered otherwise, or asked at another time.
// What was asked in the same order is compared one by one, the rest the n-th time with the n-th time.

import { diffArrays } from 'diff';
import { shapeOf } from '../../sql/statement-shape.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { isOfX } from '../history/is-of-x.ts';
import { resultsOf } from '../history/results.ts';
import { xResultsOf } from '../history/x-results.ts';
import { type Change, COMPARED_ROWS, compareResults } from './compare-results.ts';
import { compareXResults } from './compare-x-results.ts';

/** One exchange, as far as a person needs it to find it again. */
export interface Side {
  readonly exchange: number;
  readonly session: number;
  readonly command: string;
  readonly statement: string | null;
  readonly parameters: string | null;
  readonly database: string;
  readonly scope: string;
}

export type Difference =
  | { readonly kind: 'added'; readonly to: Side }
  | { readonly kind: 'gone'; readonly from: Side }
  /** Answered otherwise. */
  | { readonly kind: 'changed'; readonly from: Side; readonly to: Side; readonly changes: readonly Change[] }
  /** Another statement or other parameters in the same place: one side's is gone, the other's new. */
  | { readonly kind: 'asked'; readonly from: Side; readonly to: Side }
  /** Asked in another order. */
  | { readonly kind: 'moved'; readonly from: Side; readonly to: Side };

interface Item {
  readonly exchange: ListedExchange;
  /** Place among those of its recording that are matched. */
  readonly place: number;
}

interface Pair {
  readonly from: Item;
  readonly to: Item;
}

/** In the order of the second recording, what is gone where it stood. */
export function compareRecordings(a: RecordingFileReader, b: RecordingFileReader): Difference[] {
  const left = itemsOf(a);
  const right = itemsOf(b);
  const { pairs, moved, gone, added } = pairUp(left, right);
  const asked = pairBy(shapeKey, gone, added);
  const taken = new Set(asked.flatMap(({ from, to }) => [from, to]));
  const isMoved = new Set(moved);
  const differences: { readonly place: number; readonly difference: Difference }[] = [];
  for (const item of gone) {
    if (!taken.has(item)) differences.push({ place: item.place, difference: { kind: 'gone', from: sideOf(item) } });
  }
  for (const item of added) {
    if (!taken.has(item)) differences.push({ place: item.place, difference: { kind: 'added', to: sideOf(item) } });
  }
  for (const { from, to } of asked) {
    const difference = { kind: 'asked' as const, from: sideOf(from), to: sideOf(to) };
    differences.push({ place: to.place, difference });
  }
  for (const pair of [...pairs, ...moved]) {
    const sides = { from: sideOf(pair.from), to: sideOf(pair.to) };
    const changes = changesOf(a, b, pair);
    if (changes.length > 0)
      differences.push({ place: pair.to.place, difference: { kind: 'changed', ...sides, changes } });
    if (isMoved.has(pair)) differences.push({ place: pair.to.place, difference: { kind: 'moved', ...sides } });
  }
  return differences.sort((one, other) => one.place - other.place).map(({ difference }) => difference);
}

/** Session by session: how sessions that worked at the same time were interleaved is no difference. */
function itemsOf(reader: RecordingFileReader): Item[] {
  const items: Item[] = [];
  for (const { id } of reader.listSessions()) {
    for (const exchange of reader.listExchanges({ session: id })) {
      if (exchange.fingerprint !== null) items.push({ exchange, place: items.length });
    }
  }
  return items;
}

interface Pairing {
  readonly pairs: readonly Pair[];
  /** The same command, but not in the same order. */
  readonly moved: readonly Pair[];
  readonly gone: readonly Item[];
  readonly added: readonly Item[];
}

/** First what stands in the same order on both sides, as many as there are; then the n-th time with the n-th time. */
function pairUp(left: readonly Item[], right: readonly Item[]): Pairing {
  const pairs: Pair[] = [];
  // two recordings that have next to nothing in common are not worth the time that the best alignment takes
  const parts = diffArrays(left.map(keyOf), right.map(keyOf), { timeout: ALIGN_MS });
  const restLeft: Item[] = parts === undefined ? [...left] : [];
  const restRight: Item[] = parts === undefined ? [...right] : [];
  let [at, bt] = [0, 0];
  for (const { added, removed, value } of parts ?? []) {
    const { length } = value;
    if (removed) restLeft.push(...left.slice(at, at + length));
    else if (added) restRight.push(...right.slice(bt, bt + length));
    else for (let n = 0; n < length; n++) pairs.push({ from: left[at + n] as Item, to: right[bt + n] as Item });
    if (!added) at += length;
    if (!removed) bt += length;
  }
  const moved = pairBy(keyOf, restLeft, restRight);
  const taken = new Set(moved.flatMap(({ from, to }) => [from, to]));
  const isLeft = (item: Item) => !taken.has(item);
  return { pairs, moved, gone: restLeft.filter(isLeft), added: restRight.filter(isLeft) };
}

const ALIGN_MS = 5000;

function keyOf({ exchange }: Item): string {
  return `${exchange.fingerprint} ${exchange.scope}`;
}

/** The n-th of a key on one side with the n-th on the other. */
function pairBy(key: (item: Item) => string, left: readonly Item[], right: readonly Item[]): Pair[] {
  const waiting = new Map<string, Item[]>();
  for (const item of right) {
    const list = waiting.get(key(item));
    if (list === undefined) waiting.set(key(item), [item]);
    else list.push(item);
  }
  for (const list of waiting.values()) list.reverse();
  return left.flatMap((from) => {
    const to = waiting.get(key(from))?.pop();
    return to === undefined ? [] : [{ from, to }];
  });
}

/** A statement but for its values. */
function shapeKey({ exchange: { command, sql, database, scope } }: Item): string {
  return JSON.stringify([command, sql === null ? null : shapeOf(sql), database, scope]);
}

function changesOf(a: RecordingFileReader, b: RecordingFileReader, { from, to }: Pair): Change[] {
  const gaps: Change[] =
    from.exchange.gap === to.exchange.gap
      ? []
      : [{ kind: 'fact', name: 'gap', from: from.exchange.gap ?? 'none', to: to.exchange.gap ?? 'none' }];
  if (isSameAnswer(a, b, from, to)) return gaps;
  return [...gaps, ...answerChanges(a, b, from.exchange, to.exchange)];
}

function answerChanges(
  a: RecordingFileReader,
  b: RecordingFileReader,
  from: ListedExchange,
  to: ListedExchange,
): Change[] {
  if (isOfX(from)) return compareXResults(xResultsOf(a, from, COMPARED_ROWS), xResultsOf(b, to, COMPARED_ROWS));
  return compareResults(resultsOf(a, from, COMPARED_ROWS), resultsOf(b, to, COMPARED_ROWS));
}

function isSameAnswer(a: RecordingFileReader, b: RecordingFileReader, from: Item, to: Item): boolean {
  const [left, right] = [from.exchange.responseId, to.exchange.responseId];
  if (left === null || right === null) return left === right;
  const [one, other] = [a.response(left), b.response(right)];
  if (one.bytes !== other.bytes || one.encoding !== other.encoding || one.whole === null) return false;
  return other.whole !== null && one.whole.equals(other.whole);
}

function sideOf({ exchange }: Item): Side {
  const { id, session, command, sql, parameters, database, scope } = exchange;
  return { exchange: id, session, command, statement: sql, parameters, database, scope };
}
