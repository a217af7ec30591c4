// The data of the page: a recording, and what a replay, a verify or a diff found. Bounded: what matters to a miss comes
// first, then exchanges and rows up to their limits; what was left out is said.

import type { ReplayReport } from '../serve/replay-report.ts';
import type { ListedExchange } from '../store/reading/listing.ts';
import type { RecordingFileReader } from '../store/reading/reader.ts';
import { CHECK_KEY } from '../store/schema.ts';
import { collectStats } from '../tools/stats/collect.ts';
import { version } from '../version.ts';
import { cutText, cutWithin } from './cut.ts';
import { leftOut } from './left-out.ts';
import { statementWithoutValues, withoutValues } from './no-values.ts';
import { MAX_DATA_BYTES, PageBudget, type PagePart } from './page-budget.ts';
import { pageCarried } from './page-carried.ts';
import {
  PAGE_FORMAT,
  type PageChanges,
  type PageData,
  type PageExchange,
  type PageFinding,
  type PageReplay,
  type PageResult,
  type PageSession,
} from './page-data.ts';
import { pageMisses } from './page-misses.ts';
import { RowBudget } from './page-rows.ts';

export interface CollectOptions {
  readonly replay?: ReplayReport | null;
  readonly changes?: PageChanges | null;
  /** Default 50,000. */
  readonly maxExchanges?: number;
  /** False leaves out rows, parameters and the literals of statements; default true. */
  readonly hasValues?: boolean;
  /** Exchanges beyond `maxExchanges` can be asked for: then none of them is in the data. Default false. */
  readonly canAsk?: boolean;
  /** Of the data as JSON; default 64 MiB. */
  readonly maxBytes?: number;
}

export const MAX_EXCHANGES = 50_000;
const STATEMENT_CHARS = 20_000;
/** Of what is said of a difference. */
const CHANGE_CHARS = 20_000;
/** Exchanges in which findings are looked for: that many take half a second. */
const MOST_LOOKED_AT = 10_000;
/** Distinct ones; the budget is met before where they are long. */
const MOST_MISSES = 20_000;
/** Exchanges on each side of one that a miss is about. */
const NEIGHBOURS = 20;

export function collectPage(reader: RecordingFileReader, options: CollectOptions = {}): PageData {
  const { replay = null, changes = null, maxExchanges = MAX_EXCHANGES, hasValues = true, canAsk = false } = options;
  const budget = new PageBudget(options.maxBytes ?? MAX_DATA_BYTES);
  const summary = reader.summary();
  const isRemote = canAsk && summary.exchanges > maxExchanges;
  const wanted = importantIds(replay, changes);
  const unused = replay === null ? null : new Set(replay.unused);
  const beganUs = summary.firstAtUs ?? 0;
  const shownReplay = replay === null ? null : replayOf(replay, reader.path, hasValues, budget);
  const shownChanges = changes === null ? null : changesOf(changes, hasValues, budget);
  const sessions = reader.listSessions();
  const shownSessions = fitting(sessions.slice(0, maxExchanges).map(sessionOf), 'sessions', budget);
  const exchanges: PageExchange[] = [];
  const results: Record<number, PageResult[]> = {};
  const later: ListedExchange[] = [];
  const rows = new RowBudget(reader, budget);
  const room = isRemote ? 0 : Math.max(0, maxExchanges - wanted.size);
  const shownOf = (listed: ListedExchange) => {
    const page = exchangeOf(listed, beganUs, unused);
    return hasValues ? page : withoutValues(page);
  };
  for (const { listed, page } of chosen(reader, wanted, room, budget, shownOf)) {
    exchanges.push(page);
    if (!hasValues) continue;
    if (wanted.has(listed.id)) rows.add(listed, results);
    else if (later.length < MAX_EXCHANGES) later.push(listed);
  }
  for (const listed of later) if (!rows.add(listed, results)) break;
  const { firstAtUs, lastAtUs } = summary;
  return {
    format: PAGE_FORMAT,
    title: titleOf(reader.path),
    path: reader.path,
    version,
    made: new Date().toISOString(),
    server: sessions[0]?.facts.serverVersion ?? '',
    recordedAt: firstAtUs === null ? null : new Date(firstAtUs / 1000).toISOString(),
    seconds: firstAtUs === null || lastAtUs === null ? 0 : (lastAtUs - firstAtUs) / 1e6,
    checked: reader.meta.get(CHECK_KEY) ?? null,
    counts: {
      exchanges: summary.exchanges,
      sessions: summary.sessions,
      responses: summary.responses,
      responseBytes: summary.responseBytes,
      errors: summary.errors,
      gaps: summary.gaps,
    },
    sessions: shownSessions,
    isWhole: !isRemote,
    exchanges,
    results,
    replay: shownReplay,
    changes: shownChanges,
    findings: summary.exchanges > MOST_LOOKED_AT ? null : fitting(findingsOf(reader), 'sessions', budget),
    left: leftOut({
      file: reader.path,
      misses: (replay?.misses.length ?? 0) - (shownReplay?.misses.length ?? 0),
      changes: (changes?.items.length ?? 0) - (shownChanges?.items.length ?? 0),
      exchanges: isRemote ? 0 : summary.exchanges - exchanges.length,
      isCounted: !budget.isFull('exchanges') && !budget.isFull('wanted'),
      areRowsFull: rows.isFull,
    }),
    hasValues,
  };
}

/** Of what has no recording, or none yet. */
export function emptyPage(path: string): PageData {
  return {
    format: PAGE_FORMAT,
    title: titleOf(path),
    path,
    version,
    made: new Date().toISOString(),
    server: '',
    recordedAt: null,
    seconds: 0,
    checked: null,
    counts: { exchanges: 0, sessions: 0, responses: 0, responseBytes: 0, errors: 0, gaps: 0 },
    sessions: [],
    isWhole: true,
    exchanges: [],
    results: {},
    replay: null,
    changes: null,
    findings: [],
    left: [],
    hasValues: true,
  };
}

function titleOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function findingsOf(reader: RecordingFileReader): PageFinding[] {
  return collectStats(reader).flatMap(({ findings }) =>
    findings.map(({ kind, scope, text, message, exchanges }) => {
      return { kind, scope, text: cutText(text, STATEMENT_CHARS), message, exchanges };
    }),
  );
}

interface Chosen {
  readonly listed: ListedExchange;
  readonly page: PageExchange;
}

/** The first ones, then those that are wanted: in the order of the recording, and no other is read. */
function* chosen(
  reader: RecordingFileReader,
  wanted: ReadonlySet<number>,
  room: number,
  budget: PageBudget,
  shownOf: (listed: ListedExchange) => PageExchange,
): Iterable<Chosen> {
  let last = 0;
  let left = room;
  if (left > 0) {
    for (const listed of reader.listExchanges()) {
      const isWanted = wanted.has(listed.id);
      if (!isWanted && left-- <= 0) break;
      const page = shownOf(listed);
      if (!budget.take(isWanted ? 'wanted' : 'exchanges', page)) break;
      yield { listed, page };
      last = listed.id;
    }
  }
  for (const id of [...wanted].sort((a, b) => a - b)) {
    const listed = id > last ? reader.exchange(id) : null;
    if (listed === null) continue;
    const page = shownOf(listed);
    if (!budget.take('wanted', page)) break;
    yield { listed, page };
  }
}

function fitting<Item>(items: readonly Item[], part: PagePart, budget: PageBudget): Item[] {
  const end = items.findIndex((item) => !budget.take(part, item));
  return end < 0 ? [...items] : items.slice(0, end);
}

function changesOf(changes: PageChanges, hasValues: boolean, budget: PageBudget): PageChanges {
  const { items, ...rest } = cutWithin(hasValues ? changes : withoutLines(changes), CHANGE_CHARS);
  return { ...rest, items: fitting(items, 'found', budget) };
}

/** What differs is told by lines that hold values. */
function withoutLines(changes: PageChanges): PageChanges {
  return {
    ...changes,
    items: changes.items.map(({ cells: _, ...item }) => {
      return { ...item, title: statementWithoutValues(item.title), lines: [] };
    }),
  };
}

/** What misses and changes are about, with what stands around it. */
function importantIds(replay: ReplayReport | null, changes: PageChanges | null): ReadonlySet<number> {
  const ids = new Set<number>();
  const around = (id: number) => {
    for (let each = Math.max(1, id - NEIGHBOURS); each <= id + NEIGHBOURS; each++) ids.add(each);
  };
  for (const { miss } of replay?.misses.slice(0, 1000) ?? []) {
    if (miss.nearest !== null) around(miss.nearest.exchange);
    for (const id of [...miss.before, ...miss.others.map(({ exchange }) => exchange)]) ids.add(id);
  }
  for (const { exchanges } of changes?.items.slice(0, 10_000) ?? []) for (const id of exchanges) ids.add(id);
  return ids;
}

function sessionOf(session: ReturnType<RecordingFileReader['listSessions']>[number]): PageSession {
  const { id, facts, ending, exchanges } = session;
  const { user, database, protocol, clientTls, startedAtUs } = facts;
  return { id, user, database, protocol, tls: clientTls?.protocol ?? null, startedAtUs, ending, exchanges };
}

export function exchangeOf(listed: ListedExchange, beganUs: number, unused: ReadonlySet<number> | null): PageExchange {
  const { id, session, ordinal, command, sql, parameters, database, scope, state, transaction } = listed;
  const { firstByteUs, lastByteUs, outcome, errorCode, errorMessage, rows, bytes, gap, fingerprint } = listed;
  const isPlayable = fingerprint !== null && gap === null;
  return {
    ...{ id, session, ordinal, command, database, scope, state, transaction },
    sql: sql === null ? null : cutText(sql, STATEMENT_CHARS),
    parameters: parameters === null ? null : cutText(parameters, STATEMENT_CHARS),
    atUs: listed.startedAtUs - beganUs,
    ...{ firstByteUs, lastByteUs, outcome, errorCode, errorMessage, rows, bytes, gap },
    affectedRows: listed.affectedRows === null ? null : String(listed.affectedRows),
    lastInsertId: listed.lastInsertId === null ? null : String(listed.lastInsertId),
    played: unused === null || !isPlayable ? null : !unused.has(id),
  };
}

function replayOf(report: ReplayReport, path: string, hasValues: boolean, budget: PageBudget): PageReplay {
  const { connections, played, missCount, unused, scopes } = report;
  return {
    ...{ connections, played, missCount, unused: unused.length },
    scopes: scopes.map(({ name, ...counts }) => ({
      name,
      played: counts.played,
      misses: counts.misses,
      unused: counts.unused,
    })),
    misses: fitting(pageMisses(report.misses, path, hasValues, MOST_MISSES), 'found', budget),
    carried: hasValues ? fitting(pageCarried(report.substituted), 'found', budget) : [],
  };
}
