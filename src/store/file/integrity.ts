// Whether what is read from a recording is what was recorded: found out once for each exchange, when somebody asks whether
// it can be served. What is not is a gap, `damaged`.

import type { Database } from 'better-sqlite3';
import { RecentMap } from '../../core/recent-map.ts';
import type { Gap, RecordedExchange, RecordedSession } from '../../core/recording.ts';
import { type ExchangeRow, type SessionRow, toExchange, toSession } from '../reading/read-statements.ts';
import type { StoredResponses } from '../reading/stored-responses.ts';
import { DamagedPart } from './damage.ts';
import { CONTENT_DIGEST_KEY, Digests, type Neighbours } from './digests.ts';

const REMEMBERED = 200_000;

/** What was looked for. */
interface Asked {
  readonly fingerprint: string;
  readonly scope: number;
  /** Exchange behind which they stand; 0 for all. */
  readonly after: number;
}

export class Integrity {
  readonly #path: string;
  readonly #responses: StoredResponses;
  /** Null where the recording has none: only responses and look-ups can be compared then. */
  readonly #digests: Digests | null;
  /** By exchange: what stands beside it; null for a damaged one. */
  readonly #rows = new RecentMap<number, Neighbours | null>(REMEMBERED);
  /** Fingerprints of whose exchanges one is damaged: which answer comes when is not known any more. */
  readonly #tainted = new Set<string>();

  /** @param isSealed while a recording is written it has no digests */
  constructor(
    path: string,
    db: Database,
    meta: ReadonlyMap<string, string>,
    isSealed: boolean,
    responses: StoredResponses,
  ) {
    this.#path = path;
    this.#responses = responses;
    this.#digests = isSealed && meta.has(CONTENT_DIGEST_KEY) ? new Digests(db) : null;
  }

  /** Whether it can be served is found out when somebody asks for its gap, which is when it is about to be. */
  exchange(row: ExchangeRow): RecordedExchange {
    return new ReadExchange(toExchange(row), this);
  }

  /**
   * Answers to one fingerprint behind exchange `after`. Where one is damaged or was not found, those behind it are not the
   * next ones any more.
   * @param isLast whether nothing stands behind the last row
   */
  answers(asked: Asked, rows: readonly ExchangeRow[], isLast: boolean): readonly RecordedExchange[] {
    const key = `${asked.fingerprint} ${asked.scope}`;
    if (!this.#isWhole(asked, rows, isLast)) this.#tainted.add(key);
    if (!this.#tainted.has(key)) return rows.map((row) => this.exchange(row));
    return rows.map((row) => ({ ...toExchange(row), gap: 'damaged' }));
  }

  #isWhole({ fingerprint, scope, after }: Asked, rows: readonly ExchangeRow[], isLast: boolean): boolean {
    return rows.every((row, at) => {
      if (row[8] !== fingerprint || row[9] !== scope) return false;
      if (this.#digests === null) return true;
      const beside = this.#beside(row[0]);
      if (beside === null) return false;
      const before = rows[at - 1]?.[0] ?? (after === 0 ? null : after);
      const isEnd = at === rows.length - 1;
      return (
        beside.before === before && (isEnd ? !isLast || beside.behind === null : beside.behind === rows[at + 1]?.[0])
      );
    });
  }

  /** @throws DamagedPart */
  session(row: SessionRow): RecordedSession {
    const id = Number(row.id);
    if (this.#digests?.isSessionIntact(id) === false)
      throw new DamagedPart(this.#path, `session ${id} is not what was recorded`);
    return toSession(row);
  }

  /** @throws DamagedPart */
  checkServer(): void {
    if (this.#digests?.isServerIntact() === false)
      throw new DamagedPart(this.#path, "the server's variables are not what was recorded");
  }

  /** What SQLite cannot read is not intact. */
  isIntact(exchange: RecordedExchange): boolean {
    try {
      return this.isRowIntact(exchange.id) && this.#hasItsResponse(exchange);
    } catch {
      return false;
    }
  }

  /** Whether what is said of an exchange is what was sealed; true without digests. */
  isRowIntact(id: number): boolean {
    return this.#digests === null || this.#beside(id) !== null;
  }

  #beside(id: number): Neighbours | null {
    let beside = this.#rows.get(id);
    if (beside === undefined) {
      beside = this.#digests?.neighboursOf(id) ?? null;
      this.#rows.set(id, beside);
    }
    return beside;
  }

  #hasItsResponse({ responseId }: RecordedExchange): boolean {
    return responseId === null || this.#responses.isIntact(responseId);
  }
}

/** All are of one shape, which what looks at many of them depends on: a getter made for each would make each of its own. */
class ReadExchange implements RecordedExchange {
  readonly id: number;
  readonly session: number;
  readonly ordinal: number;
  readonly command: string;
  readonly database: string;
  readonly responseId: number | null;
  readonly prepareExchange: number | null;
  readonly fingerprint: string | null;
  readonly scope: number;
  readonly state: number | null;
  readonly transaction: number | null;
  readonly begunAfter: number | null;
  readonly #stored: RecordedExchange;
  readonly #integrity: Integrity;

  constructor(stored: RecordedExchange, integrity: Integrity) {
    this.id = stored.id;
    this.session = stored.session;
    this.ordinal = stored.ordinal;
    this.command = stored.command;
    this.database = stored.database;
    this.responseId = stored.responseId;
    this.prepareExchange = stored.prepareExchange;
    this.fingerprint = stored.fingerprint;
    this.scope = stored.scope;
    this.state = stored.state;
    this.transaction = stored.transaction;
    this.begunAfter = stored.begunAfter;
    this.#stored = stored;
    this.#integrity = integrity;
  }

  get gap(): Gap | null {
    return this.#integrity.isIntact(this.#stored) ? this.#stored.gap : 'damaged';
  }
}
