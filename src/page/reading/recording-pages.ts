// Answers what the page asks of one recording. Opened when it is first asked, so that one that is not there yet is waited
// for, and anew where the file was replaced.

import { type Stats, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { RecentMap } from '../../core/recent-map.ts';
import { openRecording, type RecordingFileReader } from '../../store/reading/reader.ts';
import type { IdRange } from '../../store/reading/scan.ts';
import type { SealedOverview } from '../../store/reading/sealed-statistics.ts';
import { collectPage, exchangeOf } from '../collect.ts';
import type { PageExchange } from '../page-data.ts';
import { rowsOf } from '../page-rows.ts';
import { parseSort, type Sort } from '../sorting.ts';
import { type PagePacket, packetsOf } from './packets.ts';
import { matchOf, redactionOf } from './preview.ts';
import type {
  FindQuestion,
  FoundPage,
  PageDetail,
  PageFacets,
  PageMatch,
  PageOverview,
  PageReading,
  PageRedaction,
  PageShapes,
  PageStatement,
  PageTables,
  PlaceQuestion,
  QuestionName,
  Questions,
  RecordingState,
  SpanQuestion,
} from './questions.ts';
import { Facets, placeIn, Search, Sorting } from './search.ts';
import { OneStatement, Statements } from './statements.ts';

/** Rows that are told at once. */
const MOST_ROWS = 500;
/** Results of searches that are kept, and the characters of a filter. */
const MOST_SEARCHES = 8;
/** They are larger. */
const MOST_SORTINGS = 4;
const MOST_CHARACTERS = 2000;
const SPANS = 60;
const FEW = 6;
/** Exchanges on each side in which values are looked for. */
const AROUND = 100;
const MOST_IN_SPAN = 5000;
const MOST_SCOPES = 10_000;

/** One recording that is open, and what was found in it. */
class OpenRecording {
  readonly reader: RecordingFileReader;
  readonly version: number;
  readonly #searches = new RecentMap<string, Search>(MOST_SEARCHES);
  readonly #facets = new RecentMap<string, Facets>(MOST_SEARCHES);
  #users: ReadonlyMap<number, string> | null = null;
  readonly #sortings = new RecentMap<string, Sorting>(MOST_SORTINGS);
  readonly #statements: Statements;
  /** The one that is looked at. */
  #statement: OneStatement | null = null;
  #beganUs: number | null = null;
  #ids: IdRange | null = null;

  constructor(path: string, version: number) {
    this.reader = openRecording(path);
    this.#statements = new Statements(this.reader);
    this.version = version;
  }

  data({ maxExchanges, hasValues }: Questions['data']['ask']): Uint8Array {
    const data = collectPage(this.reader, { maxExchanges, hasValues, canAsk: true });
    return gzipSync(JSON.stringify(data), { level: 1 });
  }

  tail({ after, most }: Questions['tail']['ask']): readonly PageExchange[] {
    return [...this.reader.listExchanges({ after, limit: Math.min(most, MOST_ROWS) })].map((one) => this.#row(one));
  }

  async find({ q, sort, from, most }: FindQuestion): Promise<FoundPage> {
    const { version } = this;
    const limit = Math.min(most, MOST_ROWS);
    const sorting = parseSort(sort);
    if (q.trim() === '' && sorting === null) {
      const { first = 1, last = 0, count = 0 } = this.#range() ?? {};
      if (last - first + 1 === count) {
        const rows = this.tail({ after: first + from - 1, most: limit });
        return { total: count, rows, isDone: true, scanned: count, version };
      }
    }
    const search = await this.#search(q);
    const { isDone, scanned } = search;
    const ids = sorting === null ? search.ids : await this.#sorted(q, search, sorting);
    const rows = [...(ids ?? []).slice(from, from + limit)].flatMap((id) => this.#exchange(id));
    return { total: search.ids.length, rows, isDone: isDone && ids !== null, scanned, version };
  }

  /** What was found in another order; null while it is not known. */
  async #sorted(q: string, search: Search, sort: Sort): Promise<Uint32Array | null> {
    if (!search.isDone) return null;
    const key = `${sort.name} ${sort.isDescending} ${q}`;
    let sorting = this.#sortings.get(key);
    // more was recorded meanwhile
    if (sorting?.count !== search.ids.length) {
      sorting = new Sorting(search.ids, sort);
      this.#sortings.set(key, sorting);
    }
    await sorting.advance(this.reader);
    return sorting.ids;
  }

  async facets({ q }: Questions['facets']['ask']): Promise<PageFacets> {
    const { version } = this;
    let facets = this.#facets.get(q);
    if (facets === undefined) {
      const search = q.trim() === '' ? null : await this.#search(q);
      if (search?.isDone === false) return { counts: [], isDone: false, scanned: 0, version };
      facets = new Facets(search?.ids ?? null);
      this.#facets.set(q, facets);
    }
    await facets.advance(this.reader);
    const { counts, isDone, scanned } = facets;
    return { counts, isDone, scanned, version };
  }

  async place({ q, sort, id }: PlaceQuestion): Promise<number> {
    const sorting = parseSort(sort);
    if (q.trim() === '' && sorting === null) {
      const { first = 1, last = 0, count = 0 } = this.#range() ?? {};
      if (last - first + 1 === count) return id >= first && id <= last ? id - first : -1;
    }
    const search = await this.#search(q);
    if (sorting !== null) return (await this.#sorted(q, search, sorting))?.indexOf(id) ?? -1;
    const { ids } = search;
    const at = placeIn(ids, id);
    return ids[at] === id ? at : -1;
  }

  exchange({ id }: Questions['exchange']['ask']): Questions['exchange']['answer'] {
    const listed = this.reader.exchange(id);
    if (listed === null) return null;
    return { exchange: this.#row(listed), results: rowsOf(this.reader, listed) };
  }

  overview(): PageOverview {
    const exchanges = (ids: readonly number[]) => ids.slice(0, FEW).flatMap((id) => this.#exchange(id));
    const sealed = this.reader.sealed.overview();
    if (sealed !== null) {
      const { density, slowest, failed } = sealed;
      return { density: spansOf(sealed, density), slowest: exchanges(slowest), failed: exchanges(failed) };
    }
    const { firstAtUs, lastAtUs } = this.reader.summary();
    const width = Math.max(1, ((lastAtUs ?? 0) - (firstAtUs ?? 0) + 1) / SPANS);
    return {
      density: this.reader.scans.histogram(firstAtUs ?? 0, width, SPANS),
      slowest: exchanges(this.reader.scans.slowestIds(FEW)),
      failed: exchanges(this.reader.scans.failedIds(FEW)),
    };
  }

  async statements(): Promise<PageShapes> {
    return { ...(await this.#statements.count()), version: this.version };
  }

  async statement({ id }: Questions['statement']['ask']): Promise<PageStatement | null> {
    const sql = this.reader.exchange(id)?.sql;
    if (sql == null) return null;
    if (this.#statement?.id !== id) this.#statement = new OneStatement(this.reader, id, sql);
    const { ids, ...counted } = await this.#statement.count();
    return { ...counted, exchanges: ids.flatMap((one) => this.#exchange(one)), version: this.version };
  }

  packets({ id }: Questions['packets']['ask']): readonly PagePacket[] {
    const listed = this.reader.exchange(id);
    return listed === null ? [] : packetsOf(this.reader, listed);
  }

  around({ id }: Questions['around']['ask']): readonly PageDetail[] {
    const after = Math.max(0, id - AROUND - 1);
    return [...this.reader.listExchanges({ after, limit: 2 * AROUND + 1 })].map((listed) => ({
      exchange: this.#row(listed),
      results: rowsOf(this.reader, listed),
    }));
  }

  span({ fromUs, toUs, most }: SpanQuestion): readonly PageExchange[] {
    const began = this.#began();
    const ids = this.reader.scans.idsBetween(began + fromUs, began + toUs, Math.min(most, MOST_IN_SPAN));
    return ids.flatMap((id) => this.#exchange(id));
  }

  schema(): PageTables {
    return {
      tables: this.reader.tables().map(({ schema, table, definition }) => ({ schema, table, definition })),
      scopes: this.reader.scopeNames().slice(0, MOST_SCOPES),
    };
  }

  match({ sql, scope }: Questions['match']['ask']): PageMatch {
    return matchOf(this.reader, String(sql), String(scope));
  }

  async redact({ rules }: Questions['redact']['ask']): Promise<PageRedaction> {
    return await redactionOf(this.reader, String(rules));
  }

  close(): void {
    this.reader.close();
  }

  async #search(q: string): Promise<Search> {
    const filter = q.slice(0, MOST_CHARACTERS + 1);
    let search = this.#searches.get(filter);
    if (search === undefined) {
      search = new Search(filter, { users: () => this.#usersOf(), beganUs: this.#began() });
      this.#searches.set(filter, search);
    }
    await search.advance(this.reader);
    return search;
  }

  #usersOf(): ReadonlyMap<number, string> {
    this.#users ??= new Map(this.reader.sessions().map(({ id, facts }) => [id, facts.user]));
    return this.#users;
  }

  #exchange(id: number): PageExchange[] {
    const listed = this.reader.exchange(id);
    return listed === null ? [] : [this.#row(listed)];
  }

  #row(listed: Parameters<typeof exchangeOf>[0]): PageExchange {
    return exchangeOf(listed, this.#began(), null);
  }

  /** Counting takes a tenth of a second for a million; only what is being written has more of them later. */
  #range(): IdRange | null {
    if (this.reader.preparation === 'live') return this.reader.scans.range();
    this.#ids ??= this.reader.scans.range();
    return this.#ids;
  }

  #began(): number {
    this.#beganUs ??= this.reader.exchange(this.reader.scans.range()?.first ?? 0)?.startedAtUs ?? 0;
    return this.#beganUs;
  }
}

/** Spans of the recording's own length, from those of the same length that it was counted in. */
function spansOf({ firstAtUs, lastAtUs }: SealedOverview, { fromUs, widthUs, counts }: SealedOverview['density']) {
  const spans = new Array<number>(SPANS).fill(0);
  const width = Math.max(1, (lastAtUs - firstAtUs + 1) / SPANS);
  counts.forEach((count, at) => {
    const span = Math.floor((fromUs + (at + 0.5) * widthUs - firstAtUs) / width);
    const index = Math.min(SPANS - 1, Math.max(0, span));
    spans[index] = (spans[index] ?? 0) + count;
  });
  return spans;
}

type Answers = {
  readonly [Name in QuestionName]: (
    question: Questions[Name]['ask'],
  ) => Questions[Name]['answer'] | Promise<Questions[Name]['answer']>;
};

export class RecordingPages implements PageReading {
  readonly #path: string;
  #open: OpenRecording | null = null;
  /** Which file was opened. */
  #file = '';
  state: RecordingState = { version: 0, isGone: false };

  constructor(path: string) {
    this.#path = path;
  }

  async ask<Name extends QuestionName>(
    name: Name,
    question: Questions[Name]['ask'],
  ): Promise<Questions[Name]['answer']> {
    const answers: Answers = this.#opened();
    return await answers[name](question);
  }

  async close(): Promise<void> {
    this.#open?.close();
    this.#open = null;
  }

  /** A file that was replaced is another recording; one that was removed is read on. */
  #opened(): OpenRecording {
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    const isLive = this.#open?.reader.preparation === 'live';
    const isReplaced = stat !== undefined && this.#file !== fileOf(stat, isLive);
    if (this.#open !== null && isReplaced) {
      this.#open.close();
      this.#open = null;
    }
    const { version } = this.state;
    if (this.#open === null) {
      this.#open = new OpenRecording(this.#path, version + 1);
      this.#file = stat === undefined ? '' : fileOf(stat, this.#open.reader.preparation === 'live');
    }
    this.state = { version: this.#open.version, isGone: stat === undefined };
    return this.#open;
  }
}

/** One that is being written stays itself while it grows; one that was written over in its place has another time. */
function fileOf({ dev, ino, size, mtimeMs }: Stats, isLive: boolean): string {
  return [dev, ino, ...(isLive ? [] : [size, mtimeMs])].join(' ');
}
