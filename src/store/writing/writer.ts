// Writes a recording while it happens: rows go in at once, a timer commits them a few milliseconds later.
// After the first failed write nothing more is written, and whoever tries is told why.

import type { Database } from 'better-sqlite3';
import type { ResponseFacts } from '../../core/command.ts';
import { MockError } from '../../core/errors.ts';
import { invariant } from '../../core/invariant.ts';
import { RecentMap } from '../../core/recent-map.ts';
import type {
  ExchangeFacts,
  RecordingWriter,
  ResponseWriter,
  ServerVariable,
  SessionEnding,
  SessionFacts,
  TableSchema,
} from '../../core/recording.ts';
import { LogFolding } from '../file/log-folding.ts';
import { attempt, type RecordingMeta, TargetFile, unfinished, writeFailed } from '../file/target-file.ts';
import type { WriterMode } from '../file/writer-mode.ts';
import { isoTime } from '../iso-time.ts';
import { leaveOneFile, seal } from '../sealing/seal.ts';
import { AnswerThread, type LongAnswer } from './answer-thread.ts';
import { Batch } from './batch.ts';
import { removeScope } from './replace-scope.ts';
import { type ChunkSink, type FinishedResponse, ResponseBuffer } from './response-buffer.ts';
import { schemasUsed } from './table-schemas.ts';
import { WriteStatements } from './write-statements.ts';

const PLACE_CHECK_MS = 1000;
/** How long one who writes waits for the other. */
const BUSY_MS = 60_000;
const REMEMBERED_RESPONSES = 65_536;

export interface RecordingWriterOptions {
  readonly mode: WriterMode;
  readonly meta: RecordingMeta;
  /** What an existing recording has of this scope is taken out of it with the first session. */
  readonly replacedScope?: string;
  /** The server's variables as a new session has them; what an existing recording has of them stays. */
  readonly variables?: readonly ServerVariable[];
  /** Whether each commit is on disk when `flush()` returns; default: with the next checkpoint, within a second. */
  readonly isDurable?: boolean;
  /** Microseconds since 1970. */
  readonly now: () => number;
  /** Told of a failed write at once, also when it happens in a timer, where no caller can be. */
  readonly onFailure?: (error: MockError) => void;
}

/** What a run has written so far. */
export interface WrittenCounts {
  readonly sessions: number;
  readonly exchanges: number;
  /** Exchanges that cannot be served as a whole answer. */
  readonly gaps: number;
  /** Bytes of responses, each counted as often as it was sent. */
  readonly responseBytes: number;
}

export interface RecordingFileWriter extends RecordingWriter {
  counts(): WrittenCounts;
  /** Keeps variables of the server; one that the recording has stays. Behind the first session. */
  putVariables(variables: readonly ServerVariable[]): void;
  /**
   * Keeps descriptions of tables. Behind the first session.
   * @param replaced schemas of which nothing that was there before stays
   */
  putTables(tables: readonly TableSchema[], replaced?: readonly string[]): void;
  /** Of these schemas, those that what was written is about; none before the first session. */
  schemasUsed(candidates: readonly string[]): readonly string[];
}

/**
 * Claims a recording for writing. Nothing is at `path`, and an existing recording is untouched, until the first session.
 * @throws MockError RECORDING_EXISTS, RECORDING_UNUSABLE, RECORDING_WRITE_FAILED
 */
export function openRecordingWriter(path: string, options: RecordingWriterOptions): RecordingFileWriter {
  const target = TargetFile.claim(path, options.mode, options.meta, isoTime(options.now()));
  return new SqliteWriter(path, target, options);
}

interface Store {
  readonly db: Database;
  readonly statements: WriteStatements;
  readonly batch: Batch;
  readonly folding: LogFolding;
  /** Null until an answer is long. */
  answers: AnswerThread | null;
}

class SqliteWriter implements RecordingFileWriter, ChunkSink {
  readonly #path: string;
  readonly #target: TargetFile;
  readonly #options: RecordingWriterOptions;
  readonly #recent = new RecentMap<string, number>(REMEMBERED_RESPONSES);
  #store: Store | null = null;
  #isClosed = false;
  #failure: MockError | null = null;
  #isFailureKnown = false;

  #placeCheckedAtMs = performance.now();

  #lastSession = 0;
  #lastExchange = 0;
  #lastResponse = 0;
  #sessions = 0;
  #exchanges = 0;
  #gaps = 0;
  #responseBytes = 0;

  constructor(path: string, target: TargetFile, options: RecordingWriterOptions) {
    this.#path = path;
    this.#target = target;
    this.#options = options;
  }

  beginSession(facts: SessionFacts): number {
    return this.#write(0, (statements) => {
      const id = ++this.#lastSession;
      statements.putSession(id, facts);
      this.#sessions++;
      return id;
    });
  }

  endSession(session: number, ending: SessionEnding, endedAtUs: number): void {
    this.#write(0, (statements) => statements.endSession(session, ending, endedAtUs));
  }

  openResponse(): ResponseWriter {
    return new ResponseBuffer(this);
  }

  get lastExchange(): number {
    return this.#lastExchange;
  }

  nextExchange(): number {
    if (this.#failure !== null) throw this.#known(this.#failure);
    return ++this.#lastExchange;
  }

  putExchange(
    exchange: ExchangeFacts,
    response: ResponseWriter | null,
    facts: ResponseFacts,
    encoding: bigint,
  ): number {
    if (response !== null && !(response instanceof ResponseBuffer))
      throw new TypeError('not a response of this writer');
    // writes its last chunks, which may commit: before the transaction that response and exchange share
    const finished = response === null ? null : response.finish(facts, encoding);
    return this.#write(finished?.head.length ?? 0, (statements) => {
      const responseId = finished === null ? null : this.#keepResponse(statements, finished, facts, encoding);
      const id = exchange.id ?? this.nextExchange();
      invariant((responseId ?? 0) <= this.#lastResponse, 'an answer is kept before its exchange');
      statements.putExchange(id, exchange, responseId);
      this.#exchanges++;
      if (exchange.gap !== null) this.#gaps++;
      this.#responseBytes += finished?.bytes ?? 0;
      return id;
    });
  }

  putVariables(variables: readonly ServerVariable[]): void {
    this.#write(0, (statements) => statements.putVariables(variables));
  }

  putTables(tables: readonly TableSchema[], replaced: readonly string[] = []): void {
    this.#write(0, (statements) => statements.putTables(tables, replaced));
  }

  schemasUsed(candidates: readonly string[]): readonly string[] {
    return this.#store === null || this.#failure !== null ? [] : schemasUsed(this.#store.db, candidates);
  }

  reserveResponse(): number {
    this.#write(0, () => undefined);
    return ++this.#lastResponse;
  }

  putChunk(response: number, n: number, bytes: Buffer): void {
    this.#write(bytes.length, (statements) => statements.putChunk(response, n, bytes));
  }

  dropChunks(response: number): void {
    // after the end there is nothing to drop: chunks without a response do not survive the sealing
    if (this.#failure !== null || this.#isClosed) return;
    this.#write(0, (statements) => statements.dropChunks(response));
  }

  handOver(response: number, head: Buffer): LongAnswer {
    return this.#guard(() => {
      this.#store ??= this.#open();
      const store = this.#store;
      // the thread goes on behind what is committed
      store.batch.commit();
      store.answers ??= this.#startThread(store);
      const answer = store.answers.takeOver(response, head);
      return {
        add: (parts) =>
          this.#guard(() => {
            this.#checkPlace();
            answer.add(parts);
            store.folding.committed(parts.reduce((bytes, part) => bytes + part.length, 0));
          }),
        get behind() {
          return answer.behind;
        },
        end: (tail) => this.#guard(() => answer.end(tail)),
        drop: () => {
          if (this.#failure === null && !this.#isClosed) this.#guard(() => answer.drop());
        },
      };
    });
  }

  #startThread({ db, batch, folding }: Store): AnswerThread {
    this.#target.checkStillThere();
    // two write now, each in small transactions: one that waits for the disk is waited for
    db.pragma(`busy_timeout = ${BUSY_MS}`);
    const thread = new AnswerThread({
      path: db.name,
      place: this.#target.place,
      isDurable: this.#options.isDurable ?? false,
      release: () => batch.commit(),
      onFailure: (error) => this.#fail(error),
    });
    folding.foldElsewhere(() => thread.fold());
    return thread;
  }

  counts(): WrittenCounts {
    return {
      sessions: this.#sessions,
      exchanges: this.#exchanges,
      gaps: this.#gaps,
      responseBytes: this.#responseBytes,
    };
  }

  flush(): void {
    this.#guard(() => this.#store?.batch.commit());
  }

  fail(error: unknown): void {
    this.#fail(error);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (this.#failure === null) this.#finish();
    } catch (error) {
      // whoever closes is told as well: that the owner was told comes too late to end anything
      throw this.#known(this.#fail(error));
    } finally {
      this.#releaseFile();
    }
    if (this.#failure !== null && !this.#isFailureKnown) throw this.#known(this.#failure);
  }

  #finish(): void {
    this.#store?.batch.commit();
    if (this.#store === null) return;
    // the file is one again only for the last who has it open
    this.#store.answers?.stop();
    this.#store.folding.stop();
    this.#target.checkStillThere();
    const mayHaveTwins = this.#target.isContinued || this.#recent.hasForgotten;
    try {
      seal(this.#store.db, isoTime(this.#options.now()), mayHaveTwins);
      leaveOneFile(this.#store.db);
    } catch (error) {
      throw unfinished(this.#path, error);
    }
    this.#target.checkStillThere();
  }

  #keepResponse(
    statements: WriteStatements,
    response: FinishedResponse,
    facts: ResponseFacts,
    encoding: bigint,
  ): number {
    const twin = this.#recent.get(response.hash);
    if (twin !== undefined) {
      if (response.streamedAs !== null) statements.dropChunks(response.streamedAs);
      return twin;
    }
    const id = response.streamedAs ?? ++this.#lastResponse;
    statements.putResponse(id, response, facts, encoding);
    this.#recent.set(response.hash, id);
    return id;
  }

  /** Runs one write inside the pending transaction, begun by the first. */
  #write<T>(bytes: number, write: (statements: WriteStatements) => T): T {
    if (this.#isClosed && this.#failure === null) throw new Error(`${this.#path} is closed`);
    return this.#guard(() => {
      this.#store ??= this.#open();
      const { batch, statements } = this.#store;
      batch.begin();
      const result = write(statements);
      batch.add(bytes);
      return result;
    });
  }

  /** What goes wrong ends the recording. */
  #guard<T>(action: () => T): T {
    if (this.#failure !== null) throw this.#known(this.#failure);
    try {
      return action();
    } catch (error) {
      throw this.#known(this.#fail(error));
    }
  }

  #open(): Store {
    const db = this.#target.open(this.#options.isDurable ?? false);
    if (this.#options.replacedScope !== undefined) removeScope(db, this.#options.replacedScope);
    const last = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0;
    this.#lastSession = last('SELECT max(id) FROM session');
    this.#lastExchange = last('SELECT max(id) FROM exchange');
    // a killed writer may have left chunks whose response never came
    this.#lastResponse = last(
      'SELECT max((SELECT coalesce(max(id), 0) FROM response), (SELECT coalesce(max(response_id), 0) FROM response_chunk))',
    );
    const statements = new WriteStatements(db);
    statements.putVariables(this.#options.variables ?? []);
    const folding = new LogFolding(db);
    const batch = new Batch({
      begin: () => statements.begin.run(),
      commit: (bytes) => {
        statements.commit.run();
        folding.committed(bytes);
        this.#checkPlace();
      },
      onFailure: (error) => this.#fail(error),
    });
    return { db, statements, batch, folding, answers: null };
  }

  #checkPlace(): void {
    const now = performance.now();
    if (now - this.#placeCheckedAtMs < PLACE_CHECK_MS) return;
    this.#placeCheckedAtMs = now;
    this.#target.checkStillThere();
  }

  /** Ends the writing for good, with as much kept as the disk takes. */
  #fail(error: unknown): MockError {
    if (this.#failure !== null) return this.#failure;
    const failure = error instanceof MockError ? error : writeFailed(this.#path, error);
    this.#failure = failure;
    this.#releaseFile();
    if (this.#options.onFailure !== undefined) {
      this.#isFailureKnown = true;
      this.#options.onFailure(failure);
    }
    return failure;
  }

  #releaseFile(): void {
    this.#store?.batch.stop();
    this.#store?.folding.stop();
    const db = this.#store?.db;
    if (db?.open) {
      // what this interval wrote before the failure is whole exchanges: keep them if they still fit
      if (db.inTransaction) attempt(() => db.exec('COMMIT'));
      attempt(() => this.#store?.answers?.stop());
      const isThere = this.#target.isStillThere;
      // where it was moved to it is whole then; SQLite itself leaves the log of such a file alone
      if (!isThere) attempt(() => db.pragma('wal_checkpoint(TRUNCATE)'));
      attempt(() => db.close());
      if (!isThere) attempt(() => this.#target.removeLog());
    }
    attempt(() => this.#target.release());
  }

  #known(failure: MockError): MockError {
    this.#isFailureKnown = true;
    return failure;
  }
}
