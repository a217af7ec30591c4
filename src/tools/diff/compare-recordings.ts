// What two recordings differ in: exchanges that are there on one side only, answered otherwise, or asked at another time.
// What was asked in the same order is compared one by one, the rest the n-th time with the n-th time.

import type { ActiveRule } from '../../replay/volatile/values/volatile-rules.ts';
import { shapeOf } from '../../sql/statement-shape.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { isOfX } from '../history/is-of-x.ts';
import { resultsOf } from '../history/results.ts';
import { xResultsOf } from '../history/x-results.ts';
import { align, type Pair } from './align.ts';
import { AskedKeys, AskedList } from './asked-list.ts';
import { type Change, COMPARED_ROWS, compareResults, typeOf } from './compare-results.ts';
import { compareXResults } from './compare-x-results.ts';
import { FreshPairs } from './fresh-pairs.ts';

/** How often what is known of values may lead to more of them. */
const FRESH_ROUNDS = 3;

/** One exchange, as far as a person needs it to find it again. */
export interface Side {
  readonly exchange: number;
  readonly session: number;
  readonly command: string;
  readonly statement: string | null;
  readonly parameters: string | null;
  readonly database: string;
  readonly scope: string;
  /** Until its last byte. */
  readonly tookUs: number;
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

export interface CompareOptions {
  /** Values that differ at every run, beside those that look so. */
  readonly rules?: readonly ActiveRule[];
  /** Whether such values count as differences. */
  readonly isFreshShown?: boolean;
  /** Told how many exchanges differ in such values alone, where they are left out. */
  readonly onLeftOut?: (exchanges: number) => void;
}

/** In the order of the second recording, what is gone where it stood. */
export function compareRecordings(
  a: RecordingFileReader,
  b: RecordingFileReader,
  { rules = [], isFreshShown = false, onLeftOut }: CompareOptions = {},
): Difference[] {
  const keys = new AskedKeys();
  const fresh = isFreshShown ? null : new FreshPairs(a, b, rules);
  const comparison = new Comparison(a, b, new AskedList(a, keys), new AskedList(b, keys), fresh);
  const differences = comparison.differences();
  onLeftOut?.(comparison.leftOut);
  return differences;
}

class Comparison {
  readonly #a: RecordingFileReader;
  readonly #b: RecordingFileReader;
  readonly #left: AskedList;
  readonly #right: AskedList;
  readonly #fresh: FreshPairs | null;
  /** Exchanges that differ in fresh values alone. */
  leftOut = 0;
  readonly #found: { readonly place: number; readonly difference: Difference }[] = [];

  constructor(
    a: RecordingFileReader,
    b: RecordingFileReader,
    left: AskedList,
    right: AskedList,
    fresh: FreshPairs | null,
  ) {
    this.#fresh = fresh;
    this.#a = a;
    this.#b = b;
    this.#left = left;
    this.#right = right;
  }

  differences(): Difference[] {
    const { pairs, left, right } = align(this.#left.keys, this.#right.keys);
    const moved = pairBy(
      (place) => this.#left.keys[place],
      left,
      (place) => this.#right.keys[place],
      right,
    );
    const anew = this.#pairFresh(takeFrom(left, right, moved));
    const [gone, added] = takeFrom(left, right, [...moved, ...anew]);
    const asked = pairBy(
      (place) => shapeKey(this.#from(place)),
      gone,
      (place) => shapeKey(this.#to(place)),
      added,
    );
    const [onlyFrom, onlyTo] = takeFrom(gone, added, asked);
    for (const place of onlyFrom) this.#note(place, { kind: 'gone', from: sideOf(this.#from(place)) });
    for (const place of onlyTo) this.#note(place, { kind: 'added', to: sideOf(this.#to(place)) });
    for (const pair of asked) this.#note(pair[1], { kind: 'asked', ...this.#sides(pair) });
    for (const pair of anew) if (!this.#compare(pair)) this.leftOut++;
    for (const pair of pairs) this.#compare(pair);
    for (const pair of moved) {
      this.#compare(pair);
      this.#note(pair[1], { kind: 'moved', ...this.#sides(pair) });
    }
    return this.#found.sort((one, other) => one.place - other.place).map(({ difference }) => difference);
  }

  /**
   * The n-th with the n-th that differs from it in nothing but fresh values. A second time with what is known by then: what
   * was stored under one name is read under it.
   */
  #pairFresh([left, right]: readonly [readonly number[], readonly number[]]): Pair[] {
    const fresh = this.#fresh;
    if (fresh === null || left.length === 0 || right.length === 0) return [];
    const pairs: Pair[] = [];
    for (let round = 0; round < FRESH_ROUNDS; round++) {
      const [gone, added] = takeFrom(left, right, pairs);
      const found = pairBy(
        (place) => fresh.keyOf('from', this.#from(place)) ?? Symbol(),
        gone,
        (place) => fresh.keyOf('to', this.#to(place)) ?? Symbol(),
        added,
      );
      for (const [from, to] of found) fresh.bind(this.#from(from), this.#to(to));
      pairs.push(...found);
      if (found.length === 0) break;
    }
    return pairs;
  }

  /** What has the same answer, which is most, is never read. @returns whether something has changed */
  #compare(pair: Pair): boolean {
    const [from, to] = pair;
    const isSame = this.#left.answers[from] === this.#right.answers[to];
    if (isSame && this.#left.gaps[from] === this.#right.gaps[to]) return false;
    const changes = this.#changes(this.#from(from), this.#to(to), isSame);
    if (changes.length > 0) this.#note(to, { kind: 'changed', ...this.#sides(pair), changes });
    return changes.length > 0;
  }

  #changes(from: ListedExchange, to: ListedExchange, isSame: boolean): Change[] {
    const gaps: Change[] =
      from.gap === to.gap ? [] : [{ kind: 'fact', name: 'gap', from: from.gap ?? 'none', to: to.gap ?? 'none' }];
    return isSame ? gaps : [...gaps, ...this.#answerChanges(from, to)];
  }

  #answerChanges(from: ListedExchange, to: ListedExchange): Change[] {
    const [a, b] = [this.#a, this.#b];
    const fresh = this.#fresh;
    const key = fresh?.cellKey(from, to);
    const changes = isOfX(from)
      ? compareXResults(xResultsOf(a, from, COMPARED_ROWS), xResultsOf(b, to, COMPARED_ROWS), key)
      : compareResults(resultsOf(a, from, COMPARED_ROWS), resultsOf(b, to, COMPARED_ROWS), typeOf, key);
    if (fresh === null) return changes;
    return changes.filter((change) => {
      const isText = change.kind === 'outcome' || change.kind === 'fact';
      return !isText || fresh.carried(change.from) !== change.to;
    });
  }

  #from(place: number): ListedExchange {
    return this.#left.at(place);
  }

  #to(place: number): ListedExchange {
    return this.#right.at(place);
  }

  #sides([from, to]: Pair): { readonly from: Side; readonly to: Side } {
    return { from: sideOf(this.#from(from)), to: sideOf(this.#to(to)) };
  }

  #note(place: number, difference: Difference): void {
    this.#found.push({ place, difference });
  }
}

/** The places of both sides that no pair has taken. */
function takeFrom(
  left: readonly number[],
  right: readonly number[],
  pairs: readonly Pair[],
): readonly [readonly number[], readonly number[]] {
  const [taken, takenThere] = [pairs.map(([from]) => from), pairs.map(([, to]) => to)];
  return [without(left, taken), without(right, takenThere)];
}

function without(places: readonly number[], taken: readonly number[]): readonly number[] {
  if (taken.length === 0) return places;
  const gone = new Set(taken);
  return places.filter((place) => !gone.has(place));
}

/** The n-th of a key on one side with the n-th on the other. */
function pairBy<Key>(
  leftKey: (place: number) => Key,
  left: readonly number[],
  rightKey: (place: number) => Key,
  right: readonly number[],
): Pair[] {
  const waiting = new Map<Key, number[]>();
  for (const place of right) {
    const key = rightKey(place);
    const list = waiting.get(key);
    if (list === undefined) waiting.set(key, [place]);
    else list.push(place);
  }
  for (const list of waiting.values()) list.reverse();
  return left.flatMap((from) => {
    const to = waiting.get(leftKey(from))?.pop();
    return to === undefined ? [] : [[from, to] as const];
  });
}

/** A statement but for its values. */
function shapeKey({ command, sql, database, scope }: ListedExchange): string {
  return JSON.stringify([command, sql === null ? null : shapeOf(sql), database, scope]);
}

function sideOf({ id, session, command, sql, parameters, database, scope, lastByteUs }: ListedExchange): Side {
  return { exchange: id, session, command, statement: sql, parameters, database, scope, tookUs: lastByteUs };
}
