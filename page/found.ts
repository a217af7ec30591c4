// The exchanges that the filter finds: of a page that has them all, at once; of one that asks, as they are needed.

import { computed, effect } from '@preact/signals';
import { type FilterSubject, parseFilter } from '../src/page/filter.ts';
import type { Filtered } from '../src/page/filter-fields.ts';
import type { PageExchange } from '../src/page/page-data.ts';
import type { PageDetail } from '../src/page/reading/questions.ts';
import { orderOf, parseSort, sortKeys } from '../src/page/sorting.ts';
import { ask } from './api.ts';
import { grown, live, upTo } from './live.ts';
import { Remote } from './remote.ts';
import { data, filterText, isPlayed, misses, route } from './state.ts';

export interface Found {
  readonly count: number;
  /** Of how many; what was looked through so far. */
  readonly scanned: number;
  readonly isDone: boolean;
  /** Undefined where it is not there yet: it is asked for. */
  at(index: number): PageExchange | undefined;
  /** -1 where it is none of them, or where that is not known yet. */
  indexOf(id: number): number;
}

/** Whether it is known what was played: to a page that has all exchanges. */
export const isReplayed = computed(
  () => data.value?.replay != null || (live.value?.mode === 'replay' && !isRemote.value),
);
const subject = computed<FilterSubject>(() => ({
  beganUs: Date.parse(data.value?.recordedAt ?? '') * 1000 || 0,
  isReplayed: isReplayed.value,
}));
const parsed = computed(() => parseFilter(filterText.value, subject.value));
export const mistake = computed(() => (parsed.value.ok ? null : parsed.value.mistake));

export const isRemote = computed(() => data.value !== null && (!data.value.isWhole || upTo.value !== null));
const users = computed(() => new Map(data.value?.sessions.map(({ id, user }) => [id, user])));
const missed = computed(() => new Set(misses.value.map(({ miss }) => miss.nearest?.exchange ?? 0)));
const byId = computed(() => new Map(data.value?.exchanges.map((exchange) => [exchange.id, exchange])));

let lastGood = '';
/** What is looked for: while something with a mistake stands in the box, what stood there before. */
export const goodFilter = computed(() => {
  if (parsed.value.ok) lastGood = filterText.value;
  return lastGood;
});
const good = computed(() => parseFilter(goodFilter.value, subject.value));

/** As the address has it; empty for the order of the recording. */
const sorted = computed(() => {
  const text = route.value.query.get('sort');
  return parseSort(text) === null ? '' : (text ?? '');
});

/** Those that the filter finds. */
export const found = computed<Found>(() => {
  const filter = good.value;
  if (!filter.ok) return new Whole([]);
  if (isRemote.value) {
    remote.version.value;
    const { count, scanned, isDone } = remote;
    return { count, scanned, isDone, at: (index) => remote.at(index), indexOf: (id) => remote.indexOf(id) };
  }
  const all = data.value?.exchanges ?? [];
  if (goodFilter.value.trim() === '') return new Whole(inOrder(all));
  const filtered = (exchange: PageExchange): Filtered => ({
    ...exchange,
    user: users.value.get(exchange.session) ?? '',
    played: isPlayed(exchange),
    missed: missed.value.has(exchange.id),
  });
  return new Whole(inOrder(all.filter((exchange) => filter.matches(filtered(exchange)))));
});

function inOrder(exchanges: readonly PageExchange[]): readonly PageExchange[] {
  const sort = parseSort(sorted.value);
  if (sort === null) return exchanges;
  const order = orderOf(sortKeys(exchanges, sort.name), sort.isDescending);
  return Array.from(order, (place) => exchanges[place]).filter((one) => one !== undefined);
}

export class Whole implements Found {
  readonly exchanges: readonly PageExchange[];
  readonly isDone = true;

  constructor(exchanges: readonly PageExchange[]) {
    this.exchanges = exchanges;
  }

  get count(): number {
    return this.exchanges.length;
  }

  get scanned(): number {
    return data.value?.exchanges.length ?? 0;
  }

  at(index: number): PageExchange | undefined {
    return this.exchanges[index];
  }

  indexOf(id: number): number {
    return this.exchanges.findIndex((exchange) => exchange.id === id);
  }
}

export const remote = new Remote();

effect(() => {
  // what was recorded meanwhile is found as well
  grown.value;
  if (isRemote.value) remote.search(goodFilter.value, sorted.value);
});

export function exchangeOf(id: number): PageExchange | undefined {
  const known = byId.value.get(id);
  if (known !== undefined || !isRemote.value) return known;
  remote.version.value;
  const seen = remote.exchange(id);
  if (seen === undefined) void detailOf(id);
  return seen;
}

const details = new Map<number, Promise<PageDetail | null>>();
const MOST_DETAILS = 100;

export function detailOf(id: number): Promise<PageDetail | null> {
  const known = details.get(id);
  if (known !== undefined) return known;
  if (details.size >= MOST_DETAILS) details.clear();
  const asked = ask('exchange', { id }).then(
    (detail) => {
      if (detail !== null && isRemote.value) remote.note(detail.exchange);
      return detail;
    },
    () => null,
  );
  details.set(id, asked);
  return asked;
}
