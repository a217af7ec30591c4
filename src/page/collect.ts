// The data of the page: a recording, and what a replay, a verify or a diff found. Bounded: what matters to a miss comes
// first, then exchanges and rows up to their limits; what was left out is said.

import type { ReplayReport } from '../serve/replay-report.ts';
import type { ListedExchange } from '../store/reading/listing.ts';
import type { RecordingFileReader } from '../store/reading/reader.ts';
import { cellJson } from '../tools/history/cell.ts';
import { isOfX } from '../tools/history/is-of-x.ts';
import { resultsOf } from '../tools/history/results.ts';
import { version } from '../version.ts';
import { cutText, cutWithin } from './cut.ts';
import { statementWithoutValues, withoutValues } from './no-values.ts';
import {
  PAGE_FORMAT,
  type PageChanges,
  type PageData,
  type PageExchange,
  type PageReplay,
  type PageResult,
  type PageSession,
} from './page-data.ts';
import { pageMisses } from './page-misses.ts';

export interface CollectOptions {
  readonly replay?: ReplayReport | null;
  readonly changes?: PageChanges | null;
  /** Default 50,000. */
  readonly maxExchanges?: number;
  /** False leaves out rows, parameters and the literals of statements; default true. */
  readonly hasValues?: boolean;
  /** Exchanges beyond `maxExchanges` can be asked for: then none of them is in the data. Default false. */
  readonly canAsk?: boolean;
}

export const MAX_EXCHANGES = 50_000;
const ROWS_PER_RESULT = 100;
const MAX_ROW_BYTES = 20 * 1024 * 1024;
const STATEMENT_CHARS = 20_000;
/** Of a cell; and of what is said of a difference. */
const CELL_CHARS = 2000;
const CHANGE_CHARS = 20_000;
/** Exchanges on each side of one that a miss is about. */
const NEIGHBOURS = 20;

export function collectPage(reader: RecordingFileReader, options: CollectOptions = {}): PageData {
  const { replay = null, changes = null, maxExchanges = MAX_EXCHANGES, hasValues = true, canAsk = false } = options;
  const summary = reader.summary();
  const isRemote = canAsk && summary.exchanges > maxExchanges;
  const wanted = importantIds(replay, changes);
  const unused = replay === null ? null : new Set(replay.unused);
  const beganUs = summary.firstAtUs ?? 0;
  const exchanges: PageExchange[] = [];
  const results: Record<number, PageResult[]> = {};
  const later: ListedExchange[] = [];
  const rows = new RowBudget(reader);
  const room = isRemote ? 0 : Math.max(0, maxExchanges - wanted.size);
  for (const listed of chosen(reader, wanted, room)) {
    const isWanted = wanted.has(listed.id);
    const page = exchangeOf(listed, beganUs, unused);
    exchanges.push(hasValues ? page : withoutValues(page));
    if (!hasValues) continue;
    if (isWanted) rows.add(listed, results);
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
    server: reader.listSessions()[0]?.facts.serverVersion ?? '',
    recordedAt: firstAtUs === null ? null : new Date(firstAtUs / 1000).toISOString(),
    seconds: firstAtUs === null || lastAtUs === null ? 0 : (lastAtUs - firstAtUs) / 1e6,
    counts: {
      exchanges: summary.exchanges,
      sessions: summary.sessions,
      responses: summary.responses,
      responseBytes: summary.responseBytes,
      errors: summary.errors,
      gaps: summary.gaps,
    },
    sessions: reader.listSessions().slice(0, maxExchanges).map(sessionOf),
    isWhole: !isRemote,
    exchanges,
    results,
    replay: replay === null ? null : replayOf(replay, reader.path, hasValues),
    changes: changes === null ? null : cutWithin(hasValues ? changes : withoutLines(changes), CHANGE_CHARS),
    left: leftOut(isRemote ? 0 : summary.exchanges - exchanges.length, rows.isFull, hasValues),
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
    counts: { exchanges: 0, sessions: 0, responses: 0, responseBytes: 0, errors: 0, gaps: 0 },
    sessions: [],
    isWhole: true,
    exchanges: [],
    results: {},
    replay: null,
    changes: null,
    left: [],
    hasValues: true,
  };
}

function titleOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

/** The first ones, then those that are wanted: in the order of the recording, and no other is read. */
function* chosen(reader: RecordingFileReader, wanted: ReadonlySet<number>, room: number): Iterable<ListedExchange> {
  let last = 0;
  let left = room;
  if (left > 0) {
    for (const listed of reader.listExchanges()) {
      if (!wanted.has(listed.id) && left-- <= 0) break;
      yield listed;
      last = listed.id;
    }
  }
  for (const id of [...wanted].sort((a, b) => a - b)) {
    const listed = id > last ? reader.exchange(id) : null;
    if (listed !== null) yield listed;
  }
}

function leftOut(exchanges: number, isFull: boolean, hasValues: boolean): string[] {
  return [
    ...(exchanges > 0 ? [`${exchanges} exchanges were left out: mock ui FILE, or --max-exchanges, shows more`] : []),
    ...(isFull ? ['rows beyond 20 MB were left out'] : []),
    ...(hasValues ? [] : ['rows, parameters and values were left out (--no-values)']),
  ];
}

/** What differs is told by lines that hold values. */
function withoutLines(changes: PageChanges): PageChanges {
  return {
    ...changes,
    items: changes.items.map((item) => ({ ...item, title: statementWithoutValues(item.title), lines: [] })),
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

class RowBudget {
  readonly #reader: RecordingFileReader;
  #bytes = 0;
  isFull = false;

  constructor(reader: RecordingFileReader) {
    this.#reader = reader;
  }

  /** False where there is no room any more. */
  add(listed: ListedExchange, results: Record<number, PageResult[]>): boolean {
    if (listed.rows === null || listed.rows === 0 || isOfX(listed)) return true;
    if (this.#bytes > MAX_ROW_BYTES) {
      this.isFull = true;
      return false;
    }
    const found = rowsOf(this.#reader, listed);
    if (found.length === 0) return true;
    this.#bytes += JSON.stringify(found).length;
    results[listed.id] = found;
    return true;
  }
}

export function rowsOf(reader: RecordingFileReader, listed: ListedExchange): PageResult[] {
  try {
    return resultsOf(reader, listed, ROWS_PER_RESULT).flatMap((result) => {
      if (result.kind !== 'rows') return [];
      const columns = result.columns.map(({ name }) => name.toString('utf8'));
      return [
        {
          columns,
          rows: result.rows.map((row) => row.map((cell) => cutWithin(cellJson(cell), CELL_CHARS))),
          total: result.rowCount,
        },
      ];
    });
  } catch {
    // an answer that cannot be decoded has no rows to show; the exchange says what it is
    return [];
  }
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

function replayOf(report: ReplayReport, path: string, hasValues: boolean): PageReplay {
  const { connections, played, missCount, unused, scopes } = report;
  return {
    ...{ connections, played, missCount, unused: unused.length },
    scopes: scopes.map(({ name, ...counts }) => ({
      name,
      played: counts.played,
      misses: counts.misses,
      unused: counts.unused,
    })),
    misses: pageMisses(report.misses, path, hasValues),
  };
}
