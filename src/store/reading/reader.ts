// Reads a recording by index, with a small cache for what is asked again and again. Opening costs the same for every size.

import type { Database } from 'better-sqlite3';
import type { ResponseFacts } from '../../core/command.ts';
import { RecentMap } from '../../core/recent-map.ts';
import type {
  ExchangeTimes,
  NearbyStatement,
  Protocol,
  RecordedData,
  RecordedExchange,
  RecordedResponse,
  RecordedSession,
  RecordedStatement,
  ServerVariable,
  SessionClosing,
  TableSchema,
} from '../../core/recording.ts';
import { Integrity } from '../file/integrity.ts';
import { type Identity, unusable, unusableBecause } from '../file/open-file.ts';
import { openIdentified, type Preparation, tidy } from '../file/open-identified.ts';
import type { RecordingFileReader } from '../file/recording-file-reader.ts';
import { knowsData, SCHEMA_VERSION } from '../schema.ts';
import { type HoleCandidate, readHoleCandidates } from '../sealing/holes.ts';
import { isSettled, settle } from '../sealing/settle.ts';
import { readTables } from '../writing/table-schemas.ts';
import { contentPage, type ExchangeContent } from './contents.ts';
import { findClosing } from './find-closing.ts';
import {
  findListed,
  type ListedExchange,
  type ListedSession,
  type ListOptions,
  listPage,
  listSessionRows,
  type RecordingSummary,
  summarise,
} from './listing.ts';
import { hasDatabase, hasTable } from './names-used.ts';
import { nearestStatements } from './nearest.ts';
import { pageByPage } from './pages.ts';
import { ReadData } from './read-data.ts';
import {
  type ExchangeRow,
  exchangeColumns,
  numberOrNull,
  ReadStatements,
  type SessionRow,
  type StatementRow,
  sessionColumns,
  statementByIdSql,
  statementsAfterSql,
  toStatement,
} from './read-statements.ts';
import { ReadTurn } from './read-turn.ts';
import { readResponseFacts } from './response-facts.ts';
import { Scans } from './scan.ts';
import { SealedStatistics } from './sealed-statistics.ts';
import { allVariables, findVariable, findVariableReads } from './server-variables.ts';
import { type CountedExchange, countedPage } from './statistics.ts';
import { StoredResponses } from './stored-responses.ts';
import { UnsealedIndex } from './unsealed-index.ts';

export type { RecordingFileReader } from '../file/recording-file-reader.ts';

/**
 * Opens a recording for reading; one that a killed writer left is sealed first where it can be written.
 * Every method throws a MockError RECORDING_UNUSABLE when the file turns out to be damaged.
 * @param isVerified all of it was compared with its digests a moment ago (`verifySeal`), or sealed, so that nothing is once more
 * @throws MockError RECORDING_MISSING; RECORDING_UNUSABLE: not a recording, newer than this version, damaged, or empty
 */
export function openRecording(path: string, isVerified = false): RecordingFileReader {
  const found = openIdentified(path);
  if (isSettled(found.identity)) return new SqliteReader(path, found.db, found.identity, 'none', isVerified);
  found.db.close();
  const unsettled = settle(path, found.identity);
  const { db, identity } = openIdentified(path);
  if (identity.version < SCHEMA_VERSION) {
    db.close();
    throw unusable(path, 'was made by an older mock and cannot be updated here', 'copy it to a writable folder');
  }
  if (identity.isSealed) return new SqliteReader(path, db, identity, found.identity.isSealed ? 'none' : 'sealed');
  return new SqliteReader(path, db, identity, unsettled === 'being written' ? 'live' : 'temporary');
}

class SqliteReader implements RecordingFileReader {
  readonly path: string;
  readonly scans: Scans;
  readonly sealed: SealedStatistics;
  readonly preparation: Preparation;
  readonly meta: ReadonlyMap<string, string>;
  readonly #db: Database;
  readonly #identity: Identity;
  readonly #read: ReadStatements;
  /** Null while it is written: what the next statement finds may have been committed since. */
  readonly #turn: ReadTurn | null;
  readonly #unsealed: UnsealedIndex | null;
  readonly #responses: StoredResponses;
  readonly #integrity: Integrity;
  readonly #found = new RecentMap<string, readonly RecordedExchange[]>(20_000, (list) => list.length + 1);
  readonly #data: ReadData;
  readonly #states = new RecentMap<string, number | null>(10_000);

  constructor(path: string, db: Database, identity: Identity, preparation: Preparation, isVerified = false) {
    this.path = path;
    this.preparation = preparation;
    this.meta = identity.meta;
    this.#db = db;
    this.#identity = identity;
    this.#read = new ReadStatements(db);
    this.#turn = identity.isSealed ? new ReadTurn(db) : null;
    const guard = <T>(read: () => T) => this.#guard(read);
    this.scans = new Scans(this.#read, guard);
    this.sealed = new SealedStatistics(this.#read, guard, identity.isSealed);
    this.#responses = new StoredResponses(path, this.#read);
    this.#integrity = new Integrity(path, db, this.meta, identity.isSealed && !isVerified, this.#responses);
    this.#data = new ReadData(this.#read, (exchange) => this.#integrity.isRowIntact(exchange));
    this.#unsealed = identity.isSealed ? null : new UnsealedIndex(db);
  }

  sessions(): readonly RecordedSession[] {
    return this.#sessions(`SELECT ${sessionColumns} FROM session ORDER BY id`);
  }

  firstSession(protocol: Protocol = 'classic'): RecordedSession | undefined {
    const sql = `SELECT ${sessionColumns} FROM session WHERE length(greeting) > 0 AND protocol = ? ORDER BY id LIMIT 1`;
    return this.#sessions(sql, protocol)[0];
  }

  sessionsOf(user: string, limit: number, protocol: Protocol = 'classic'): readonly RecordedSession[] {
    const sql = `SELECT ${sessionColumns} FROM session WHERE user = ? AND protocol = ? ORDER BY id LIMIT ?`;
    return this.#sessions(sql, user, protocol, limit);
  }

  refusedLogins(limit: number): readonly RecordedSession[] {
    const sql = `SELECT ${sessionColumns} FROM session WHERE auth_outcome = 'error' AND protocol = 'classic' ORDER BY id LIMIT ?`;
    return this.#sessions(sql, limit);
  }

  #sessions(sql: string, ...values: (string | number)[]): readonly RecordedSession[] {
    const read = () => this.#read.all<(string | number)[], SessionRow>(sql, ...values);
    return this.#guard(() => read().map((row) => this.#integrity.session(row)));
  }

  hasDatabase(name: string): boolean {
    return this.#guard(() => hasDatabase(this.#read, name));
  }

  hasTable(name: string): boolean {
    return this.hasData && this.#guard(() => hasTable(this.#read, name));
  }

  exchangeById(id: number): RecordedExchange | undefined {
    const sql = `SELECT ${exchangeColumns} FROM exchange WHERE id = ?`;
    const read = () => this.#read.lists<[number], ExchangeRow>(sql, id);
    return this.#guard(() => read().map((row) => this.#integrity.exchange(row)))[0];
  }

  get hasData(): boolean {
    return knowsData(this.meta);
  }

  dataOf(exchange: number): RecordedData | undefined {
    return this.#guard(() => this.#data.of(exchange));
  }

  statementOf(exchange: number): string | null {
    const sql = `SELECT COALESCE(e.sql, p.sql) AS sql FROM exchange e
      LEFT JOIN exchange p ON p.id = e.prepare_exchange_id WHERE e.id = ?`;
    return this.#guard(() => this.#read.get<[number], { sql: string | null }>(sql, exchange)?.sql ?? null);
  }

  parametersOf(exchange: number): string | null {
    const sql = 'SELECT parameters FROM exchange WHERE id = ?';
    return this.#guard(() => this.#read.lists<[number], [string | null]>(sql, exchange)[0]?.[0] ?? null);
  }

  timesOf(exchange: number): ExchangeTimes {
    const sql = 'SELECT started_at_us, first_byte_us, last_byte_us FROM exchange WHERE id = ?';
    const [row] = this.#guard(() => this.#read.lists<[number], [number, number, number]>(sql, exchange));
    const [startedAtUs, firstByteUs, lastByteUs] = row ?? [0, 0, 0];
    return { startedAtUs, firstByteUs, lastByteUs };
  }

  statementsAfter(after: number, limit: number): readonly RecordedStatement[] {
    return this.#guard(() =>
      this.#read.lists<[number, number], StatementRow>(statementsAfterSql, after, limit).map(toStatement),
    );
  }

  recordedStatement(exchange: number): RecordedStatement | undefined {
    return this.#guard(() => this.#read.lists<[number], StatementRow>(statementByIdSql, exchange).map(toStatement)[0]);
  }

  byFingerprint(fingerprint: string): readonly RecordedExchange[] {
    const cached = this.#found.get(fingerprint);
    if (cached !== undefined) return cached;
    const exchanges = this.byFingerprintAfter(fingerprint, 0, 0, -1);
    // what is still being written may get more of them
    if (this.#unsealed === null) this.#found.set(fingerprint, exchanges);
    return exchanges;
  }

  byFingerprintAfter(fingerprint: string, scope: number, after: number, limit: number): readonly RecordedExchange[] {
    return this.#guard(() => {
      this.#unsealed?.catchUp();
      const which = this.#unsealed === null ? 'exchange' : 'temp.fingerprint_of';
      const sql = `SELECT ${exchangeColumns} FROM exchange WHERE id IN
        (SELECT id FROM ${which} WHERE fingerprint = ? AND scope_id = ? AND id > ? ORDER BY id LIMIT ?) ORDER BY id`;
      const asked: [string, number, number, number] = [fingerprint, scope, after, limit];
      const rows = this.#read.lists<typeof asked, ExchangeRow>(sql, ...asked);
      const isLast = limit < 0 || rows.length < limit;
      return this.#integrity.answers({ fingerprint, scope, after }, rows, isLast);
    });
  }

  bySessionAfter(session: number, after: number, limit: number): readonly RecordedExchange[] {
    const sql = `SELECT ${exchangeColumns} FROM exchange WHERE session_id = ? AND id > ? ORDER BY id LIMIT ?`;
    return this.#guard(() =>
      this.#read
        .lists<[number, number, number], ExchangeRow>(sql, session, after, limit)
        .map((row) => this.#integrity.exchange(row)),
    );
  }

  hasGaps(): boolean {
    const sql = 'SELECT 1 AS n FROM exchange WHERE gap IS NOT NULL LIMIT 1';
    return this.#guard(() => this.#read.get<[], { n: bigint }>(sql) !== undefined);
  }

  gapsOf(session: number): readonly RecordedExchange[] {
    const sql = `SELECT ${exchangeColumns} FROM exchange WHERE session_id = ? AND gap IS NOT NULL ORDER BY id`;
    return this.#guard(() =>
      this.#read.lists<[number], ExchangeRow>(sql, session).map((row) => this.#integrity.exchange(row)),
    );
  }

  anyByFingerprint(fingerprint: string): RecordedExchange | undefined {
    return this.#guard(() => {
      this.#unsealed?.catchUp();
      const which = this.#unsealed === null ? 'exchange' : 'temp.fingerprint_of';
      const sql = `SELECT ${exchangeColumns} FROM exchange WHERE gap IS NULL AND id IN
        (SELECT id FROM ${which} WHERE fingerprint = ?) LIMIT 1`;
      return this.#read.lists<[string], ExchangeRow>(sql, fingerprint).map((row) => this.#integrity.exchange(row))[0];
    });
  }

  stateId(words: string): number | null {
    let id = this.#states.get(words);
    if (id === undefined) {
      id = this.#nameId('session_state', words);
      // what is still being written may get it later
      if (id !== null || this.#unsealed === null) this.#states.set(words, id);
    }
    return id;
  }

  stateWords(id: number): string {
    const sql = 'SELECT name FROM session_state WHERE id = ?';
    return this.#guard(() => this.#read.get<[number], { name: string }>(sql, id)?.name ?? '');
  }

  scopeId(name: string): number | null {
    return this.#nameId('scope', name);
  }

  scopeNames(): readonly string[] {
    const sql = "SELECT name FROM scope WHERE name <> '' ORDER BY name";
    return this.#guard(() => this.#read.all<[], { name: string }>(sql).map(({ name }) => name));
  }

  #nameId(table: 'session_state' | 'scope', name: string): number | null {
    const sql = `SELECT id FROM ${table} WHERE name = ?`;
    return this.#guard(() => numberOrNull(this.#read.get<[string], { id: bigint }>(sql, name)?.id ?? null));
  }

  /** @throws RangeError where there is no such response; MockError RECORDING_UNUSABLE where it is damaged */
  response(id: number): RecordedResponse {
    return this.#guard(() => this.#responses.get(id));
  }

  users(limit: number): readonly string[] {
    const sql = `SELECT DISTINCT user AS name FROM session WHERE protocol = 'classic' AND auth_outcome = 'ok' LIMIT ?`;
    return this.#guard(() => this.#read.all<[number], { name: string }>(sql, limit).map(({ name }) => name));
  }

  serverVariable(name: string): ServerVariable | undefined {
    return this.#guard(() => {
      this.#integrity.checkServer();
      return findVariable(this.#read, name);
    });
  }

  serverVariables(): readonly ServerVariable[] {
    return this.#guard(() => {
      this.#integrity.checkServer();
      return allVariables(this.#read);
    });
  }

  tables(): readonly TableSchema[] {
    return this.#guard(() => readTables(this.#read));
  }

  variableReads(): readonly RecordedExchange[] {
    return this.#guard(() => findVariableReads(this.#read));
  }

  closingOf(session: number): SessionClosing | undefined {
    return this.#guard(() => {
      const row = findClosing(this.#read, session);
      if (row === undefined) return undefined;
      const { exchange, isAnswered, idleUs, responseId } = row;
      const lastWords = responseId === null ? [] : [...this.response(responseId).chunks()];
      return { exchange, isAnswered, idleUs, lastWords: Buffer.concat(lastWords) };
    });
  }

  /** Reads every exchange's fixed columns once, unless there are more than `limit`. */
  countPlayable(limit: number): number | null {
    return this.#guard(() => {
      const last = this.#read.get<[], { n: bigint | null }>('SELECT max(id) AS n FROM exchange')?.n ?? 0n;
      if (last > limit) return null;
      const sql = 'SELECT count(*) AS n FROM exchange WHERE fingerprint IS NOT NULL AND gap IS NULL';
      return Number(this.#read.get<[], { n: bigint }>(sql)?.n ?? 0);
    });
  }

  nearest(sql: string, limit: number, command?: string): readonly NearbyStatement[] {
    return this.#guard(() => nearestStatements(this.#read, this.#unsealed === null, { sql, limit, command }));
  }

  summary(): RecordingSummary {
    return this.#guard(() => summarise(this.#read, this.meta, this.sealed.overview()));
  }

  listSessions(): readonly ListedSession[] {
    return this.#guard(() => listSessionRows(this.#read));
  }

  listHoles(): readonly HoleCandidate[] {
    return this.hasData ? this.#guard(() => readHoleCandidates(this.#read)) : [];
  }

  *listExchanges(options: ListOptions = {}): Iterable<ListedExchange> {
    let after = options.after ?? 0;
    let left = options.limit ?? Number.MAX_SAFE_INTEGER;
    while (left > 0) {
      const page = this.#guard(() => listPage(this.#read, after, options, left));
      yield* page;
      const last = page.at(-1);
      if (last === undefined) return;
      after = last.id;
      left -= page.length;
    }
  }

  contents(): Iterable<ExchangeContent> {
    return pageByPage((after) => this.#guard(() => contentPage(this.#read, after)));
  }

  countedExchanges(): Iterable<CountedExchange> {
    return pageByPage((after) => this.#guard(() => countedPage(this.#read, after)));
  }

  exchange(id: number): ListedExchange | null {
    return this.#guard(() => findListed(this.#read, id));
  }

  executeBefore({ id, prepareExchange }: Pick<ListedExchange, 'id' | 'prepareExchange'>): RecordedExchange | null {
    const sql = `SELECT ${exchangeColumns} FROM exchange WHERE id < ? AND prepare_exchange_id = ?
      AND command = 'COM_STMT_EXECUTE' ORDER BY id DESC LIMIT 1`;
    if (prepareExchange === null) return null;
    const found = () => this.#read.lists<[number, number], ExchangeRow>(sql, id, prepareExchange);
    return this.#guard(() => found().map((row) => this.#integrity.exchange(row))[0] ?? null);
  }

  responseFacts(id: number): ResponseFacts {
    const facts = this.#guard(() => readResponseFacts(this.#read, id));
    if (facts === null) throw new RangeError(`${this.path} has no response ${id}`);
    return facts;
  }

  close(): void {
    if (!this.#db.open) return;
    this.#db.close();
    // the writer could not fold its log away while this reader was there
    if (this.#identity.journalMode === 'wal') tidy(this.path);
  }

  #guard<T>(read: () => T): T {
    try {
      this.#turn?.hold();
      return read();
    } catch (error) {
      throw unusableBecause(this.path, error);
    }
  }
}
