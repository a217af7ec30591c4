// What a long recording costs to count, counted once when it is sealed: by statement, and what the page's overview shows.
// Short ones are counted when somebody asks, and stay as small as they are.

import type { Database } from 'better-sqlite3';
import { isPrepare, namesWith, Trait } from '../../core/command-table.ts';
import { DigestTexts } from '../../sql/statement-digest.ts';
import { type CountedStatement, FINDING_LIMITS, StatisticsCollector } from '../counting/statistics-collector.ts';
import type { DigestedExchange } from '../file/write-digests.ts';
import { packScopes, SCOPES_KEY, type SealedOverview, type StatementTotals } from '../reading/sealed-statistics.ts';

const LEAST_EXCHANGES = 20_000;
const MOST_STATEMENTS = 20_000;
const TEXT_CHARS = 2000;
/** What \`mock stats\` says takes no more than this. */
const SCOPES_CHARS = 8 * 1024 * 1024;
/** What all others are counted under. */
const OTHERS = '(other statements)';
const EXECUTIONS: ReadonlySet<string> = new Set(namesWith(Trait.EXECUTION));
const SPANS = 240;
const SHOWN = 20;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Totals = Writable<StatementTotals>;

export class Statistics {
  readonly #digests = new DigestTexts<string>();
  readonly #byScope = new Map<string, Map<string, Totals>>();
  readonly #prepared = new Map<number, Asked>();
  /** Null where operations of the X Protocol are counted too, which are read elsewhere. */
  #collector: StatisticsCollector | null = new StatisticsCollector(FINDING_LIMITS);
  readonly #density = new Density();
  readonly #slowest = new Slowest();
  readonly #failed: number[] = [];
  #size = 0;
  #exchanges = 0;
  #gaps = 0;
  #errors = 0;
  #firstAtUs = Number.POSITIVE_INFINITY;
  #lastAtUs = 0;
  #lastId = 0;
  readonly #least: number;

  /** @param least recordings with fewer exchanges than this have no tables */
  constructor(least = LEAST_EXCHANGES) {
    this.#least = least;
  }

  /** In the order of the recording. */
  add(row: DigestedExchange): void {
    const { id, startedAtUs, outcome } = row;
    this.#lastId = id;
    this.#exchanges++;
    this.#firstAtUs = Math.min(this.#firstAtUs, startedAtUs);
    this.#lastAtUs = Math.max(this.#lastAtUs, startedAtUs);
    this.#density.add(startedAtUs);
    this.#slowest.add(id, row.lastByteUs);
    this.#gaps += row.hasGap ? 1 : 0;
    this.#errors += outcome === 'error' ? 1 : 0;
    if ((row.hasGap || outcome === 'error') && this.#failed.length < SHOWN) this.#failed.push(id);
    const asked = this.#askedBy(row);
    if (asked === null) return;
    this.#count(row, asked.text);
    if (row.command.includes('.')) this.#collector = null;
    else if (EXECUTIONS.has(row.command)) this.#collector?.add(countedOf(row, asked.sql), asked.text);
  }

  /** Writes the tables anew; inside the caller's transaction. */
  write(db: Database): void {
    dropStatistics(db);
    if (this.#exchanges < this.#least) return;
    db.exec(`
      CREATE TABLE statement_totals (
        scope TEXT NOT NULL, digest TEXT NOT NULL, count INTEGER NOT NULL, errors INTEGER NOT NULL, rows INTEGER NOT NULL,
        bytes INTEGER NOT NULL, total_us INTEGER NOT NULL, most_us INTEGER NOT NULL, first_exchange_id INTEGER NOT NULL
      );
      CREATE TABLE recording_totals (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`);
    const put = db.prepare('INSERT INTO statement_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (const statements of this.#byScope.values()) {
      for (const { scope, text, count, errors, rows, bytes, totalUs, mostUs, first } of statements.values()) {
        put.run(scope, text, count, errors, rows, bytes, totalUs, mostUs, first);
      }
    }
    const about = db.prepare('INSERT INTO recording_totals VALUES (?, ?)');
    for (const [key, value] of Object.entries(this.#overview(db))) about.run(key, JSON.stringify(value));
    const scopes = this.#collector === null ? '' : JSON.stringify(this.#collector.finish());
    if (scopes !== '' && scopes.length <= SCOPES_CHARS) about.run(SCOPES_KEY, packScopes(scopes));
  }

  #overview(db: Database): SealedOverview {
    const responses = 'SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes FROM response';
    const { count = 0, bytes = 0 } = db.prepare<[], { count: number; bytes: number }>(responses).get() ?? {};
    return {
      lastId: this.#lastId,
      exchanges: this.#exchanges,
      gaps: this.#gaps,
      errors: this.#errors,
      responses: count,
      responseBytes: bytes,
      firstAtUs: this.#firstAtUs,
      lastAtUs: this.#lastAtUs,
      density: this.#density.told(),
      slowest: this.#slowest.told(),
      failed: this.#failed,
    };
  }

  /** Null where nothing was asked: a prepare asks for nothing yet. */
  #askedBy({ id, command, sql, prepareExchange }: DigestedExchange): Asked | null {
    if (sql === null) return prepareExchange === null ? null : (this.#prepared.get(prepareExchange) ?? null);
    const text = this.#digests.of(sql, (digest) => digest);
    if (!isPrepare(command)) return { sql, text };
    this.#prepared.set(id, { sql, text });
    return null;
  }

  #count({ id, scope, outcome, rows, bytes, lastByteUs }: DigestedExchange, text: string): void {
    const totals = this.#totals(scope, text, id);
    totals.count++;
    totals.errors += outcome === 'error' ? 1 : 0;
    totals.rows += rows ?? 0;
    totals.bytes += bytes ?? 0;
    totals.totalUs += lastByteUs;
    totals.mostUs = Math.max(totals.mostUs, lastByteUs);
  }

  #totals(scope: string, digest: string, first: number): Totals {
    const statements = this.#byScope.get(scope) ?? new Map<string, Totals>();
    this.#byScope.set(scope, statements);
    const known = statements.get(digest);
    if (known !== undefined) return known;
    const key = this.#size >= MOST_STATEMENTS ? OTHERS : digest;
    const rest = statements.get(key);
    if (rest !== undefined) return rest;
    const text = key.length > TEXT_CHARS ? `${key.slice(0, TEXT_CHARS)}…` : key;
    const totals = { scope, text, first, count: 0, errors: 0, rows: 0, bytes: 0, totalUs: 0, mostUs: 0 };
    statements.set(key, totals);
    this.#size++;
    return totals;
  }
}

/** A statement, and without its values. */
interface Asked {
  readonly sql: string;
  readonly text: string;
}

function countedOf(row: DigestedExchange, sql: string): CountedStatement {
  return {
    id: row.id,
    session: row.session,
    scope: row.scope,
    isPrepared: row.command !== 'COM_QUERY',
    sql,
    parameters: row.parameters,
    fingerprint: row.fingerprint,
    responseId: row.responseId,
    isError: row.outcome === 'error',
    rows: row.rows,
    bytes: row.bytes ?? 0,
    lastByteUs: row.lastByteUs,
  };
}

/** Before a recording is written to again. */
export function dropStatistics(db: Database): void {
  db.exec('DROP TABLE IF EXISTS statement_totals; DROP TABLE IF EXISTS recording_totals;');
}

/** How many began in each span of time; spans are made twice as long where the recording does not fit into them. */
class Density {
  #counts: number[] = new Array<number>(SPANS).fill(0);
  #fromUs: number | null = null;
  #widthUs = 1000;

  add(atUs: number): void {
    this.#fromUs ??= atUs;
    let span = Math.max(0, Math.floor((atUs - this.#fromUs) / this.#widthUs));
    while (span >= SPANS) {
      const pairs = this.#counts;
      this.#counts = pairs.map((_, at) => (pairs[at * 2] ?? 0) + (pairs[at * 2 + 1] ?? 0));
      this.#widthUs *= 2;
      span = Math.floor(span / 2);
    }
    this.#counts[span] = (this.#counts[span] ?? 0) + 1;
  }

  told(): SealedOverview['density'] {
    return { fromUs: this.#fromUs ?? 0, widthUs: this.#widthUs, counts: this.#counts };
  }
}

class Slowest {
  #found: { readonly id: number; readonly us: number }[] = [];
  #least = -1;

  add(id: number, us: number): void {
    if (us <= this.#least) return;
    this.#found.push({ id, us });
    if (this.#found.length < SHOWN * 2) return;
    this.#sort();
    this.#least = this.#found.at(-1)?.us ?? -1;
  }

  told(): readonly number[] {
    this.#sort();
    return this.#found.map(({ id }) => id);
  }

  #sort(): void {
    this.#found = this.#found.sort((a, b) => b.us - a.us || a.id - b.id).slice(0, SHOWN);
  }
}
